/** What the store knows of a request. */
import { equalBytes } from '../../protocol/bytes.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { Channel } from '../service-request.ts';

/**
 * Local: the command was given to the user, who brings it to the device. Confirmed: answered, and the
 * recipient has confirmed that it has the answer.
 */
export type RequestState =
  | 'accepted'
  | 'dispatched'
  | 'local'
  | 'answered'
  | 'refused'
  | 'confirmed';

/** Its answer is still to come. */
export const isOpen = (state: RequestState): boolean =>
  state === 'accepted' || state === 'dispatched' || state === 'local';

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
  /** Goes only when that one is done. */
  readonly precedingRequestId?: RequestId;
  /** The bytes for the device; erased when the request is answered. */
  readonly command?: Uint8Array;
  readonly commandCounter?: bigint;
  /** What was asked is done; absent until it is answered, and where the database is older than this. */
  readonly isDone?: boolean;
  /**
   * Canonical CBOR of the value of `service.dccResponse`, of a request that was answered at once. Empty where nothing
   * was done but to read: what was read is not kept.
   */
  readonly result?: Uint8Array;
  /** What came with its acknowledgement. */
  readonly notice?: string;
  /** Of all that was asked (dispatch/fingerprint.ts); absent where the database is older than this. */
  readonly fingerprint?: Uint8Array;
};

export type NewRequest = RequestFacts & {
  readonly state: Exclude<RequestState, 'confirmed'>;
};

export type RequestRecord = RequestFacts & {
  readonly state: RequestState;
  readonly responseCode?: string;
  /** The numbers of the audit blocks that speak of this request, in order. */
  readonly auditBlocks: readonly bigint[];
};

/** Whether a request repeats the one that has its RequestID. */
type Asked = Pick<RequestFacts, 'service' | 'commandVariant' | 'fingerprint'>;
export function isSameRequest(known: Asked, request: Asked): boolean {
  const { service, commandVariant, fingerprint } = request;
  if (known.service !== service || known.commandVariant !== commandVariant) return false;
  return !known.fingerprint || !fingerprint || equalBytes(known.fingerprint, fingerprint);
}

/** The name under which the transformation of a critical request is kept: its command has the RequestID. */
export const transformOf = (requestId: RequestId): string => `${requestId}#transform`;
