/** sr:SMETS1ResponseMessage: what a device said that does not speak GBCS, with what the DCC adds. */
import { type Throttled, throttledOf } from '../../../protocol/alerts/alert-payloads.ts';
import { type Service, serviceGroup } from '../../../protocol/definition/service.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { SR } from './document.ts';
import { knownService } from './response-message.ts';
import { references, smets1Head } from './response-shapes.ts';
import {
  readSignedResponse,
  type Smets1Response,
  type Smets1Spans,
  writeSignedResponseInside,
} from './smets1.ts';
import type { XmlCursor } from './xml-cursor.ts';
import { contentReader } from './xml-read.ts';
import { contentWriter } from './xml-write.ts';

export type Smets1Message = {
  readonly kind: 'smets1';
  /** undefined: an alert of the device. */
  readonly service?: Service;
  readonly scheduleId?: number;
  readonly throttled?: Throttled;
  readonly response: Smets1Response;
};
type Head = ValueOf<typeof smets1Head>;

const writeHead = contentWriter(smets1Head, SR);
const readHead = contentReader(smets1Head);

const headOf = ({ service, scheduleId, throttled }: Smets1Message): Head => ({
  ...(service ? references(service) : {}),
  ...(scheduleId === undefined ? {} : { scheduleId }),
  ...(throttled?.sequenceId === undefined
    ? {}
    : { throttledAlertSequenceId: throttled.sequenceId }),
  ...(throttled?.count === undefined ? {} : { throttledAlertCount: throttled.count }),
});

export function writeSmets1Message(message: Smets1Message, signature: string): string {
  const signed = writeSignedResponseInside(message.response, signature);
  return `<sr:SMETS1ResponseMessage>${writeHead(headOf(message))}${signed}</sr:SMETS1ResponseMessage>`;
}

/** Reads what is in the element the cursor is in. */
export function readSmets1Message(c: XmlCursor): {
  readonly body: Smets1Message;
  readonly smets1: Smets1Spans;
} {
  const head = readHead(c) as Head;
  const at = c.mark();
  const service = serviceOf(c, head);
  const { response, spans } = readSignedResponse(c);
  const answered = response.message.kind === 'response' ? response.message.answer : undefined;
  if (service && answered && answered.service !== service)
    c.refuse(`a response to ${answered.service.reference} in one to ${service.reference}`, at);
  const { scheduleId, throttledAlertSequenceId, throttledAlertCount } = head;
  const body: Smets1Message = {
    kind: 'smets1',
    ...(service ? { service } : {}),
    ...(scheduleId === undefined ? {} : { scheduleId }),
    ...throttledOf(throttledAlertSequenceId, throttledAlertCount),
    response,
  };
  return { body, smets1: spans };
}

function serviceOf(c: XmlCursor, head: Head): Service | undefined {
  const variant = head.serviceReferenceVariant;
  if (variant === undefined) return undefined;
  return knownService(c, head.serviceReference ?? serviceGroup(variant), variant);
}
