/** A request as every station after the market knows it, and the messages that go back. */

import type { AlertContent } from '../protocol/alerts/alert-payloads.ts';
import type { DccAlert } from '../protocol/alerts/dcc-alerts.ts';
import type { Service } from '../protocol/definition/service.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import type { RequestId } from '../protocol/identifiers/request-id.ts';
import type { RegistrationEvent } from '../protocol/registration/events.ts';
import type { ResponseCode } from '../protocol/services/response-codes.ts';
import type { FaultCode } from './faults.ts';

/** How a message came in, and how what answers it goes out. */
export type Channel = 'duis' | 'bridge';
/** The ways out: those of the users' channels, and the files of the legacy side. */
export type Outlet = Channel | 'legacy';
/** The web service it was sent to: Send Command, Transform, Non-Device. The bridge has no such split. */
export type Endpoint = 'send' | 'transform' | 'nonDevice' | 'bridge';

export type ServiceRequest = {
  readonly requestId: RequestId;
  readonly originator: Eui64;
  readonly target: Eui64;
  readonly counter: bigint;
  readonly service: Service;
  /** 1 to 8, see `facts` of DUIS: 1 non-critical, 4 transform, 5 signed pre-command, 8 non-device. */
  readonly commandVariant: number;
  /** The value of `service.request`; undefined for a signed pre-command. */
  readonly body: unknown;
  /** The supplier's Sign1 over the command (command variants 5, 6, 7). */
  readonly signedPreCommand?: Uint8Array;
  /** Starts a sequence (DUIS: FirstInSequence). */
  readonly firstInSequence?: boolean;
  /** Goes out only when that request is done (DUIS: PrecedingServiceRequestID). */
  readonly precedingRequestId?: RequestId;
  readonly channel: Channel;
  readonly endpoint: Endpoint;
};

/** Whether what is dated for later waits in the head-end, for a device that could not hold it. */
export const isHeldHere = ({ modes }: Service): boolean =>
  modes.includes('futureDatedDcc') && !modes.includes('futureDatedDevice');

/** What happens to a request at once; the rest comes through the outbox. */
export type Submission =
  /** `notice`: what this does not mean, in words, where that could be misunderstood. */
  | { readonly kind: 'acknowledged'; readonly notice?: string }
  | { readonly kind: 'refused'; readonly fault: FaultCode; readonly detail: string }
  | { readonly kind: 'answered'; readonly message: MarketMessage; readonly notice?: string };

/** A message to a user, before it has a format. */
export type MarketMessage =
  | {
      readonly kind: 'response';
      readonly requestId: RequestId;
      readonly service: Service;
      readonly code: ResponseCode;
      /** Absent when the device gave none (E20, E21). */
      readonly answer?: DeviceAnswer;
      /** Of the schedule the DCC ran it for. */
      readonly scheduleId?: number;
    }
  | {
      readonly kind: 'preCommand';
      readonly requestId: RequestId;
      readonly service: Service;
      /** The exact bytes the supplier signs: the canonical body of the command. */
      readonly preCommand: Uint8Array;
    }
  | {
      readonly kind: 'dccResponse';
      readonly requestId: RequestId;
      readonly service: Service;
      /** The value of `service.dccResponse`. */
      readonly result: unknown;
    }
  | {
      /** The command itself, for the user to bring to the device (command variants 2, 3, 6, 7). */
      readonly kind: 'localCommand';
      readonly requestId: RequestId;
      readonly service: Service;
      /** The bytes the device's link takes, as the head-end would have sent them. */
      readonly command: Uint8Array;
    }
  | {
      /** A device has carried out, or could not carry out, what it held for its date (8F66, 8F67). */
      readonly kind: 'futureDatedAlert';
      readonly requestId: RequestId;
      readonly service: Service;
      readonly device: Eui64;
      readonly alertCode: 0x8f66 | 0x8f67;
      /** The device's signed message as it came. */
      readonly message: Uint8Array;
      readonly instructionNumber: number;
      readonly totalCommandInstructions: number;
    }
  | ({ readonly kind: 'dccAlert' } & DccAlert)
  | {
      /** Of the register, to a user whom it concerns. */
      readonly kind: 'registrationEvent';
      readonly occurredAt: number;
      readonly body: RegistrationEvent;
    }
  | ({
      readonly kind: 'deviceAlert';
      readonly device: Eui64;
      readonly alertCode: number;
      /** The device's own counter: the same alert has the same counter. */
      readonly counter: bigint;
      readonly utcSeconds: number;
    } & AlertContent);

export type DeviceAnswer = {
  readonly device: Eui64;
  /** The user's counter of the request answered. */
  readonly counter: bigint;
  /**
   * The value of `service.response`; when the device refused, `messageSuccess` is false, or where that
   * cannot be said there is no value.
   */
  readonly result: unknown;
  /** The name of the device's refusal. */
  readonly refusal?: string;
  /** The path of the field that it refuses, as `service.request` calls it; never what was found there. */
  readonly refusedField?: string;
  readonly deviceUtcSeconds?: number;
  readonly clockStatus?: 'reliable' | 'unreliable' | 'invalid';
};
