/** The bridge's messages: types of event, names of data, and values to protobuf or JSON and back. */
import type protobuf from 'protobufjs';
import { under } from '../../../protocol/definition/fault.ts';
import { fromJson } from '../../../protocol/definition/from-json.ts';
import { toJson } from '../../../protocol/definition/json-schema.ts';
import { decodeProtobuf, encodeProtobuf } from '../../../protocol/definition/protobuf.ts';
import type { AnyStruct, ValueOf } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import { registrationEventMessage } from '../../../protocol/registration/events.ts';
import {
  acknowledgementMessage,
  confirmationMessage,
  dccAlertMessage,
  deviceAlertMessage,
  futureDatedAlertMessage,
  localCommandMessage,
  marketMessages,
  marketRoot,
  refusalMessage,
  sealedMessage,
  serviceRequestMessage,
  serviceResponseMessage,
} from '../../../protocol/services/messages.ts';
import type { BridgeFormat, CloudEvent, NewEvent } from './cloud-event.ts';

/** The part of an event's type, and the shape of its data. */
export const KINDS = {
  serviceRequest: ['service-request', serviceRequestMessage],
  acknowledgement: ['acknowledgement', acknowledgementMessage],
  refusal: ['refusal', refusalMessage],
  response: ['service-response', serviceResponseMessage],
  dccResponse: ['service-response', serviceResponseMessage],
  preCommand: ['pre-command', serviceResponseMessage],
  deviceAlert: ['device-alert', deviceAlertMessage],
  dccAlert: ['dcc-alert', dccAlertMessage],
  localCommand: ['local-command', localCommandMessage],
  futureDatedAlert: ['future-dated-alert', futureDatedAlertMessage],
  confirmation: ['confirmation', confirmationMessage],
  registrationEvent: ['registration-event', registrationEventMessage],
  sealed: ['sealed', sealedMessage],
} as const satisfies Record<string, readonly [string, AnyStruct]>;

export type EventKind = keyof typeof KINDS;
export type DataOf<K extends EventKind> = ValueOf<(typeof KINDS)[K][1]>;

/** What is not of its shape, by its format. */
export const REFUSED_AS = { protobuf: 'PROTOBUF_REFUSED', json: 'JSON_REFUSED' } as const;

const nameOf = (type: AnyStruct): string => type.name ?? '';
const reflected = new Map<AnyStruct, protobuf.Type>(
  marketMessages.map((type) => [type, marketRoot.lookupType(nameOf(type))]),
);
const typeOf = (type: AnyStruct): protobuf.Type => reflected.get(type) as protobuf.Type;

export const eventType = (kind: EventKind): string => `meterwright.${KINDS[kind][0]}.v1`;
const typeUrl = (kind: EventKind) => `meterwright/${nameOf(KINDS[kind][1])}`;

/** The type URL of the data of an event of that type; throws Refused (PROTOBUF_REFUSED) when there is none. */
export function typeUrlOf(type: string): string {
  const kinds = Object.keys(KINDS) as EventKind[];
  const kind = kinds.find((one) => eventType(one) === type);
  return kind ? typeUrl(kind) : refuse('protobuf', 'type', 'no type of event');
}

export function encodeData<K extends EventKind>(
  kind: K,
  value: DataOf<K>,
  format: BridgeFormat = 'protobuf',
): Uint8Array {
  const [, type] = KINDS[kind];
  if (format === 'json') return new TextEncoder().encode(JSON.stringify(toJson(type, value)));
  return encodeProtobuf(typeOf(type), type as AnyStruct, value as never);
}

/** The event around data that is encoded already. */
export function eventOf(
  kind: EventKind,
  parts: Pick<NewEvent, 'id' | 'source' | 'timeMillis'> & { readonly value: Uint8Array },
  format: BridgeFormat = 'protobuf',
): NewEvent {
  const { value, ...rest } = parts;
  return { ...rest, type: eventType(kind), data: { format, typeUrl: typeUrl(kind), value } };
}

/** Throws Refused (PROTOBUF_REFUSED, JSON_REFUSED) when the event is of another kind, or its data is not. */
export function decodeData<K extends EventKind>(kind: K, event: CloudEvent): DataOf<K> {
  const [, type] = KINDS[kind];
  const { data } = event;
  if (event.type !== eventType(kind)) refuse(data.format, 'type', `expected ${eventType(kind)}`);
  if (data.format === 'json') return fromJsonData(type, data.json) as DataOf<K>;
  if (data.typeUrl !== typeUrl(kind)) refuse('protobuf', 'type_url', `expected ${typeUrl(kind)}`);
  return decodeProtobuf(typeOf(type), type as AnyStruct, data.value) as DataOf<K>;
}

function fromJsonData(type: AnyStruct, json: unknown): unknown {
  try {
    return fromJson(type, json);
  } catch (error) {
    throw under('data', error);
  }
}

function refuse(format: BridgeFormat, path: string, reason: string): never {
  throw new Refused(path, reason, undefined, REFUSED_AS[format]);
}
