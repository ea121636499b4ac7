/** The bridge as an AsyncAPI 3.0 document, from the definitions: what a supplier's own tools are made with. */
import { jsonSchema } from '../../../protocol/definition/json-schema.ts';
import { VERSION } from '../../version.ts';
import { BATCH_EVENTS_MAX, SPEC_VERSION } from '../bridge/cloud-event.ts';
import { JSON_DATA_TYPE } from '../bridge/cloud-events-json.ts';
import { type EventKind, eventType, KINDS } from '../bridge/messages.ts';
import { SERVICES_TOPIC, STATUS_TOPIC } from '../bridge/topics.ts';
import { inComponents, type Json, jsonDocument } from './json-document.ts';
import { statusSchemas } from './status-schemas.ts';

const CLOUD_EVENT = 'application/cloudevents+json';
const CLOUD_EVENTS = 'application/cloudevents-batch+json';

const WORDS: Readonly<Record<EventKind, string>> = {
  serviceRequest: 'A party asks for a service.',
  acknowledgement: 'The request is durable; its answer follows.',
  refusal: 'The request, or whatever it was, is not accepted.',
  response: 'The final answer of a service.',
  dccResponse: 'The final answer of a service.',
  preCommand: 'A critical command for the supplier to check and sign.',
  localCommand: 'A command for the user to bring to the device.',
  deviceAlert: 'A device reports something.',
  dccAlert: 'The head-end reports something.',
  futureDatedAlert: 'A device has carried out, or could not carry out, what it held for its date.',
  confirmation:
    'The party has these messages for good; or, with `negative`, could not use them, and gets them again.',
  sealed: 'Any of the others, for a party with a sealing key.',
};

/** Kinds by the type of their event: two kinds of answer have one type. */
function kindsOf(channel: 'requests' | 'confirmations' | 'messages'): readonly EventKind[] {
  if (channel === 'requests') return ['serviceRequest'];
  if (channel === 'confirmations') return ['confirmation'];
  const kinds = Object.keys(KINDS) as EventKind[];
  const seen = new Set<string>([eventType('serviceRequest'), eventType('confirmation')]);
  return kinds.filter((kind) => !seen.has(eventType(kind)) && seen.add(eventType(kind)));
}

const ref = (path: string) => ({ $ref: `#/components/${path}` });
const nameOf = (kind: EventKind) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Event`;

function eventSchema(kind: EventKind, data: unknown): Json {
  return {
    type: 'object',
    description: WORDS[kind],
    required: ['specversion', 'id', 'source', 'type', 'data'],
    properties: {
      specversion: { const: SPEC_VERSION },
      id: { type: 'string', minLength: 1, maxLength: 256, description: IDS },
      source: { type: 'string', minLength: 1, maxLength: 256, description: 'Who says it.' },
      type: { const: eventType(kind) },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: JSON_DATA_TYPE },
      data,
    },
  };
}
const IDS =
  'Unique with the source. A message is confirmed by it, and has the same at every delivery.';

function schemas(): Json {
  const shared: Record<string, Record<string, unknown>> = {};
  const kinds = [...kindsOf('requests'), ...kindsOf('messages'), ...kindsOf('confirmations')];
  const events = kinds.map(
    (kind) => [nameOf(kind), eventSchema(kind, jsonSchema(KINDS[kind][1], shared))] as const,
  );
  const sorted = Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1));
  return inComponents({
    ...Object.fromEntries(events),
    ...statusSchemas,
    ...Object.fromEntries(sorted),
  }) as Json;
}

const party = {
  description: 'The EUI-64 of the party: 16 hexadecimal digits in lower case, without hyphens.',
  examples: ['90b3d51f30010000'],
};

type Channel = 'requests' | 'messages' | 'confirmations';
const batchName = (channel: Channel) =>
  `batchOf${channel.charAt(0).toUpperCase()}${channel.slice(1)}`;

/** What may be published as a whole: a batch, and by a party also one event alone. */
function messagesOf(channel: Channel): readonly (readonly [string, Json])[] {
  const events = kindsOf(channel).map((kind) => ref(`schemas/${nameOf(kind)}`));
  const items = events.length === 1 ? events[0] : { anyOf: events };
  const batch = {
    title: `A batch: ${kindsOf(channel).map(eventType).join(', ')}`,
    contentType: CLOUD_EVENTS,
    payload: { type: 'array', items, minItems: 1, maxItems: BATCH_EVENTS_MAX },
  };
  if (channel === 'messages') return [[batchName(channel), batch]];
  const alone = kindsOf(channel).map((kind) => {
    const payload = ref(`schemas/${nameOf(kind)}`);
    return [kind, { title: WORDS[kind], contentType: CLOUD_EVENT, payload }] as const;
  });
  return [[batchName(channel), batch], ...alone];
}

const CHANNELS: readonly Channel[] = ['requests', 'messages', 'confirmations'];
const DESCRIPTIONS: Readonly<Record<Channel, string>> = {
  requests: 'From the party. An event is replied to by an acknowledgement, a refusal or an answer.',
  messages:
    'To the party: replies, answers and alerts. All but acknowledgements and refusals come again until they are confirmed.',
  confirmations: 'From the party: which messages it has, or could not use.',
};

function channel(name: Channel): Json {
  const messages = messagesOf(name).map(([key]) => [key, ref(`messages/${key}`)] as const);
  return {
    address: `market/v1/{party}/${name}`,
    description: DESCRIPTIONS[name],
    parameters: { party },
    messages: Object.fromEntries(messages),
  };
}

const RETAINED = {
  headEndStatus: {
    title: 'Whether the head-end is there, and what it offers.',
    contentType: JSON_DATA_TYPE,
    payload: ref('schemas/HeadEndStatus'),
  },
  headEndParts: {
    title: 'Whether its parts do what they are there for.',
    contentType: JSON_DATA_TYPE,
    payload: ref('schemas/HeadEndParts'),
  },
};
const retained = (address: string, message: keyof typeof RETAINED) => ({
  address,
  description: 'Retained: the last one is given to whoever subscribes.',
  messages: { [message]: ref(`messages/${message}`) },
});

const operation = (action: 'send' | 'receive', name: string) => ({
  action,
  channel: { $ref: `#/channels/${name}` },
});

/** The text of docs/asyncapi.json. */
export const asyncApiDocument = (): string =>
  jsonDocument({
    asyncapi: '3.0.0',
    info: {
      title: 'Meterwright market bridge',
      version: VERSION,
      description:
        'GB smart-metering services as CloudEvents over MQTT 3.1.1, QoS 1. Actions are those of the head-end: it receives requests and sends messages. The same messages go as protobuf (market.proto, in batches of the CloudEvents protobuf format) to parties that have not chosen JSON; a payload says by its first byte which it is.',
    },
    defaultContentType: CLOUD_EVENTS,
    servers: {
      headEnd: {
        host: 'localhost:8883',
        protocol: 'mqtts',
        description: 'The identity of a party is its certificate; plain `mqtt` on loopback only.',
      },
    },
    channels: {
      ...Object.fromEntries(CHANNELS.map((name) => [name, channel(name)])),
      status: retained(STATUS_TOPIC, 'headEndStatus'),
      services: retained(SERVICES_TOPIC, 'headEndParts'),
    },
    operations: {
      takeRequests: operation('receive', 'requests'),
      sendMessages: operation('send', 'messages'),
      takeConfirmations: operation('receive', 'confirmations'),
      tellStatus: operation('send', 'status'),
      tellServices: operation('send', 'services'),
    },
    components: {
      messages: { ...Object.fromEntries(CHANNELS.flatMap(messagesOf)), ...RETAINED },
      schemas: schemas(),
    },
  });
