/** What can be written to the store, each kind whole or not at all, and what comes of it. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Change } from '../non-device/change.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import type { AlertOrigin } from './alert-window.ts';
import type { NewRequest, RequestRecord } from './request-record.ts';

type Audited = { readonly audit: readonly AuditEntry[] };
/** Written with it, or not at all. */
type WithIt = {
  readonly outbox?: readonly NewOutboxMessage[];
  readonly changes?: readonly Change[];
};

/**
 * A request that exists already: nothing is written but an audit entry `duplicate`. Another one under its RequestID, or
 * a counter that is not greater than the greatest of its scope, with a RequestID that is new: nothing but `refused`.
 */
export type Accept = {
  readonly kind: 'accept';
  readonly request: NewRequest;
  /** Within which counters rise; absent: they are not looked at. */
  readonly counterScope?: string;
} & Audited &
  WithIt;

/** What is noted of a message in the outbox; each entry of the audit names its message in `detail.messageId`. */
export type Attempts = {
  readonly messageId: string;
  readonly failures: number;
  /** The recipient's own words; absent: as before, and none when it has not failed. */
  readonly reason?: string;
  /** Absent: it is not parked. */
  readonly parkedAtMillis?: number;
};

export type Write =
  | Accept
  /** Ignored once the request is answered. */
  | ({
      readonly kind: 'dispatch';
      readonly requestId: RequestId;
      readonly command: Uint8Array;
      readonly commandCounter: bigint;
      /** Absent: as it was accepted. */
      readonly deadlineUtcSeconds?: number;
      readonly outbox?: readonly NewOutboxMessage[];
    } & Audited)
  /** Exactly one answer: ignored when there is one; erases the command and the body. */
  | ({
      readonly kind: 'answer';
      readonly requestId: RequestId;
      readonly responseCode: string;
      /** What was asked is done. */
      readonly isDone?: boolean;
    } & Audited &
      WithIt)
  /**
   * Alerts and the like; a message whose id is in the outbox already is left out. With `alert`: ignored
   * when this alert of the device has come before.
   */
  | ({
      readonly kind: 'deliver';
      readonly outbox: readonly NewOutboxMessage[];
      readonly alert?: AlertOrigin;
      /** Written with it, or not at all. */
      readonly changes?: readonly Change[];
    } & Audited)
  /** Erases the messages; ids that are unknown, or another recipient's, are left out. */
  | ({
      readonly kind: 'confirm';
      readonly messageIds: readonly string[];
      readonly recipient: Eui64;
    } & Partial<Audited>)
  /** How often messages failed and which are parked now; of those that are not the recipient's nothing is audited. */
  | ({
      readonly kind: 'attempts';
      readonly recipient: Eui64;
      readonly attempts: readonly Attempts[];
    } & Audited)
  | ({ readonly kind: 'audit' } & Audited);

export type Committed = {
  /** This `accept` repeats that request. */
  readonly duplicateOf?: RequestRecord;
  /** The RequestID of this `accept` is that of a request which asked something else. */
  readonly isReused?: true;
  /** The counter of this `accept` has been used. */
  readonly isCounterUsed?: true;
  /** This `dispatch` or `answer` came too late, or for a request that is not known; this alert again. */
  readonly ignored?: true;
  /** The messages that were new (`deliver`), or were there to erase (`confirm`) or to note (`attempts`). */
  readonly messageIds?: readonly string[];
};
