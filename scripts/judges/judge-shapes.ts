/** Every shape of document we write, with random values in it: what the schema is to judge. */
import fc from 'fast-check';
import {
  type DeviceMessage,
  deviceHeader,
  readMmc,
  writeMmc,
} from '../../headend/market/duis/mmc.ts';
import {
  type RequestBody,
  readRequest,
  requestHeader,
  signedPreCommand,
  writeRequest,
} from '../../headend/market/duis/request.ts';
import {
  type ResponseBody,
  readResponse,
  signedPart,
  writeResponse,
} from '../../headend/market/duis/response.ts';
import {
  deviceAlert,
  futureDatedAlert,
  localCommand,
  payload,
  preCommand,
  responseHeader,
  scheduledMessage,
} from '../../headend/market/duis/response-shapes.ts';
import { dccAlertBody } from '../../protocol/alerts/dcc-alert-bodies.ts';
import { type DccAlertBody, dccAlertHead } from '../../protocol/alerts/dcc-alerts.ts';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import { responseElement, type Service, serviceGroup } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';

/** A ds:Signature of the right form, in canonical form; what it signs is no matter here. */
export const SIGNATURE =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>' +
  '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>' +
  '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"></ds:SignatureMethod>' +
  '<ds:Reference URI=""><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
  '<ds:DigestValue>ZGVmYXVsdA==</ds:DigestValue></ds:Reference></ds:SignedInfo>' +
  '<ds:SignatureValue>ZGVmYXVsdA==</ds:SignatureValue></ds:Signature>';

export type Shape = {
  readonly name: string;
  readonly schema: 'duis.xsd' | 'mmc.xsd';
  /** Documents, each with what reading it must give and what it does give. */
  readonly documents: fc.Arbitrary<{
    readonly xml: string;
    readonly wanted: unknown;
    readonly read: () => unknown;
  }>;
};

const ofService = (service: Service) => ({
  serviceReference: serviceGroup(service.reference),
  serviceReferenceVariant: service.reference,
});

function requestShape(name: string, service: Service, bodies: fc.Arbitrary<RequestBody>): Shape {
  const documents = fc.tuple(arbitrary(requestHeader), bodies).map(([header, body]) => {
    const request = { header: { ...header, ...ofService(service) }, service, body };
    const xml = writeRequest(request, SIGNATURE);
    const read = () => {
      const { signature, ...found } = readRequest(xml);
      return signature && xml.slice(...signature) === SIGNATURE ? found : 'no signature';
    };
    return { xml, wanted: request, read };
  });
  return { name: `request ${name}`, schema: 'duis.xsd', documents };
}

function responseShape(name: string, bodies: fc.Arbitrary<ResponseBody>): Shape {
  const documents = fc.tuple(arbitrary(responseHeader), bodies).map(([header, body]) => {
    const response = { header, body };
    const xml = writeResponse(response, { response: SIGNATURE, smets1: SIGNATURE });
    const read = () => {
      const { signature, smets1, ...found } = readResponse(xml);
      const inner = !signedPart(body) || (smets1 && xml.slice(...smets1.signature));
      const signed = signature && xml.slice(...signature) === SIGNATURE;
      return signed && (inner === true || inner === SIGNATURE) ? found : 'no signature';
    };
    return { xml, wanted: response, read };
  });
  return { name: `response ${name}`, schema: 'duis.xsd', documents };
}

function mmcShape(name: string, messages: fc.Arbitrary<DeviceMessage>): Shape {
  const documents = fc.tuple(arbitrary(deviceHeader), messages).map(([header, message]) => {
    const document = { header: knownReference(header), message };
    const xml = writeMmc(document);
    return { xml, wanted: document, read: () => readMmc(xml) };
  });
  return { name: `MMC ${name}`, schema: 'mmc.xsd', documents };
}

/** The schema has a list of services; the words only say they are text. */
function knownReference<T extends { readonly serviceReference?: string }>(header: T): T {
  const {
    serviceReference: _,
    serviceReferenceVariant: __,
    ...rest
  } = header as T & {
    serviceReferenceVariant?: string;
  };
  return rest as unknown as T;
}

const answers = (service: Service): fc.Arbitrary<DeviceMessage> =>
  arbitrary(service.response as NonNullable<Service['response']>).map((value) => ({
    kind: 'response',
    answer: { service, value },
    errors: [],
  }));
/** Records that compare equal to what a reader makes. */
const PLAIN = { noNullPrototype: true } as const;
/** What the DCC adds to what a device said. */
const beside = fc.record(
  {
    scheduleId: fc.integer({ min: 0, max: 1e12 }),
    throttled: fc.record({ sequenceId: fc.nat(2 ** 32 - 1), count: fc.nat(2 ** 32 - 1) }, PLAIN),
  },
  { requiredKeys: [], ...PLAIN },
);
const errors: fc.Arbitrary<DeviceMessage> = fc
  .array(
    fc.record(
      {
        code: fc.integer({ min: 1, max: 100 }),
        position: fc.integer({ min: 1, max: 9 }),
        error: fc.constantFrom('alreadyUsed', 'a <b> & "c"'),
      },
      PLAIN,
    ),
    { minLength: 0, maxLength: 3 },
  )
  .map((list) => ({ kind: 'response', errors: list }));
const alerts: fc.Arbitrary<DeviceMessage> = fc.record(
  {
    kind: fc.constant('alert' as const),
    alertCode: fc.integer({ min: 0, max: 0xffff }),
    description: fc.constantFrom('Supply armed.', 'a <b> & "c"'),
    utcSeconds: fc.integer({ min: 0, max: 4e9 }),
  },
  PLAIN,
);

function serviceShapes(service: Service): readonly Shape[] {
  const { name, reference } = service;
  const label = `${reference} ${name}`;
  const shapes = [
    requestShape(
      label,
      service,
      arbitrary(service.request).map((value) => ({ kind: 'service', value })),
    ),
  ];
  if (service.response && responseElement(service))
    shapes.push(mmcShape(label, answers(service)), smets1Shape(label, service, answers(service)));
  shapes.push(responseShape(`${label}, of any kind`, messagesAbout(service)));
  const { dccResponse } = service;
  if (dccResponse)
    shapes.push(
      responseShape(
        `${label} ${dccResponse.element}`,
        arbitrary(dccResponse.type).map((value) => ({ kind: 'dccResponse', service, value })),
      ),
    );
  return shapes;
}

/** What is not of one service may be said of each. */
const messagesAbout = (service: Service): fc.Arbitrary<ResponseBody> =>
  fc.oneof(
    fc.constant({ kind: 'acknowledgement', service } as const),
    arbitrary(preCommand).map((value) => ({ kind: 'preCommand', service, value }) as const),
    arbitrary(localCommand).map((value) => ({ kind: 'localCommand', service, value }) as const),
    arbitrary(payload).map((value) => ({ kind: 'gbcsPayload', service, value }) as const),
    arbitrary(scheduledMessage).map(
      (value) => ({ kind: 'scheduledMessage', service, value }) as const,
    ),
    arbitrary(futureDatedAlert).map(
      (value) => ({ kind: 'futureDatedAlert', service, value }) as const,
    ),
  );

/** Each body of a DCC alert by itself, so that none is left to chance. */
const dccAlertShapes = Object.entries(dccAlertBody.branches).map(([kind, { type }]) =>
  responseShape(
    `DCC alert ${kind}`,
    fc.tuple(arbitrary(dccAlertHead), arbitrary(type)).map(([head, value]) => ({
      kind: 'dccAlert',
      value: { ...head, alert: { [kind]: value } as unknown as DccAlertBody },
    })),
  ),
);

const smets1Shape = (
  name: string,
  service: Service | undefined,
  messages: fc.Arbitrary<DeviceMessage>,
) =>
  responseShape(
    `SMETS1 ${name}`,
    fc.tuple(arbitrary(deviceHeader), messages, beside).map(([header, message, added]) => ({
      kind: 'smets1',
      ...(service ? { service } : {}),
      ...added,
      response: { header: knownReference(header), message },
    })),
  );

const topUp = services.find((s) => s.reference === '2.2') as Service;
const disable = services.find((s) => s.reference === '7.2') as Service;

export const shapes: readonly Shape[] = [
  ...services.flatMap(serviceShapes),
  requestShape(
    'SignedPreCommand',
    disable,
    arbitrary(signedPreCommand).map((value) => ({ kind: 'signedPreCommand', value })),
  ),
  responseShape(
    'DeviceAlertMessage',
    arbitrary(deviceAlert).map((value) => ({ kind: 'deviceAlert', value })),
  ),
  ...dccAlertShapes,
  smets1Shape('error', topUp, errors),
  smets1Shape('alert', undefined, alerts),
  mmcShape('error', errors),
  mmcShape('alert', alerts),
];
