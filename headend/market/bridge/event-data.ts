/** What an event of a party carries: in the party's format, and sealed to its key when it has one. */
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { under } from '../../../protocol/definition/fault.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { Party } from '../../access/parties.ts';
import type { MarketMessage } from '../../service-request.ts';
import type { BridgeFormat, CloudEvent } from './cloud-event.ts';
import { JSON_DATA_TYPE } from './cloud-events-json.ts';
import { marketData } from './format.ts';
import { parseJson } from './json-text.ts';
import { decodeData, type EventKind, encodeData, eventType, typeUrlOf } from './messages.ts';
import { open, seal } from './sealing.ts';

/** Encoded, with the event it is the data of. */
export type EventData = {
  readonly kind: EventKind;
  readonly format: BridgeFormat;
  readonly value: Uint8Array;
};

const DATA_TYPES: Readonly<Record<BridgeFormat, string>> = {
  protobuf: 'application/protobuf',
  json: JSON_DATA_TYPE,
};
/** The parameter by which the outbox tells sealed data. */
const SEALED = '; sealed=cose-encrypt';

type Sealing = Pick<Party, 'eui64' | 'sealingPublic'>;

/** A message for the outbox. What is kept there and on a broker is closed when the party has a sealing key. */
export function bridgeFormatted(
  message: MarketMessage,
  party: Sealing & Pick<Party, 'bridgeFormat'>,
  messageId: string,
): { readonly contentType: string; readonly content: Uint8Array } {
  const format = party.bridgeFormat ?? 'protobuf';
  const data: EventData = { kind: message.kind, format, value: marketData(message, format) };
  const { kind, value } = sealedFor(party, messageId, data);
  const contentType = `${DATA_TYPES[format]}${kind === 'sealed' ? SEALED : ''}`;
  return { contentType, content: value };
}

/** What the outbox kept as the event's data again. */
export function eventDataOf(
  kind: MarketMessage['kind'],
  contentType: string,
  value: Uint8Array,
): EventData {
  const format = contentType.startsWith(DATA_TYPES.json) ? 'json' : 'protobuf';
  return { kind: contentType.endsWith(SEALED) ? 'sealed' : kind, format, value };
}

/** As it is, for a party without a sealing key. `messageId` is the event's id. */
export function sealedFor(party: Sealing, messageId: string, data: EventData): EventData {
  const { eui64: recipient, sealingPublic } = party;
  if (!sealingPublic) return data;
  const { kind, format, value } = data;
  const about = { recipient, messageId, type: eventType(kind) };
  const sealed = seal(nodeCrypto, sealingPublic, value, about);
  return {
    kind: 'sealed',
    format,
    value: encodeData('sealed', { type: about.type, sealed }, format),
  };
}

/** The event inside a sealed one. Throws Refused: PROTOBUF_REFUSED, JSON_REFUSED, ENVELOPE_…. */
export function opened(event: CloudEvent, recipient: Eui64, secret: Uint8Array): CloudEvent {
  const { type, sealed } = decodeData('sealed', event);
  const about = { recipient, messageId: event.id, type };
  const value = open(nodeCrypto, secret, sealed, about);
  if (event.data.format === 'json') return { ...event, type, data: jsonData(value) };
  return { ...event, type, data: { format: 'protobuf', typeUrl: typeUrlOf(type), value } };
}

export const isSealed = ({ type }: CloudEvent): boolean => type === eventType('sealed');

function jsonData(value: Uint8Array): CloudEvent['data'] {
  try {
    const { value: json, twice } = parseJson(value);
    if (twice.length > 0) throw new Refused('', 'a name stands twice', undefined, 'JSON_REFUSED');
    return { format: 'json', json };
  } catch (error) {
    throw under('sealed', error);
  }
}
