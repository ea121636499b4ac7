/** What is said to a party at once: acknowledgements, refusals, and answers that no device is asked for. */
import type { Clock } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import { auditReason } from '../../audit/reason.ts';
import { FAULTS, type FaultCode } from '../../faults.ts';
import type { Submission } from '../../service-request.ts';
import type { Intake } from '../intake.ts';
import type { BridgeFormat } from './cloud-event.ts';
import type { EventData } from './event-data.ts';
import { marketData } from './format.ts';
import { encodeData } from './messages.ts';
import type { Outlet } from './outlet.ts';

/** Who is spoken to, and how. */
export type To = { readonly party: Eui64; readonly format: BridgeFormat };

export type Refusal = {
  readonly eventId?: string;
  readonly requestId?: string;
  readonly code: RefusalCode | FaultCode;
  readonly detail: string;
  /** What of it may be kept; absent: all. */
  readonly audited?: string;
};

/** Characters of a refusal's text, and of what it is about, within its event's id. */
const DETAIL_MAX = 1_000;
const ABOUT_MAX = 200;

type Parts = { readonly outlet: Outlet; readonly intake: Intake; readonly clock: Clock };

/** All of them resolve when the broker has taken it, or has not: what is lost is asked for again by the party. */
export class Replies {
  readonly #parts: Parts;
  #refusals = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  submitted({ party, format }: To, requestId: string, submission: Submission): Promise<void> {
    const { outlet } = this.#parts;
    switch (submission.kind) {
      case 'acknowledged': {
        const data = acknowledgementData(requestId, submission, format);
        // Nothing in it is anybody's but that a request was made, which its event's id says too.
        return outlet.publish(party, `${requestId}/acknowledgement`, data).catch(() => {});
      }
      case 'answered': {
        const data = answerData(submission, format);
        return outlet.publishSealed(party, `${requestId}/${data.kind}`, data).catch(() => {});
      }
      case 'refused': {
        const { fault: code, detail } = submission;
        return this.refused({ party, format }, { requestId, code, detail });
      }
    }
  }

  /** Audited too: it is no request that the flow would audit. */
  unreadable(to: To, { audited, ...told }: Refusal): Promise<void> {
    const { code, detail } = told;
    const kept = audited ?? detail;
    const { intake } = this.#parts;
    intake.unreadable({ channel: 'bridge', sender: to.party, code, detail: kept });
    return this.refused(to, told);
  }

  /** Sealed too: it may quote what it refuses. */
  refused({ party, format }: To, refusal: Refusal): Promise<void> {
    this.#refusals += 1;
    // One request may be refused twice, and differently: those are two events.
    const here = `${this.#parts.clock.nowMillis()}/${this.#refusals}`;
    const about = refusal.requestId ?? refusal.eventId;
    const id = `${about === undefined ? '' : `${cut(about, ABOUT_MAX)}/`}refusal/${here}`;
    const data = refusalData(refusal, format);
    return this.#parts.outlet.publishSealed(party, id, data).catch(() => {});
  }
}

type Of<K extends Submission['kind']> = Extract<Submission, { readonly kind: K }>;

export function acknowledgementData(
  requestId: string,
  { kind: _kind, ...said }: Of<'acknowledged'>,
  format: BridgeFormat,
): EventData {
  const value = encodeData('acknowledgement', { requestId, ...said }, format);
  return { kind: 'acknowledgement', format, value };
}

export function answerData(
  { message, notice }: Of<'answered'>,
  format: BridgeFormat,
): EventData & Pick<Of<'answered'>['message'], 'kind'> {
  return { kind: message.kind, format, value: marketData(message, format, notice) };
}

export function refusalData(
  { code, detail, audited: _audited, ...known }: Refusal,
  format: BridgeFormat,
): EventData {
  const responseCode = code in FAULTS ? FAULTS[code as FaultCode].response : 'E48';
  const said = { ...known, responseCode, code, detail: cut(printable(detail), DETAIL_MAX) };
  return { kind: 'refusal', format, value: encodeData('refusal', said, format) };
}

/** What is no refusal is a fault of the program, and goes on up. */
export function refusalOf(error: unknown, eventId?: string): Refusal {
  if (!(error instanceof Refused)) throw error;
  const detail = `${error.path} ${error.reason}`.trim();
  const audited = auditReason(error);
  return { ...(eventId === undefined ? {} : { eventId }), code: error.code, detail, audited };
}

/** In characters, not in halves of them. */
const cut = (text: string, max: number): string => [...text].slice(0, max).join('');

/** A quoted value may hold what the text of a message may not, and then the refusal could not be read. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
