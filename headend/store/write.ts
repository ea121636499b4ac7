/** What can be written to the store, each kind whole or not at all, and what comes of it. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import type { AlertOrigin } from './alert-window.ts';
import type { NewRequest, RequestRecord } from './request-record.ts';

type Audited = { readonly audit: readonly AuditEntry[] };

export type Write =
  /** A RequestID that exists already: nothing is written but an audit entry `duplicate`. */
  | ({ readonly kind: 'accept'; readonly request: NewRequest } & Audited)
  /** Ignored once the request is answered. */
  | ({
      readonly kind: 'dispatch';
      readonly requestId: RequestId;
      readonly command: Uint8Array;
      readonly commandCounter: bigint;
    } & Audited)
  /** Exactly one answer: ignored when there is one; erases the command and the body. */
  | ({
      readonly kind: 'answer';
      readonly requestId: RequestId;
      readonly responseCode: string;
      readonly outbox: NewOutboxMessage;
    } & Audited)
  /**
   * Alerts and the like; a message whose id is in the outbox already is left out. With `alert`: ignored
   * when this alert of the device has come before.
   */
  | ({
      readonly kind: 'deliver';
      readonly outbox: readonly NewOutboxMessage[];
      readonly alert?: AlertOrigin;
    } & Audited)
  /** Erases the messages; ids that are unknown, or another recipient's, are left out. */
  | ({
      readonly kind: 'confirm';
      readonly messageIds: readonly string[];
      readonly recipient: Eui64;
    } & Partial<Audited>)
  | ({ readonly kind: 'audit' } & Audited);

export type Committed = {
  /** The request that had the RequestID of this `accept`. */
  readonly duplicateOf?: RequestRecord;
  /** This `dispatch` or `answer` came too late, or for a request that is not known; this alert again. */
  readonly ignored?: true;
  /** The messages that were new (`deliver`), or were there to erase (`confirm`). */
  readonly messageIds?: readonly string[];
};
