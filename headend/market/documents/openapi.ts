/** The web services of DUIS as an OpenAPI 3.1 document, from the definitions, the faults and the addresses. */
import type { Service } from '../../../protocol/definition/service.ts';
import { REFUSALS } from '../../../protocol/refused.ts';
import { registrationServices } from '../../../protocol/registration/index.ts';
import { services } from '../../../protocol/services/index.ts';
import { FAULTS } from '../../faults.ts';
import { VERSION } from '../../version.ts';
import { SPEC_VERSION } from '../bridge/cloud-event.ts';
import { type EventKind, eventType } from '../bridge/messages.ts';
import { WEB_SERVICE_PATHS, type WebService } from '../duis/endpoints.ts';
import { HTTP_CODES, PROBLEM_CONTENT_TYPE } from '../duis/problem.ts';
import { EVENT_CONTENT_TYPE } from '../registration/json-event.ts';
import { REGISTRATION_PATH } from '../registration/web-service.ts';
import { type Json, jsonDocument } from './json-document.ts';

const XML = 'application/xml';
const problem = (description: string, headers?: Json) => ({
  description,
  ...(headers ? { headers } : {}),
  content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
});
const xml = (name: string) => ({ [XML]: { schema: { $ref: `#/components/schemas/${name}` } } });

const isNonDevice = ({ modes }: Service) => modes.includes('nonDevice');
/** Which services are asked for at which address, and by which command variants. */
const WEB_SERVICES: Readonly<
  Record<WebService, { summary: string; operationId: string; takes: (service: Service) => boolean }>
> = {
  send: {
    summary: 'Send Command Service: non-critical requests, and pre-commands that have been signed.',
    operationId: 'sendCommand',
    takes: (service) => !isNonDevice(service),
  },
  transform: {
    summary: 'Transform Service: critical requests, answered by a pre-command to check and sign.',
    operationId: 'transform',
    takes: (service) => !isNonDevice(service) && service.critical,
  },
  nonDevice: {
    summary: 'Non-Device Service: requests that are answered without a device.',
    operationId: 'nonDevice',
    takes: isNonDevice,
  },
};

const PROBLEMS = {
  '400': problem('The document cannot be read as a request, and why: nothing was accepted.'),
  '403': problem('Not from whom it says it is: nothing was accepted.'),
  '405': problem('Only POST is served.', {
    Allow: { schema: { const: 'POST' } },
  }),
  '413': problem('Larger than is read.'),
  '415': problem('XML is expected.'),
  '503': problem('It could not be taken now: send it again, with the same RequestID.', {
    'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' },
  }),
};

function webService(name: WebService): Json {
  const { summary, operationId, takes } = WEB_SERVICES[name];
  const references = services.filter(takes).map(({ reference }) => reference);
  return {
    post: {
      operationId,
      summary,
      description: `Services ${references.join(', ')}. The command variant of the request must be one of this address (E13 else). What a request is, and may say, is in services.md.`,
      requestBody: { required: true, content: xml('Request') },
      responses: {
        '200': {
          description:
            'An acknowledgement (I99), a pre-command, an answer, or a refusal with its response code.',
          content: xml('Response'),
        },
        ...PROBLEMS,
      },
    },
  };
}

const health = {
  get: {
    operationId: 'health',
    summary: 'Whether the head-end takes requests.',
    responses: Object.fromEntries(
      (['pass', 'fail'] as const).map((status) => [
        status === 'pass' ? '200' : '503',
        {
          description: status === 'pass' ? 'It does.' : 'It does not.',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['status'],
                properties: { status: { const: status } },
              },
            },
          },
        },
      ]),
    ),
  },
};

const event = (name: string) => ({
  [EVENT_CONTENT_TYPE]: { schema: { $ref: `#/components/schemas/${name}` } },
});

const registration = {
  post: {
    operationId: 'registration',
    summary: 'The register: master data, changes of supplier and of tenancy, grants, connections.',
    description: `Services ${registrationServices.map(({ reference }) => reference).join(', ')}, with command variant 8. One CloudEvent in JSON, as the bridge takes it: the data is in asyncapi.json.`,
    requestBody: { required: true, content: event('RequestEvent') },
    responses: {
      '200': {
        description: 'An event with the answer, or the acknowledgement of what is done.',
        content: event('ReplyEvent'),
      },
      '4XX': { description: 'An event with the refusal.', content: event('ReplyEvent') },
      '405': PROBLEMS['405'],
      '413': PROBLEMS['413'],
      '415': problem('JSON is expected.'),
      '503': PROBLEMS['503'],
    },
  },
};

/** What the head-end posts to the `receiveUrl` of a party. */
const receive = {
  post: {
    operationId: 'receive',
    summary: 'An answer or alert, posted to the address of the party.',
    description:
      'It comes again, ever later, until 200 confirms it; then the head-end erases it. A message that comes twice is the same to the byte.',
    requestBody: { required: true, content: { ...xml('Response'), ...event('RegisterEvent') } },
    responses: {
      '200': { description: 'The party has it for good.' },
      '4XX': { description: 'The party could not use it: it comes again.' },
      '5XX': { description: 'Not now: it comes again.' },
    },
  },
};

const eventSchema = (type: string, description: string) => ({
  type: 'object',
  description,
  required: ['specversion', 'id', 'source', 'type', 'data'],
  properties: {
    specversion: { const: SPEC_VERSION },
    id: { type: 'string' },
    source: { type: 'string' },
    type: { type: 'string', pattern: type },
    data: { type: 'object', description: 'As asyncapi.json has it for this type.' },
  },
});
const typePattern = (...kinds: readonly EventKind[]) =>
  `^(?:${[...new Set(kinds.map(eventType))].map((type) => type.replaceAll('.', '\\.')).join('|')})$`;

const schemas = {
  RequestEvent: eventSchema(typePattern('serviceRequest'), 'A request of the register.'),
  ReplyEvent: eventSchema(
    typePattern('acknowledgement', 'dccResponse', 'refusal'),
    'What is said of it at once.',
  ),
  RegisterEvent: eventSchema(typePattern('registrationEvent'), 'What changed in the register.'),
  Request: {
    type: 'string',
    contentMediaType: XML,
    description: 'A document with the root sr:Request of DUIS 5.4, signed by the user.',
  },
  Response: {
    type: 'string',
    contentMediaType: XML,
    description: 'A document with the root sr:Response of DUIS 5.4, signed by the head-end.',
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457.',
    required: ['type', 'status', 'code', 'title', 'detail'],
    properties: {
      type: { const: 'about:blank' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      code: {
        enum: [...Object.keys(REFUSALS), ...Object.keys(FAULTS), ...HTTP_CODES],
        description: 'Stable: programs may rely on it.',
      },
      title: { type: 'string' },
      detail: { type: 'string', description: 'For people.' },
      path: { type: 'string', description: 'Where in the document, as a path of elements.' },
      line: { type: 'integer', minimum: 1 },
    },
  },
};

/** The text of docs/openapi.json. */
export const openApiDocument = (): string =>
  jsonDocument({
    openapi: '3.1.0',
    info: {
      title: 'Meterwright DUIS gateway',
      version: VERSION,
      summary: 'The DCC User Interface: XML over HTTPS.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'https://localhost:8443', description: 'Where the head-end was started.' }],
    security: [{ certificate: [] }],
    paths: {
      ...Object.fromEntries(
        (Object.keys(WEB_SERVICES) as WebService[]).map((name) => [
          WEB_SERVICE_PATHS[name],
          webService(name),
        ]),
      ),
      [REGISTRATION_PATH]: registration,
      '/health': health,
    },
    webhooks: { receive },
    components: {
      securitySchemes: {
        certificate: {
          type: 'mutualTLS',
          description: 'The certificate of the party, whose EUI-64 is the originator.',
        },
      },
      schemas,
    },
  });
