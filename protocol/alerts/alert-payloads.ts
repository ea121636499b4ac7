/** What each alert says beside its code, to bytes and back. */
import type { CborMap, CborValue } from '../cbor/canonical.ts';
import { fromCborValue, toCborValue } from '../definition/cbor.ts';
import type { AnyStruct, ValueOf } from '../definition/words.ts';
import { Refused } from '../refused.ts';
import { type AlertName, alertByCode } from './device-alerts.ts';
import { type AlertPayload, type PayloadKind, payloads } from './payload-shapes.ts';

/** Which alert says what; those of single phases say what that of the meter does. */
const KINDS = {
  firmwareVerified: 'firmware',
  firmwareVerificationFailed: 'firmware',
  billingLogUpdated: 'billing',
  futureDatedDone: 'futureDated',
  futureDatedFailed: 'futureDated',
  supplyOutageRestored: 'outage',
  supplyOutageRestoredPhase1: 'outage',
  supplyOutageRestoredPhase2: 'outage',
  supplyOutageRestoredPhase3: 'outage',
  longSupplyOutageRestored: 'outage',
  longSupplyOutageRestoredPhase1: 'outage',
  longSupplyOutageRestoredPhase2: 'outage',
  longSupplyOutageRestoredPhase3: 'outage',
  integrityWarning: 'integrity',
  commandNotSupported: 'notSupported',
  auxiliaryStateChanged: 'auxiliaryState',
  levelLimited: 'levelLimited',
  levelLimitEnded: 'levelLimitEnded',
  clockNotAdjusted: 'clock',
  clockAdjusted: 'clock',
  clockOutsideTolerance: 'clock',
  credentialsUpdated: 'credentials',
  commandIntegrityFailed: 'counted',
  sourceLacksAuthority: 'counted',
  trustedSourceAuthenticationFailed: 'counted',
  unauthorisedCommunication: 'counted',
  otherAuthenticationFailure: 'counted',
  unusualMalformedCommands: 'counted',
  topUpNotAuthentic: 'counted',
  topUpAlreadyUsed: 'counted',
  topUpAboveMaximumCredit: 'counted',
  topUpAboveMaximumBalance: 'counted',
  utrnEntryLockedOut: 'counted',
} as const satisfies { readonly [N in AlertName]?: PayloadKind };
type KindOf<N extends AlertName> = N extends keyof typeof KINDS ? (typeof KINDS)[N] : 'number';

const kindOf = (name: string): PayloadKind =>
  (KINDS as Readonly<Record<string, PayloadKind | undefined>>)[name] ?? 'number';
const structOf = (kind: PayloadKind) => payloads[kind].type as AnyStruct;

/** What an alert of this name says. */
export type PayloadOf<N extends AlertName> = ValueOf<(typeof payloads)[KindOf<N>]>;

/** As it is kept and sent. Throws on a value that is not of the definition, or too long. */
export function encodePayload<N extends AlertName>(name: N, payload: PayloadOf<N>): CborMap {
  return toCborValue(structOf(kindOf(name)), payload as never) as CborMap;
}

/** Of the one number that an event has: key 1 of whatever its alert says, if that is a number. */
export const numberPayload = (detail: number): CborMap => new Map([[1, detail]]);

/** Is every single one of these alerts of interest, since each says something else? */
export const saysMuch = (name: string): boolean =>
  !['number', 'counted', 'integrity'].includes(kindOf(name));

/** Keys of any alert, whatever it says: a series that was held back, and how many of it. */
const SEQUENCE_KEY = 30;
const COUNT_KEY = 31;
/** A meter of ours says both; DUIS lets either be said alone. */
export type Throttled = { readonly sequenceId?: number; readonly count?: number };

export function withThrottled(content: CborMap, { sequenceId, count }: Throttled): CborMap {
  const said = new Map<number, CborValue>(content);
  if (sequenceId !== undefined) said.set(SEQUENCE_KEY, sequenceId);
  if (count !== undefined) said.set(COUNT_KEY, count);
  return said;
}

/** Nothing, where neither is said. */
export function throttledOf(sequenceId: unknown, count: unknown): Pick<AlertContent, 'throttled'> {
  const throttled = {
    ...(typeof sequenceId === 'number' ? { sequenceId } : {}),
    ...(typeof count === 'number' ? { count } : {}),
  };
  return Object.keys(throttled).length === 0 ? {} : { throttled };
}

export type AlertContent = {
  /** Absent where the alert says no more than its code, or what this head-end cannot read. */
  readonly payload?: AlertPayload;
  readonly throttled?: Throttled;
};

/**
 * What the content of an alert says. An alert is never refused for it: a newer device may say what this
 * definition does not have, and its code is what counts.
 */
export function decodeAlertContent(code: number, content: CborMap = new Map()): AlertContent {
  const own = new Map([...content].filter(([key]) => key < SEQUENCE_KEY));
  const payload =
    own.size === 0 ? undefined : payloadOf(kindOf(alertByCode(code)?.name ?? ''), own);
  return {
    ...(payload ? { payload } : {}),
    ...throttledOf(content.get(SEQUENCE_KEY), content.get(COUNT_KEY)),
  };
}

function payloadOf(kind: PayloadKind, content: CborMap): AlertPayload | undefined {
  try {
    return { [kind]: fromCborValue(structOf(kind), content) } as unknown as AlertPayload;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
