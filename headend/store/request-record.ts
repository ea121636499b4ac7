/** What the store knows of a request. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import type { Channel } from '../service-request.ts';

/** Confirmed: answered, and the recipient has confirmed that it has the answer. */
export type RequestState = 'accepted' | 'dispatched' | 'answered' | 'refused' | 'confirmed';

type RequestFacts = {
  readonly requestId: RequestId;
  readonly originator: Eui64;
  readonly target: Eui64;
  /** The originator's, unsigned 64 bits. */
  readonly counter: bigint;
  /** The row of the catalogue of services. */
  readonly service: number;
  readonly commandVariant: number;
  readonly channel: Channel;
  readonly faultCode?: string;
  readonly faultDetail?: string;
  /** Canonical CBOR of the value of `service.request`; erased when the request is answered. */
  readonly body?: Uint8Array;
  /** Erased when the request is answered. */
  readonly signedPreCommand?: Uint8Array;
  readonly dueUtcSeconds: number;
  readonly deadlineUtcSeconds: number;
  readonly acceptedAtMillis: number;
  /** The bytes sent to the device; erased when the request is answered. */
  readonly command?: Uint8Array;
  readonly commandCounter?: bigint;
};

export type NewRequest = RequestFacts & {
  readonly state: Exclude<RequestState, 'confirmed'>;
  /** The answer, for a request that is answered at once. */
  readonly outbox?: NewOutboxMessage;
};

export type RequestRecord = RequestFacts & {
  readonly state: RequestState;
  readonly responseCode?: string;
  /** The numbers of the audit blocks that speak of this request, in order. */
  readonly auditBlocks: readonly bigint[];
};

/** The name under which the transformation of a critical request is kept: its command has the RequestID. */
export const transformOf = (requestId: RequestId): string => `${requestId}#transform`;
