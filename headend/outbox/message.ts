/** A message to a user that is kept until the user confirms it. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { MarketMessage, Outlet } from '../service-request.ts';

export type NewOutboxMessage = {
  /** The same at every delivery, so that the recipient can drop what it has. */
  readonly messageId: string;
  readonly recipient: Eui64;
  readonly channel: Outlet;
  readonly kind: MarketMessage['kind'] | 'legacyFile';
  readonly requestId?: RequestId;
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly createdAtMillis: number;
};

export type OutboxMessage = NewOutboxMessage & {
  /** How often it failed before (recipient-window.ts). */
  readonly failures?: number;
};

/** A message as the database has it: the content under its epoch's key (epoch-keys.ts). */
export type SealedMessage = {
  readonly message: Omit<NewOutboxMessage, 'content'>;
  readonly epoch: string;
  /** Of this message alone within its epoch. */
  readonly nonce: number;
  readonly sealed: Uint8Array;
};
