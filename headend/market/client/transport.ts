/** How a supplier's client reaches a head-end; one implementation for each way into the market. */
import type { Throttled } from '../../../protocol/alerts/alert-payloads.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../../protocol/identifiers/request-id.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import type { MarketMessage } from '../../service-request.ts';
import type { DeviceRefusal } from '../duis/refusal-text.ts';

/**
 * Command variants (DUIS): a command, or a signed pre-command, to be sent by the network (1, 5), given back
 * to be brought to the device (2, 6), or both (3, 7); transform; answered by the DCC.
 */
export const VARIANT = {
  command: 1,
  commandGiven: 2,
  commandSentAndGiven: 3,
  transform: 4,
  signedPreCommand: 5,
  signedGiven: 6,
  signedSentAndGiven: 7,
  nonDevice: 8,
} as const;
/** How a command goes to the device: by the network, by whoever asks, or both. */
export type Delivery = 'sent' | 'given' | 'sentAndGiven';
export const COMMAND_VARIANTS: Readonly<Record<Delivery, number>> = {
  sent: VARIANT.command,
  given: VARIANT.commandGiven,
  sentAndGiven: VARIANT.commandSentAndGiven,
};
export const SIGNED_VARIANTS: Readonly<Record<Delivery, number>> = {
  sent: VARIANT.signedPreCommand,
  given: VARIANT.signedGiven,
  sentAndGiven: VARIANT.signedSentAndGiven,
};
/** Nothing is sent to the device: the command given back is all there is. */
export const isOnlyGiven = (commandVariant: number): boolean =>
  commandVariant === COMMAND_VARIANTS.given || commandVariant === SIGNED_VARIANTS.given;

export type OutgoingRequest = {
  readonly requestId: RequestId;
  readonly service: Service;
  readonly commandVariant: number;
  /** The value of `service.request`; undefined with a signed pre-command. */
  readonly body: unknown;
  readonly signedPreCommand?: Uint8Array;
  /** Goes to its device only when that one is done. */
  readonly precedingRequestId?: RequestId;
};

/** What the head-end says at once. */
export type Reply =
  /** `notice`: what that does not mean, for a person to read; no program may go by it. */
  | { readonly kind: 'acknowledged'; readonly notice?: string }
  | { readonly kind: 'refused'; readonly code: ResponseCode; readonly detail: string }
  | { readonly kind: 'preCommand'; readonly preCommand: Uint8Array }
  | { readonly kind: 'localCommand'; readonly command: Uint8Array }
  | { readonly kind: 'dccResponse'; readonly result: unknown; readonly notice?: string };

type Message<K extends MarketMessage['kind']> = Extract<MarketMessage, { readonly kind: K }>;
export type Alert = Message<'deviceAlert'>;
/** Of the head-end itself. */
export type DccAlertMessage = Message<'dccAlert'>;
export type FutureDatedAlert = Message<'futureDatedAlert'>;
export type LocalCommand = Message<'localCommand'>;
export type RegistrationEventMessage = Message<'registrationEvent'>;
export type Answered = Message<'response'> & Required<Pick<Message<'response'>, 'answer'>>;
/** What a device said that speaks GBCS, to the byte as it signed it: reading it is left to the user. */
export type GbcsMessage = {
  readonly kind: 'gbcs';
  readonly payload: Uint8Array;
} & (
  | { readonly of: 'answer'; readonly requestId: RequestId; readonly service: Service }
  | {
      readonly of: 'schedule';
      readonly requestId?: RequestId;
      readonly service: Service;
      readonly scheduleId: number;
    }
  | {
      readonly of: 'alert';
      /** Of the device, the user and the device's counter, where it was given. */
      readonly responseId?: RequestId;
      /** As it stood there, two bytes for the codes of protocol/alerts. */
      readonly alertCode: Uint8Array;
      readonly throttled?: Throttled;
    }
);

/** The final answer of a request no device answered (E20, E21), or that it refused with a name alone. */
export type NoAnswer = Pick<Message<'response'>, 'requestId' | 'code'> & {
  readonly kind: 'noAnswer';
} & DeviceRefusal;

/** What ends a request. */
export type Final = Answered | NoAnswer;

export type IncomingMessage = {
  /** The same at every delivery of the same message. */
  readonly messageId: string;
  readonly message:
    | Final
    | Alert
    | DccAlertMessage
    | FutureDatedAlert
    | LocalCommand
    | RegistrationEventMessage
    | GbcsMessage;
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
