/** What turns requests into a meter's own bytes and its bytes back. One per family of meters. */
import type { AlertContent } from '../../protocol/alerts/alert-payloads.ts';
import type { Service } from '../../protocol/definition/service.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Device } from '../inventory/inventory.ts';
import type { DeviceAnswer, ServiceRequest } from '../service-request.ts';

/** What a meter said, verified and translated. */
export type DeviceMessage = TranslatedAnswer | TranslatedAlert;
export type TranslatedAnswer = {
  readonly kind: 'answer';
  /** The head-end's counter of the command answered. */
  readonly responseTo: bigint;
  /** What the device says it answers. */
  readonly service: Service;
  /** Everything of the answer but the user's own counter, which only the dispatcher knows. */
  readonly answer: Omit<DeviceAnswer, 'counter'>;
  /** The value of `service.dccResponse`, where the head-end answers with more than the device said. */
  readonly dccResult?: unknown;
};
export type TranslatedAlert = {
  readonly kind: 'alert';
  readonly alertCode: number;
  readonly counter: bigint;
  readonly utcSeconds: number;
} & AlertContent;

export interface Translator {
  readonly name: string;
  /** The exact bytes a supplier signs before a critical command is sent. */
  preCommand(request: ServiceRequest): Uint8Array;
  /**
   * Throws Fault (PRE_COMMAND_DIFFERS, PRE_COMMAND_SIGNATURE) unless the signed pre-command is the one
   * its header names and `signingPublic` made the signature. The value of `service.request` that was signed.
   */
  checkSigned(request: ServiceRequest, signingPublic: Uint8Array): unknown;
  /** The bytes for the network. `counter` is the head-end's own, never used before. */
  command(
    request: ServiceRequest,
    device: Device,
    counter: bigint,
    nowUtcSeconds: number,
  ): Uint8Array;
  /** Which device a message says it is of; nothing is verified. Throws Refused when it says nothing. */
  senderOf(message: Uint8Array): Eui64;
  /** Throws Refused when it does not verify or is not a message of this meter. */
  decode(device: Device, kind: Exclude<Kind, 'command'>, message: Uint8Array): DeviceMessage;
}
