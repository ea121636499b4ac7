/** The one final answer that each request has: a device's, or that there is none. */
import { commandFailureAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { refusedOnItsDate } from '../access/on-its-date.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { deviceRefusal } from '../audit/reason.ts';
import { FAULTS, type FaultCode } from '../faults.ts';
import { hasKeys } from '../inventory/inventory.ts';
import { renewedKeyOf, withoutRenewed, withRenewed } from '../inventory/renewal.ts';
import { pointsNamed } from '../non-device/after-answer.ts';
import type { Change } from '../non-device/change.ts';
import { changeEntries } from '../non-device/change-audit.ts';
import type { AddressedAlert, Consequences } from '../non-device/handler.ts';
import { takeChanges } from '../non-device/take-changes.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import type { MarketMessage, ServiceRequest } from '../service-request.ts';
import { keyChangeHeld } from '../tasks/held-keys.ts';
import { joined, tasksEndedBy } from '../tasks/task-end.ts';
import type { TranslatedAnswer } from '../translation/translator.ts';
import { entryOf } from './entries.ts';
import type { Errand } from './lane.ts';
import { consequenceRows, rowToAsker } from './outbox-rows.ts';
import { ownFollows, ownRows } from './own-answers.ts';
import { isOwn } from './own-requests.ts';
import type { Stations } from './stations.ts';

type Final = Extract<MarketMessage, { kind: 'response' | 'dccResponse' }>;

export type AnswersParts = {
  /** Runs what changes the state that others decide by, one after the other. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** It is durable that the request has ended so. */
  readonly ended: (requestId: string, isDone: boolean) => void;
  /** What followed from an answer is durable and in memory. */
  readonly changed: (changes: readonly Change[]) => void;
};

export class Answers {
  readonly #stations: Stations;
  readonly #parts: AnswersParts;
  /** Answered, but not durably so yet: a copy that arrives meanwhile is not another answer. */
  readonly #underWay = new Set<Errand>();

  constructor(stations: Stations, parts: AnswersParts) {
    this.#stations = stations;
    this.#parts = parts;
  }

  isUnderWay(errand: Errand): boolean {
    return this.#underWay.has(errand);
  }

  /** What the device said goes to whoever asked it; durable when it resolves. */
  async give(errand: Errand, said: TranslatedAnswer): Promise<void> {
    this.#underWay.add(errand);
    try {
      await this.#settleRenewal(errand, said);
      const { refusal } = said.answer;
      const step = refusal === undefined ? 'deviceAnswered' : 'deviceRefused';
      const { request, tries, sentAtMillis } = errand;
      const sent = tries > 0 ? [entryOf(sentAtMillis, 'sent', request, { tries })] : [];
      const audit = [...sent, entryOf(this.#now(), step, request, deviceRefusal(said.answer))];
      const write = (follows: Consequences) =>
        this.#write(
          errand,
          { message: messageOf(errand, said), isDone: refusal === undefined, audit },
          follows,
        );
      const follows = () => this.#followsOf(errand, said);
      // Few have consequences; those that have are decided again when it is their turn.
      if (isEmpty(await follows())) await write({});
      else await this.#parts.alone(async () => write(await follows()));
    } finally {
      this.#underWay.delete(errand);
    }
  }

  /** The user is told that no answer came; durable when it resolves. False when one is coming after all. */
  async expired(errand: Errand, fault: FaultCode): Promise<boolean> {
    if (this.#underWay.has(errand)) return false;
    const { request, tries } = errand;
    const { requestId, service } = request;
    const { response: code } = FAULTS[fault];
    const message: Final = { kind: 'response', requestId, service, code };
    const audit = [entryOf(this.#now(), 'expired', request, { code, fault, tries })];
    const write = (follows: Consequences) =>
      this.#write(errand, { message, isDone: false, audit }, follows);
    if (!isOwn(this.#stations, request)) await write({ alerts: endingAlerts(errand, fault) });
    else
      await this.#parts.alone(() =>
        write(ownFollows(this.#stations, request, { kind: 'fault', fault })),
      );
    return true;
  }

  /** Nobody is told: its user has had the command in hand, and said nothing more. */
  async close({ request }: Errand): Promise<void> {
    const { response: responseCode } = FAULTS.DEVICE_SILENT;
    const { requestId } = request;
    const audit = [entryOf(this.#now(), 'expired', request, { code: responseCode })];
    await this.#stations.store.commit({
      kind: 'answer',
      requestId,
      responseCode,
      isDone: false,
      audit,
    });
    this.#parts.ended(requestId, false);
  }

  async #write(
    { request }: Errand,
    final: {
      readonly message: Final;
      readonly isDone: boolean;
      readonly audit: readonly AuditEntry[];
    },
    follows: Consequences,
  ): Promise<void> {
    const { store, outbox } = this.#stations;
    const { message, isDone, audit } = final;
    const { changes = [] } = follows;
    const { requestId } = request;
    const rows: NewOutboxMessage[] = [
      ...this.#rowsOf(request, message),
      ...consequenceRows(this.#stations, requestId, follows),
    ];
    const responseCode = message.kind === 'response' ? message.code : 'I0';
    const { ignored } = await store.commit({
      kind: 'answer',
      requestId,
      responseCode,
      isDone,
      outbox: rows,
      changes,
      audit: [
        ...audit,
        ...changeEntries(changes, request, this.#now()),
        entryOf(this.#now(), 'answered', request, { code: responseCode }),
      ],
    });
    if (ignored) return;
    takeChanges(this.#stations, changes);
    for (const one of rows) outbox.offer(one);
    this.#parts.changed(changes);
    this.#parts.ended(requestId, isDone);
  }

  /** What follows here from what the device said: decided again when it is its turn. */
  async #followsOf(
    { request, commandCounter }: Errand,
    { answer, dccResult }: TranslatedAnswer,
  ): Promise<Consequences> {
    const named = pointsNamed(request);
    if (named.length > 0) await this.#stations.register.findAll(named);
    const known = this.#stations.onAnswered(request, { ...answer, dccResult });
    if (isOwn(this.#stations, request))
      return joined([known, ownFollows(this.#stations, request, { kind: 'answer', answer })]);
    if (answer.refusal !== undefined) return known;
    const nowUtcSeconds = Math.floor(this.#now() / 1000);
    const held = keyChangeHeld(request, commandCounter, answer.result, nowUtcSeconds);
    if (held) return joined([known, { changes: [held] }]);
    return joined([known, tasksEndedBy(this.#stations, request, nowUtcSeconds)]);
  }

  #rowsOf(request: ServiceRequest, message: Final): readonly NewOutboxMessage[] {
    const { originator, requestId } = request;
    if (isOwn(this.#stations, request)) return ownRows(this.#stations, requestId, message);
    const row = rowToAsker(this.#stations, request, message, 'answer');
    if (!row) throw new Error(`${originator} is no user any more`);
    return [row];
  }

  /** A key whose certificate the meter has taken is its key; one that it refused never was. */
  async #settleRenewal(
    { request, device: eui64 }: Errand,
    { answer }: TranslatedAnswer,
  ): Promise<void> {
    const { inventory } = this.#stations;
    const key = renewedKeyOf(request);
    const device = inventory.get(eui64);
    if (!key || !hasKeys(device)) return;
    const settle = answer.refusal ? withoutRenewed : withRenewed;
    await inventory.putKeys(settle(device, key.name));
  }

  #now(): number {
    return this.#stations.clock.nowMillis();
  }
}

const isEmpty = ({ changes = [], alerts = [], events = [] }: Consequences): boolean =>
  changes.length === 0 && alerts.length === 0 && events.length === 0;

/** Why what had been accepted is not done; the response says only that it is not. */
function endingAlerts({ request, endingAlert }: Errand, fault: FaultCode): AddressedAlert[] {
  if (!endingAlert) return refusedOnItsDate(request, fault);
  const { originator: recipient, requestId, target } = request;
  return [{ recipient, alert: commandFailureAlert(endingAlert, requestId, target) }];
}

/** The user is answered by what was asked: a proxy, where a meter answers for one. */
function messageOf({ request }: Errand, { answer, dccResult }: TranslatedAnswer): Final {
  const { requestId, service, target: device, counter } = request;
  if (dccResult !== undefined)
    return { kind: 'dccResponse', requestId, service, result: dccResult };
  return {
    kind: 'response',
    requestId,
    service,
    code: 'I0',
    answer: { ...answer, device, counter },
  };
}
