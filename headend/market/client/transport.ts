/** How a supplier's client reaches a head-end; one implementation for each way into the market. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../../protocol/identifiers/request-id.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import type { MarketMessage } from '../../service-request.ts';
import type { DeviceRefusal } from '../duis/refusal-text.ts';

/** Command variants (DUIS): non-critical, transform, signed pre-command, answered by the DCC. */
export const VARIANT = { command: 1, transform: 4, signedPreCommand: 5, nonDevice: 8 } as const;

export type OutgoingRequest = {
  readonly requestId: RequestId;
  readonly service: Service;
  readonly commandVariant: number;
  /** The value of `service.request`; undefined with a signed pre-command. */
  readonly body: unknown;
  readonly signedPreCommand?: Uint8Array;
};

/** What the head-end says at once. */
export type Reply =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly code: ResponseCode; readonly detail: string }
  | { readonly kind: 'preCommand'; readonly preCommand: Uint8Array }
  | { readonly kind: 'dccResponse'; readonly result: unknown };

type Message<K extends MarketMessage['kind']> = Extract<MarketMessage, { readonly kind: K }>;
export type Alert = Message<'deviceAlert'>;
export type Answered = Message<'response'> & Required<Pick<Message<'response'>, 'answer'>>;
/** The final answer of a request no device answered (E20, E21), or that it refused with a name alone. */
export type NoAnswer = Pick<Message<'response'>, 'requestId' | 'code'> & {
  readonly kind: 'noAnswer';
} & DeviceRefusal;

export type IncomingMessage = {
  /** The same at every delivery of the same message. */
  readonly messageId: string;
  readonly message: Answered | NoAnswer | Alert;
};

export interface Transport {
  readonly party: Eui64;
  /**
   * Resolves with the reply; rejects when none came within `timeoutMillis` or it could not be sent,
   * which says nothing of whether the head-end has the request.
   */
  send(request: OutgoingRequest, timeoutMillis: number): Promise<Reply>;
  /** Messages may come from then on; each is confirmed when `take` resolves, and comes again if not. */
  start(take: (incoming: IncomingMessage) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}
