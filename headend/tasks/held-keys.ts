/**
 * A supplier's own 6.23 that a device holds for its date: it says so by an alert when it is done (8F66), by the counter
 * of the command. That may be before the change of supplier has its task, so it is kept in the database until then.
 */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { CANCEL_UTC_SECONDS } from '../../protocol/services/shared.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Store } from '../store/store.ts';
import type { TranslatedAlert } from '../translation/translator.ts';

declare module '../store/tables.ts' {
  interface Database {
    held_key_changes: {
      device: string;
      command_counter: bigint;
      request_id: string;
      party: string;
      for_utc_seconds: bigint;
      is_done: boolean;
    };
  }
}

export type HeldKeyChange =
  /** A device has taken it, and holds it. */
  | {
      readonly kind: 'keyChangeHeld';
      readonly device: Eui64;
      readonly commandCounter: bigint;
      readonly requestId: RequestId;
      readonly party: Eui64;
      readonly forUtcSeconds: number;
    }
  | { readonly kind: 'keyChangeDone'; readonly device: Eui64; readonly commandCounter: bigint };

type Asked = Pick<ServiceRequest, 'requestId' | 'service' | 'originator' | 'target' | 'body'>;
type Request = ValueOf<typeof updateSecurityCredentialsCos.request>;
type Answer = ValueOf<(typeof updateSecurityCredentialsCos)['response']>;

/** What a device has answered to 6.23 means that it holds it; undefined where it is done, or taken back. */
export function keyChangeHeld(
  { requestId, service, originator: party, target: device, body }: Asked,
  commandCounter: bigint | undefined,
  result: unknown,
  nowUtcSeconds: number,
): HeldKeyChange | undefined {
  if (service !== updateSecurityCredentialsCos || commandCounter === undefined) return undefined;
  const { executionDateTime: forUtcSeconds = nowUtcSeconds } = (body ?? {}) as Partial<Request>;
  const { executionOutcome } = (result ?? {}) as Partial<Answer>;
  const isHeld = forUtcSeconds > nowUtcSeconds && forUtcSeconds < CANCEL_UTC_SECONDS;
  if (!isHeld || executionOutcome) return undefined;
  return { kind: 'keyChangeHeld', device, commandCounter, requestId, party, forUtcSeconds };
}

const FUTURE_DATED_DONE = 0x8f66;
const NUMBER = serviceNumber(updateSecurityCredentialsCos.reference);

/** The counter of the 6.23 that the alert says is done; undefined for every other alert. */
export function keyChangeSaidDone({ alertCode, payload }: TranslatedAlert): bigint | undefined {
  const { service, counter } = payload?.futureDated?.command ?? {};
  if (alertCode !== FUTURE_DATED_DONE || !service || counter === undefined) return undefined;
  return (service[0] ?? 0) * 256 + (service[1] ?? 0) === NUMBER ? counter : undefined;
}

/** As it was asked; the date is over. Undefined: this head-end knows of none. */
export async function heldKeyChange(
  { database }: Pick<Store, 'database'>,
  device: Eui64,
  commandCounter: bigint,
): Promise<Asked | undefined> {
  const row = await database
    .selectFrom('held_key_changes')
    .select(['request_id', 'party'])
    .where('device', '=', device)
    .where('command_counter', '=', commandCounter)
    .executeTakeFirst();
  return row && askedOf(device, row);
}

/** What a party has had done at the device for that second or later, before anybody asked for it here. */
export async function keyChangeDone(
  { database }: Pick<Store, 'database'>,
  {
    device,
    party,
    sinceUtcSeconds,
  }: {
    readonly device: Eui64;
    readonly party: Eui64;
    readonly sinceUtcSeconds: number;
  },
): Promise<Asked | undefined> {
  const row = await database
    .selectFrom('held_key_changes')
    .select(['request_id', 'party'])
    .where('device', '=', device)
    .where('party', '=', party)
    .where('for_utc_seconds', '>=', BigInt(sinceUtcSeconds))
    .where('is_done', '=', true)
    .executeTakeFirst();
  return row && askedOf(device, row);
}

const askedOf = (
  target: Eui64,
  { request_id: requestId, party: originator }: { request_id: string; party: string },
): Asked => ({ requestId, service: updateSecurityCredentialsCos, originator, target, body: {} });
