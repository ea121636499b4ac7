/** What a device said, in the words of MMC: the payload of ra:GBCSResponse and of SMETS1Response. */
import { type MmcAlertPayload, mmcAlertPayload } from '../../../protocol/alerts/payload-shapes.ts';
import {
  boolean,
  enumeration,
  eui64,
  hex,
  int32,
  integer,
  text,
  unsigned64,
  utcDateTime,
} from '../../../protocol/definition/scalars.ts';
import {
  responseElement,
  type Service,
  serviceField,
  serviceNumber,
} from '../../../protocol/definition/service.ts';
import {
  attribute,
  choice,
  content,
  inline,
  list,
  optional,
  optionalAttribute,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { services } from '../../../protocol/services/index.ts';
import { serviceReference } from '../../../protocol/services/shared.ts';
import { expectElement, expectVersion, MMC, RA, root } from './document.ts';
import { XmlCursor } from './xml-cursor.ts';
import { elementReader } from './xml-read.ts';
import { elementWriter } from './xml-write.ts';

const timestamp = struct({
  at: content(1, utcDateTime, 'By the clock of the device.'),
  clockStatus: optionalAttribute(
    2,
    enumeration({ reliable: 1, invalid: 2, unreliable: 3 }),
    'What the device thinks of that clock.',
    { element: 'ClockStatus' },
  ),
  isFromGsme: optionalAttribute(3, boolean, 'Of the gas meter, not its proxy.', {
    element: 'isFromGSME',
  }),
});
/** ra:HeaderType. */
export const deviceHeader = struct({
  businessOriginatorId: required(1, eui64, 'The device.', { element: 'BusinessOriginatorID' }),
  businessTargetId: required(2, eui64, 'The user.', { element: 'BusinessTargetID' }),
  originatorCounter: required(3, unsigned64, 'Of the request; of an alert, its own.'),
  supplementaryRemotePartyId: optional(4, eui64, 'A second user.', {
    element: 'SupplementaryRemotePartyID',
  }),
  supplementaryRemotePartyCounter: optional(5, unsigned64, 'Of the second user.'),
  supplementaryOriginatorCounter: optional(6, unsigned64, 'Of the user, where the DCC asked.'),
  messageCode: optional(7, hex(0, 32), 'The use case in GBCS.', {
    element: 'GBCSHexadecimalMessageCode',
  }),
  serviceReference: optional(8, serviceReference, 'The service, without its variant.'),
  serviceReferenceVariant: optional(9, serviceReference, 'The service.'),
  timestamp: optional(10, timestamp, 'When the device made it.'),
});
export type DeviceHeader = ValueOf<typeof deviceHeader>;

const deviceError = struct({
  code: attribute(1, int32, 'The status on the wire, see `refusals`.', { element: 'ResponseCode' }),
  position: attribute(2, integer(1, 2 ** 31), 'Which command of the request.', {
    element: 'Position',
  }),
  error: required(3, text(0, 250), 'The refusal by name, and the field: see refusal-text.ts.'),
});
export type DeviceError = ValueOf<typeof deviceError>;
const debugInfo = struct({
  smets1: required(
    1,
    struct({
      errors: inline(1, list('SMETS1Response', deviceError, 1, 100), 'What went wrong.'),
    }),
    'Of a device that does not speak GBCS.',
    { element: 'SMETS1Debug' },
  ),
});
/** One branch per device service, named as `serviceField` has it. */
const smetsData = choice(
  Object.fromEntries(
    services.flatMap((s) => {
      const element = responseElement(s);
      return s.response && element
        ? [
            [
              serviceField(s),
              required(serviceNumber(s.reference), s.response, s.summary, { element }),
            ],
          ]
        : [];
    }),
  ),
);
/** ra:ResponsePayload without the GBCS message, which a native meter has not. */
const responsePayload = struct({
  smetsData: optional(1, smetsData, 'The result.', { element: 'SMETSData' }),
  debugInfo: optional(2, debugInfo, 'Why there is none.'),
});
/** ra:DeviceAlertMessageType. */
const alertPayload = struct({
  content: optional(
    1,
    struct({
      alertCode: optional(1, hex(2, 2), 'See protocol/alerts.', { element: 'GBCSHexAlertCode' }),
      description: required(2, text(0, 250), 'In words.', { element: 'AlertDescription' }),
      timestamp: required(3, utcDateTime, 'When it happened.'),
      payload: optional(4, mmcAlertPayload, 'What the code does not say.'),
    }),
    'The alert.',
    { element: 'DeviceAlertContent' },
  ),
});

export type DeviceMessage =
  | {
      readonly kind: 'response';
      /** Absent when the device gave no result. */
      readonly answer?: { readonly service: Service; readonly value: unknown };
      readonly errors: readonly DeviceError[];
    }
  | {
      readonly kind: 'alert';
      /** As in `protocol/alerts`: 0x8F32. */
      readonly alertCode: number;
      readonly description: string;
      readonly utcSeconds: number;
      readonly payload?: MmcAlertPayload;
    };

type Part = { readonly name: string; readonly type: typeof responsePayload | typeof alertPayload };
const RESPONSE: Part = { name: 'ResponseMessage', type: responsePayload };
const ALERT: Part = { name: 'DeviceAlertMessage', type: alertPayload };
const byField = new Map(services.map((s) => [serviceField(s), s]));

/** The element that holds the message, its type, and the value of that. */
export function devicePart(message: DeviceMessage): Part & { readonly value: unknown } {
  if (message.kind === 'alert') {
    const { alertCode: code, description, utcSeconds: timestamp, payload } = message;
    const alertCode = Uint8Array.of(code >> 8, code & 0xff);
    const said = { alertCode, description, timestamp, ...(payload ? { payload } : {}) };
    return { ...ALERT, value: { content: said } };
  }
  const { answer, errors } = message;
  const value = {
    // A service without an element of its own in MMC says by no error that it is done.
    ...(answer && responseElement(answer.service)
      ? { smetsData: { [serviceField(answer.service)]: answer.value } }
      : {}),
    ...(errors.length ? { debugInfo: { smets1: { errors } } } : {}),
  };
  return { ...RESPONSE, value };
}

const readAlert = elementReader(alertPayload);
const readPayload = elementReader(responsePayload);

/** Reads ResponseMessage or DeviceAlertMessage; what is within must be of MMC. */
export function readDeviceMessage(c: XmlCursor): DeviceMessage {
  const at = c.mark();
  const name = expectElement(c, RESPONSE.name, ALERT.name);
  if (name === ALERT.name) {
    const { content: alert } = c.as(MMC, () => readAlert(c)) as ValueOf<typeof alertPayload>;
    const code = alert?.alertCode;
    if (!alert || !code) return c.refuse('expected an alert with its code', at);
    const alertCode = ((code[0] as number) << 8) | (code[1] as number);
    return {
      kind: 'alert',
      alertCode,
      description: alert.description,
      utcSeconds: alert.timestamp,
      ...(alert.payload ? { payload: alert.payload } : {}),
    };
  }
  const payload = c.as(MMC, () => readPayload(c)) as ValueOf<typeof responsePayload>;
  const errors = payload.debugInfo?.smets1.errors ?? [];
  const [field, value] = Object.entries(payload.smetsData ?? {})[0] ?? [];
  const service = field === undefined ? undefined : byField.get(field);
  return { kind: 'response', ...(service ? { answer: { service, value } } : {}), errors };
}

const readHeader = elementReader(deviceHeader);
export const readDeviceHeader = (c: XmlCursor): DeviceHeader => {
  expectElement(c, 'Header');
  return c.as(MMC, () => readHeader(c)) as DeviceHeader;
};

export type MmcDocument = { readonly header: DeviceHeader; readonly message: DeviceMessage };

const writeHeader = elementWriter(deviceHeader, 'Header', RA);
/** ra:GBCSResponse in canonical form. */
export function writeMmc({ header, message }: MmcDocument): string {
  const { name, type, value } = devicePart(message);
  const body = elementWriter(type, name, RA)(value);
  return root('ra', 'GBCSResponse', MMC, `${writeHeader(header)}<ra:Body>${body}</ra:Body>`);
}

/** Throws Refused (XML_…) with path and line. */
export function readMmc(xml: string, maximumLength?: number): MmcDocument {
  const c = new XmlCursor(xml, MMC, maximumLength);
  expectElement(c, 'GBCSResponse');
  expectVersion(c);
  const document = c.inside(() => {
    const header = readDeviceHeader(c);
    expectElement(c, 'Body');
    return { header, message: c.inside(() => readDeviceMessage(c)) };
  });
  c.end();
  return document;
}
