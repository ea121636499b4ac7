/** The DUIS request and the MMC response around a service's body. */
import { boolean, eui64, integer, text, unsigned64 } from '../../../protocol/definition/scalars.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { optional, required, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { services } from '../../../protocol/services/index.ts';
import { XmlCursor } from './xml-cursor.ts';
import { elementReader } from './xml-read.ts';
import { elementWriter } from './xml-write.ts';

export const DUIS = 'http://www.dccinterface.co.uk/ServiceUserGateway';
export const MMC = 'http://www.dccinterface.co.uk/ResponseAndAlert';
const SIGNATURE = '{http://www.w3.org/2000/09/xmldsig#}Signature';

const eui = '[A-Fa-f0-9]{2}(?:-[A-Fa-f0-9]{2}){7}';
const requestId = text(49, 68, {
  pattern: new RegExp(`${eui}:${eui}:(?:0|[1-9][0-9]{0,19})`),
  token: true,
});
export const requestHeader = struct({
  requestId: required(1, requestId, 'Originator, target and counter.', { element: 'RequestID' }),
  firstInSequence: optional(2, boolean, 'Starts a sequence.'),
  precedingServiceRequestId: optional(3, requestId, 'Runs after that one.', {
    element: 'PrecedingServiceRequestID',
  }),
  commandVariant: required(4, integer(1, 9), 'What is done with the command.'),
  serviceReference: required(5, text(3, 5), 'The service.'),
  serviceReferenceVariant: required(6, text(3, 6), 'The variant.'),
});
export const responseHeader = struct({
  businessOriginatorId: required(1, eui64, 'The device.', { element: 'BusinessOriginatorID' }),
  businessTargetId: required(2, eui64, 'The user.', { element: 'BusinessTargetID' }),
  originatorCounter: required(3, unsigned64, 'Of the request.'),
});

export type Request = {
  header: ValueOf<typeof requestHeader>;
  service: Service;
  body: unknown;
  signature: [number, number] | undefined;
};
const byElement = new Map(services.map((s) => [s.name, s]));
const readHeader = elementReader(requestHeader);

function versionOnly(c: XmlCursor): void {
  const version = c.attributes.find(([name]) => name === 'schemaVersion')?.[1];
  if (version !== '5.4')
    c.refuse(`attribute schemaVersion: expected 5.4, found ${version ?? 'none'}`);
}
function expect(c: XmlCursor, name: string): void {
  if (!c.open || c.name !== name)
    c.refuse(`expected <${name}>${c.open ? `, found <${c.name}>` : ''}`);
}

export function readRequest(xml: string): Request {
  const c = new XmlCursor(xml, DUIS);
  expect(c, 'Request');
  versionOnly(c);
  const request = c.inside((): Request => {
    expect(c, 'Header');
    const header = readHeader(c) as Request['header'];
    expect(c, 'Body');
    const found = c.inside(() => {
      const service =
        (c.open ? byElement.get(c.name) : undefined) ?? c.refuse(`no service <${c.name}>`);
      if (service.reference !== header.serviceReferenceVariant)
        c.refuse(
          `<${c.name}> is service ${service.reference}, the header says ${header.serviceReferenceVariant}`,
        );
      if (!`${service.reference}.`.startsWith(`${header.serviceReference}.`))
        c.refuse(
          `service reference ${header.serviceReference} is not that of ${service.reference}`,
        );
      return { service, body: elementReader(service.request)(c) };
    });
    const signature = c.open && c.name === SIGNATURE ? c.skip() : undefined;
    return { header, ...found, signature };
  });
  c.end();
  return request;
}

const writeHeader = elementWriter(requestHeader, 'Header', 'sr');
export function writeRequest(
  header: ValueOf<typeof requestHeader>,
  service: Service,
  body: unknown,
): string {
  return `<?xml version="1.0" encoding="UTF-8"?><sr:Request xmlns:sr="${DUIS}" schemaVersion="5.4">${writeHeader(header)}<sr:Body>${elementWriter(service.request, service.name, 'sr')(body)}</sr:Body></sr:Request>`;
}

const writeResponseHeader = elementWriter(responseHeader, 'Header', 'ra');
const responseWriter = (service: Service) =>
  elementWriter(service.response ?? noResponse(service), `${service.name}Rsp`, 'ra');
function noResponse(service: Service): never {
  throw new Error(`${service.name} has no response message`);
}
const readResponseHeader = elementReader(responseHeader);
export function writeResponse(
  header: ValueOf<typeof responseHeader>,
  service: Service,
  body: unknown,
): string {
  return `<?xml version="1.0" encoding="UTF-8"?><ra:GBCSResponse xmlns:ra="${MMC}" schemaVersion="5.4">${writeResponseHeader(header)}<ra:Body><ra:ResponseMessage><ra:SMETSData>${responseWriter(service)(body)}</ra:SMETSData></ra:ResponseMessage></ra:Body></ra:GBCSResponse>`;
}
export function readResponse(xml: string): {
  header: ValueOf<typeof responseHeader>;
  service: Service;
  body: unknown;
} {
  const c = new XmlCursor(xml, MMC);
  expect(c, 'GBCSResponse');
  versionOnly(c);
  const response = c.inside(() => {
    expect(c, 'Header');
    const header = readResponseHeader(c) as ValueOf<typeof responseHeader>;
    expect(c, 'Body');
    return c.inside(() => {
      expect(c, 'ResponseMessage');
      return c.inside(() => {
        expect(c, 'SMETSData');
        return c.inside(() => {
          const service =
            (c.open && c.name.endsWith('Rsp') ? byElement.get(c.name.slice(0, -3)) : undefined) ??
            c.refuse(`no response <${c.name}>`);
          return {
            header,
            service,
            body: elementReader(service.response ?? noResponse(service))(c),
          };
        });
      });
    });
  });
  c.end();
  return response;
}
