/** The translator for meters that speak Meterwright's own protocol (docs/protocol.md). */

import { decodeAlertContent } from '../../protocol/alerts/alert-payloads.ts';
import { equalBytes } from '../../protocol/bytes.ts';
import type { CborMap } from '../../protocol/cbor/canonical.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import { fromCborValue, toCborValue } from '../../protocol/definition/cbor.ts';
import type { Service } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import {
  type Body,
  COMMAND_BYTES_MAX,
  encodeBody,
  type Kind,
  MESSAGE_BYTES_MAX,
} from '../../protocol/envelope/body.ts';
import { openEncrypted, openMac, openSigned, receive } from '../../protocol/envelope/open.ts';
import { type Channel, Pair } from '../../protocol/envelope/pair.ts';
import { sealMac } from '../../protocol/envelope/seal.ts';
import { customerIdentificationNumber } from '../../protocol/identifiers/customer-identification-number.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { refusalByCode, serviceByNumber, serviceNumber } from '../../protocol/services/index.ts';
import { refusalDetail } from '../../protocol/services/refusals.ts';
import {
  type cinMessage,
  requestCustomerIdentificationNumber,
} from '../../protocol/services/request-customer-identification-number.ts';
import { auditReason } from '../audit/reason.ts';
import { type Authorities, isSignedHere, signedByAuthority } from '../authorities/authorities.ts';
import { Fault } from '../faults.ts';
import type { Device } from '../inventory/inventory.ts';
import { isHeldHere, type ServiceRequest } from '../service-request.ts';
import { failedResult } from './failed-result.ts';
import type { DeviceMessage, TranslatedAnswer, Translator } from './translator.ts';

/** Pairs kept ready; past this the oldest is derived again when next needed (one X25519). */
const PAIRS_MAX = 50_000;

export type NativeIdentity = { readonly eui64: Eui64; readonly agreementSecret: Uint8Array };

export class NativeTranslator implements Translator {
  readonly name = 'native';
  readonly #crypto: Crypto;
  readonly #identity: NativeIdentity;
  readonly #authorities: Authorities;
  readonly #pairs = new Map<Eui64, { readonly pair: Pair; readonly agreementPublic: Uint8Array }>();

  constructor(crypto: Crypto, identity: NativeIdentity, authorities: Authorities = {}) {
    this.#crypto = crypto;
    this.#identity = identity;
    this.#authorities = authorities;
  }

  preCommand(request: ServiceRequest): Uint8Array {
    return encodeBody(commandBody(request));
  }

  checkSigned(request: ServiceRequest, signingPublic: Uint8Array): unknown {
    const body = this.#openPreCommand(request, signingPublic);
    if (
      body.originator !== request.originator ||
      body.counter !== request.counter ||
      body.service !== serviceNumber(request.service.reference)
    )
      throw new Fault('PRE_COMMAND_DIFFERS', 'originator, counter or service');
    try {
      return fromCborValue(request.service.request, body.content ?? new Map());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Fault('PRE_COMMAND_DIFFERS', auditReason(error));
    }
  }

  #openPreCommand(request: ServiceRequest, signingPublic: Uint8Array): Body {
    try {
      const received = receive(request.signedPreCommand ?? new Uint8Array(), COMMAND_BYTES_MAX);
      return openSigned(this.#crypto, signingPublic, 'command', request.target, received);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const isSignature = error.code === 'ENVELOPE_AUTHENTICATION';
      const code = isSignature ? 'PRE_COMMAND_SIGNATURE' : 'PRE_COMMAND_DIFFERS';
      throw new Fault(code, auditReason(error));
    }
  }

  command(
    request: ServiceRequest,
    device: Device,
    counter: bigint,
    nowUtcSeconds: number,
  ): Uint8Array {
    const { eui64 } = this.#identity;
    const supplementary = { party: request.originator, counter: request.counter };
    const envelope = { originator: eui64, counter, supplementary, deviceUtcSeconds: nowUtcSeconds };
    const { service } = request;
    const signedCommand = request.signedPreCommand ?? this.#signedHere(request, device, counter);
    const toDevice = { ...envelope, recipient: device.record.eui64 };
    const body: Body = signedCommand
      ? { ...toDevice, service: serviceNumber(service.reference), signedCommand }
      : { ...commandBody(request), ...toDevice };
    return sealMac(this.#pair(device), 'command', body);
  }

  /** With the head-end's own counter, which rises for the party that signs as well. */
  #signedHere(request: ServiceRequest, device: Device, counter: bigint): Uint8Array | undefined {
    if (!isSignedHere(request.service)) return undefined;
    const command = { ...commandBody(request), recipient: device.record.eui64, counter };
    return signedByAuthority(this.#crypto, this.#authorities, request.service, command);
  }

  senderOf(message: Uint8Array): Eui64 {
    return receive(message, MESSAGE_BYTES_MAX).originator;
  }

  decode(device: Device, kind: Exclude<Kind, 'command'>, message: Uint8Array): DeviceMessage {
    const received = receive(message, MESSAGE_BYTES_MAX);
    if (received.originator !== device.record.eui64)
      throw new Refused('', 'another device', undefined, 'ENVELOPE_ORIGINATOR');
    if (kind === 'alert') {
      const body = this.#openSigned(device, kind, received);
      return {
        kind: 'alert',
        alertCode: body.service,
        counter: body.counter,
        utcSeconds: body.deviceUtcSeconds ?? 0,
        ...decodeAlertContent(body.service, body.content),
      };
    }
    const body = this.#openResponse(device, received);
    const service = serviceByNumber.get(body.service);
    if (!service?.response || body.responseTo === undefined)
      throw new Refused('', 'not an answer to a service', undefined, 'ENVELOPE_FORM');
    // What must be signed or kept secret is the receiver's table, never the sender's choice.
    if (received.protection !== protectionOf(service))
      throw new Refused('', received.protection, undefined, 'ENVELOPE_PROTECTION');
    const answer = answerOf(device, service, body, body.responseTo);
    const isDone = answer.answer.refusal === undefined;
    if (service !== requestCustomerIdentificationNumber || !isDone) return answer;
    const commands = this.#pair(device).sending('command');
    return { ...answer, dccResult: identification(commands, body.responseTo, message) };
  }

  #openResponse(device: Device, received: ReturnType<typeof receive>): Body {
    switch (received.protection) {
      case 'mac':
        return openMac(this.#pair(device), 'response', received);
      case 'encrypted':
        return openEncrypted(this.#pair(device), 'response', received);
      case 'signed':
        return this.#openSigned(device, 'response', received);
    }
  }

  #openSigned(device: Device, kind: Kind, received: ReturnType<typeof receive>): Body {
    const { signingPublic } = device.record;
    if (received.protection !== 'signed')
      throw new Refused('', received.protection, undefined, 'ENVELOPE_PROTECTION');
    return openSigned(this.#crypto, signingPublic, kind, this.#identity.eui64, received);
  }

  #pair(device: Device): Pair {
    const { eui64, agreementPublic } = device.record;
    const known = this.#pairs.get(eui64);
    // A meter may have made itself another key.
    if (known && equalBytes(known.agreementPublic, agreementPublic)) return known.pair;
    const pair = new Pair(this.#crypto, this.#identity, { eui64, agreementPublic });
    const [oldest] = this.#pairs.keys();
    if (this.#pairs.size >= PAIRS_MAX && oldest) this.#pairs.delete(oldest);
    this.#pairs.set(eui64, { pair, agreementPublic });
    return pair;
  }
}

/** The command as its user gave it: what a supplier signs is exactly this. */
function commandBody({ originator, target, counter, service, body }: ServiceRequest): Body {
  return {
    originator,
    recipient: target,
    counter,
    service: serviceNumber(service.reference),
    content: toCborValue(service.request, dueNow(service, body) as never),
  };
}

/** What was held here until its time is to be done at once there: a device would take a date for a later one. */
function dueNow(service: Service, body: unknown): unknown {
  if (!isHeldHere(service)) return body;
  const { executionDateTime: _, ...now } = body as { readonly executionDateTime?: number };
  return now;
}

/** The digits that the meter shows are found anew here: no message carries them. */
function identification(
  commands: Channel,
  counter: bigint,
  gbcsPayload: Uint8Array,
): ValueOf<typeof cinMessage> {
  return {
    gbcsPayload,
    customerIdentificationNumber: customerIdentificationNumber(commands, counter),
  };
}

function protectionOf(service: Service): 'signed' | 'encrypted' | 'mac' {
  if (service.critical) return 'signed';
  return service.personal ? 'encrypted' : 'mac';
}

function answerOf(
  device: Device,
  service: Service,
  body: Body,
  responseTo: bigint,
): TranslatedAnswer {
  const { status = 0, deviceUtcSeconds, clockStatus } = body;
  return {
    kind: 'answer',
    responseTo,
    service,
    answer: {
      device: device.record.eui64,
      ...resultOf(service, status, body.content),
      ...(deviceUtcSeconds === undefined ? {} : { deviceUtcSeconds }),
      ...(clockStatus === undefined ? {} : { clockStatus }),
    },
  };
}

function resultOf(service: Service, status: number, content: CborMap | undefined) {
  const { response } = service;
  if (!response) throw new Refused('', `${service.name} has no answer`, undefined, 'ENVELOPE_FORM');
  if (status === 0) return { result: fromCborValue(response, content ?? new Map()) };
  const refusal = refusalByCode(status);
  if (!refusal || (refusal.services && !refusal.services.includes(service)))
    throw new Refused('status', `unknown refusal ${status}`, undefined, 'ENVELOPE_FORM');
  const result = failedResult(response);
  const { field: refusedField } = fromCborValue(refusalDetail, content ?? new Map());
  return {
    result,
    refusal: refusal.name,
    ...(refusedField === undefined ? {} : { refusedField }),
  };
}
