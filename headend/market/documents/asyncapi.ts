/** The bridge as an AsyncAPI 3.0 document, from the definitions: what a supplier's own tools are made with. */
import { jsonSchema } from '../../../protocol/definition/json-schema.ts';
import { VERSION } from '../../version.ts';
import { BATCH_EVENTS_MAX, SPEC_VERSION } from '../bridge/cloud-event.ts';
import { BATCH_CONTENT_TYPES } from '../bridge/cloud-events.ts';
import { JSON_DATA_TYPE } from '../bridge/cloud-events-json.ts';
import { CLOUD_EVENTS_PROTO } from '../bridge/cloud-events-proto.ts';
import { type EventKind, eventType, KINDS, typeUrlOf } from '../bridge/messages.ts';
import { SERVICES_TOPIC, STATUS_TOPIC } from '../bridge/topics.ts';
import { inComponents, type Json, jsonDocument } from './json-document.ts';
import { statusSchemas } from './status-schemas.ts';

const CLOUD_EVENT = 'application/cloudevents+json';

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
  registrationEvent: 'The register is, or will be, otherwise than it was.',
  futureDatedAlert: 'A device has carried out, or could not carry out, what it held for its date.',
  confirmation:
    'The party has these messages for good; or, with `negative`, could not use them, and gets them again.',
  sealed:
    'Any of the others but an acknowledgement, for a party with a sealing key: `type` is that of the event inside, `sealed` a COSE_Encrypt (RFC 9052) of what would be its `data`, in the format of this event; id and source are its own.',
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
    contentType: BATCH_CONTENT_TYPES.json,
    payload: { type: 'array', items, minItems: 1, maxItems: BATCH_EVENTS_MAX },
  };
  const batches = [[batchName(channel), batch], protobufBatch(channel)] as const;
  if (channel === 'messages') return batches;
  const alone = kindsOf(channel).map((kind) => {
    const payload = ref(`schemas/${nameOf(kind)}`);
    return [kind, { title: WORDS[kind], contentType: CLOUD_EVENT, payload }] as const;
  });
  return [...batches, ...alone];
}

/** The same in protobuf: `proto_data` of each event is a message of market.proto, by the type of the event. */
function protobufBatch(channel: Channel): readonly [string, Json] {
  const data = kindsOf(channel)
    .map(eventType)
    .map((type) => `${type}: ${typeUrlOf(type)}`);
  return [
    `${batchName(channel)}InProtobuf`,
    {
      title: 'A batch in protobuf: CloudEventBatch.',
      description: `Event type: type URL of its proto_data (messages in market.proto). ${data.join(', ')}.`,
      contentType: BATCH_CONTENT_TYPES.protobuf,
      payload: {
        schemaFormat: 'application/vnd.google.protobuf;version=3',
        schema: CLOUD_EVENTS_PROTO,
      },
    },
  ];
}

const CHANNELS: readonly Channel[] = ['requests', 'messages', 'confirmations'];
const DESCRIPTIONS: Readonly<Record<Channel, string>> = {
  requests: 'From the party. An event is replied to by an acknowledgement, a refusal or an answer.',
  messages:
    'To the party: replies, answers and alerts. What replies to a request at once comes once, and again when the request does: acknowledgements, refusals, pre-commands, and answers that no device is asked for. All else comes again until it is confirmed.',
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
const RETAINED_WORDS: Readonly<Record<keyof typeof RETAINED, string>> = {
  headEndStatus: 'The last will of a head-end whose broker is another’s says `lost` here.',
  headEndParts: 'It counts while the status is `open`: a head-end that is lost takes back nothing.',
};
const retained = (address: string, message: keyof typeof RETAINED) => ({
  address,
  description: `Retained: the last one is given to whoever subscribes. ${RETAINED_WORDS[message]}`,
  messages: { [message]: ref(`messages/${message}`) },
});

const operation = (action: 'send' | 'receive', name: string, retain = false) => ({
  action,
  channel: { $ref: `#/channels/${name}` },
  bindings: { mqtt: { qos: 1, retain, bindingVersion: '0.2.0' } },
});

/** The text of docs/asyncapi.json. */
export const asyncApiDocument = (): string =>
  jsonDocument({
    asyncapi: '3.0.0',
    info: {
      title: 'Meterwright market bridge',
      version: VERSION,
      description:
        'GB smart-metering services as CloudEvents over MQTT 3.1.1, QoS 1. Actions are those of the head-end: it receives requests and sends messages. A payload tells its format by its first byte: `[` a batch of JSON, `{` one event of JSON, anything else a batch of protobuf. A request is replied to in its own format; the rest is in protobuf for parties that have not chosen JSON.',
    },
    defaultContentType: BATCH_CONTENT_TYPES.json,
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
      takeRequests: {
        ...operation('receive', 'requests'),
        reply: { channel: { $ref: '#/channels/messages' } },
      },
      sendMessages: operation('send', 'messages'),
      takeConfirmations: operation('receive', 'confirmations'),
      tellStatus: operation('send', 'status', true),
      tellServices: operation('send', 'services', true),
    },
    components: {
      messages: { ...Object.fromEntries(CHANNELS.flatMap(messagesOf)), ...RETAINED },
      schemas: schemas(),
    },
  });
