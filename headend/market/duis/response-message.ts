/** sr:ResponseMessage: what the DCC says about a request, with at most one thing in it. */
import type { Service } from '../../../protocol/definition/service.ts';
import { serviceGroup } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { serviceByReference } from '../../../protocol/services/index.ts';
import { SR } from './document.ts';
import {
  futureDatedAlert,
  localCommand,
  messageHead,
  payload,
  preCommand,
  references,
  scheduledMessage,
} from './response-shapes.ts';
import type { XmlCursor } from './xml-cursor.ts';
import { contentReader, elementReader } from './xml-read.ts';
import { contentWriter, elementWriter } from './xml-write.ts';

/** What any service may be answered with, by its element. */
const parts = {
  preCommand: { element: 'PreCommand', type: preCommand },
  localCommand: { element: 'LocalCommand', type: localCommand },
  futureDatedAlert: { element: 'FutureDatedDeviceAlertMessage', type: futureDatedAlert },
  /** The answer of a GBCS device, which the user parses; native devices are answered as SMETS1. */
  gbcsPayload: { element: 'GBCSPayload', type: payload },
  scheduledMessage: { element: 'DSPScheduledMessage', type: scheduledMessage },
} as const;

export { parts as messageParts };

type Parts = typeof parts;
type PartName = keyof Parts;
type PartBody = {
  [K in PartName]: {
    readonly kind: K;
    readonly service: Service;
    readonly value: ValueOf<Parts[K]['type']>;
  };
}[PartName];

export type ResponseMessage =
  /** Only the service is named: an acknowledgement, or an error. */
  | { readonly kind: 'acknowledgement'; readonly service: Service }
  /** `value` is one of the service's `dccResponse`. */
  | { readonly kind: 'dccResponse'; readonly service: Service; readonly value: unknown }
  | PartBody;

const byElement = new Map(
  (Object.keys(parts) as PartName[]).map((kind) => [parts[kind].element as string, kind]),
);

const writeHead = contentWriter(messageHead, SR);
const readHead = contentReader(messageHead);

export function writeResponseMessage(message: ResponseMessage): string {
  const content = writeContent(message);
  return `<sr:ResponseMessage>${writeHead(references(message.service))}${content}</sr:ResponseMessage>`;
}

function writeContent(message: ResponseMessage): string {
  if (message.kind === 'acknowledgement') return '';
  const { element, type } =
    message.kind === 'dccResponse' ? dccResponseOf(message.service) : parts[message.kind];
  return elementWriter(type, element, SR)(message.value);
}

function dccResponseOf(service: Service): { readonly element: string; readonly type: AnyType } {
  if (!service.dccResponse) throw new Error(`${service.name} has no response of the DCC`);
  return service.dccResponse;
}

/** Refuses a variant that is none, or is not of the reference beside it. */
export function knownService(c: XmlCursor, reference: string, variant: string): Service {
  const service = serviceByReference.get(variant) ?? c.refuse(`no service ${variant}`);
  if (serviceGroup(variant) !== reference)
    c.refuse(`service reference ${reference} is not that of ${variant}`);
  return service;
}

/** Reads what is in the element the cursor is in. */
export function readResponseMessage(c: XmlCursor): ResponseMessage {
  const head = readHead(c) as ValueOf<typeof messageHead>;
  const service = knownService(c, head.serviceReference, head.serviceReferenceVariant);
  if (!c.open) return { kind: 'acknowledgement', service };
  const kind = byElement.get(c.name);
  if (kind !== undefined)
    return { kind, service, value: elementReader(parts[kind].type)(c) } as PartBody;
  if (service.dccResponse?.element !== c.name)
    return c.refuse(`<${c.name}> is not a response to ${service.reference}`);
  return { kind: 'dccResponse', service, value: elementReader(service.dccResponse.type)(c) };
}
