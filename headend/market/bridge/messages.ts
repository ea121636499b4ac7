/** The bridge's messages as protobuf: types of event, names of data, and values to bytes and back. */
import type protobuf from 'protobufjs';
import { decodeProtobuf, encodeProtobuf } from '../../../protocol/definition/protobuf.ts';
import type { AnyStruct, ValueOf } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import {
  acknowledgementMessage,
  confirmationMessage,
  deviceAlertMessage,
  marketMessages,
  marketRoot,
  refusalMessage,
  serviceRequestMessage,
  serviceResponseMessage,
} from '../../../protocol/services/messages.ts';
import type { CloudEvent } from './cloud-events.ts';

const KINDS = {
  serviceRequest: ['service-request', serviceRequestMessage],
  acknowledgement: ['acknowledgement', acknowledgementMessage],
  refusal: ['refusal', refusalMessage],
  response: ['service-response', serviceResponseMessage],
  dccResponse: ['service-response', serviceResponseMessage],
  preCommand: ['pre-command', serviceResponseMessage],
  deviceAlert: ['device-alert', deviceAlertMessage],
  confirmation: ['confirmation', confirmationMessage],
} as const satisfies Record<string, readonly [string, AnyStruct]>;

export type EventKind = keyof typeof KINDS;
export type DataOf<K extends EventKind> = ValueOf<(typeof KINDS)[K][1]>;

const nameOf = (type: AnyStruct): string => type.name ?? '';
const reflected = new Map<AnyStruct, protobuf.Type>(
  marketMessages.map((type) => [type, marketRoot.lookupType(nameOf(type))]),
);
const typeOf = (type: AnyStruct): protobuf.Type => reflected.get(type) as protobuf.Type;

export const eventType = (kind: EventKind): string => `meterwright.${KINDS[kind][0]}.v1`;
const typeUrl = (kind: EventKind) => `meterwright/${nameOf(KINDS[kind][1])}`;

export function encodeData<K extends EventKind>(kind: K, value: DataOf<K>): Uint8Array {
  const [, type] = KINDS[kind];
  return encodeProtobuf(typeOf(type), type as AnyStruct, value as never);
}

/** The event around data that is encoded already. */
export function eventOf(
  kind: EventKind,
  parts: Pick<CloudEvent, 'id' | 'source' | 'timeMillis'> & { readonly value: Uint8Array },
): CloudEvent {
  const { value, ...rest } = parts;
  return { ...rest, type: eventType(kind), data: { typeUrl: typeUrl(kind), value } };
}

/** Throws Refused (PROTOBUF_REFUSED) when the event is of another kind, or its data is not. */
export function decodeData<K extends EventKind>(kind: K, event: CloudEvent): DataOf<K> {
  const [, type] = KINDS[kind];
  if (event.type !== eventType(kind)) refuse('type', `expected ${eventType(kind)}`);
  if (event.data.typeUrl !== typeUrl(kind)) refuse('type_url', `expected ${typeUrl(kind)}`);
  return decodeProtobuf(typeOf(type), type as AnyStruct, event.data.value) as DataOf<K>;
}

function refuse(path: string, reason: string): never {
  throw new Refused(path, reason, undefined, 'PROTOBUF_REFUSED');
}
