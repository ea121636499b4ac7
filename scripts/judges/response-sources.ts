/** Responses made from the schemas alone: every message of sr:Response, and what a device says of each service. */
import { DUIS, MMC } from '../../headend/market/duis/document.ts';
import { readMmc } from '../../headend/market/duis/mmc.ts';
import { readResponse } from '../../headend/market/duis/response.ts';
import { responseElement, type Service, serviceGroup } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import type { XsdMaker } from './from-xsd.ts';
import { SIGNATURE } from './judge-shapes.ts';

export type Source = {
  readonly name: string;
  readonly make: () => string;
  readonly read: (xml: string) => unknown;
};
export type Makers = { readonly duis: XsdMaker; readonly mmc: XsdMaker };

export const rootOf = (prefix: string, name: string, content: string) =>
  `<${prefix}:${name} xmlns:sr="${DUIS}" xmlns:ra="${MMC}" schemaVersion="5.4">${content}</${prefix}:${name}>`;
export const referencesOf = ({ reference }: Service) =>
  `<sr:ServiceReference>${serviceGroup(reference)}</sr:ServiceReference><sr:ServiceReferenceVariant>${reference}</sr:ServiceReferenceVariant>`;

function responseSource({ duis }: Makers, name: string, body: () => string): Source {
  const header = duis.find('Response', 'Header');
  return {
    name: `response ${name}`,
    make: () => rootOf('sr', 'Response', `${duis.element(header)}<sr:Body>${body()}</sr:Body>`),
    read: readResponse,
  };
}

/** Service references in a header are any of the schema's; a message must not contradict itself. */
const withoutReference = (header: string) =>
  header.replace(/<ra:ServiceReference(?:Variant)?>[^<]*<\/ra:ServiceReference(?:Variant)?>/g, '');

function signedResponse({ mmc }: Makers, body: string): string {
  const header = withoutReference(mmc.contentOf('HeaderType'));
  return `<sr:SMETS1SignedResponse schemaVersion="5.4"><sr:SMETS1Response><sr:Header>${header}</sr:Header><sr:Body>${body}</sr:Body></sr:SMETS1Response>${SIGNATURE}</sr:SMETS1SignedResponse>`;
}

/** Schedule and series, each there or not. */
const besideOf = ({ duis }: Makers) =>
  ['DSPScheduleID', 'ThrottledAlertSequenceId', 'ThrottledAlertCount']
    .map((name) => duis.particle(duis.find('SMETS1ResponseMessage', name)))
    .join('');

function deviceSources(makers: Makers, service: Service): readonly Source[] {
  const element = responseElement(service);
  if (element === null) return [];
  const node = makers.mmc.find('ResponsePayload', element);
  const payload = () => `<ra:SMETSData>${makers.mmc.element(node)}</ra:SMETSData>`;
  const header = () => withoutReference(makers.mmc.contentOf('HeaderType'));
  const mmc = () =>
    rootOf(
      'ra',
      'GBCSResponse',
      `<ra:Header>${header()}</ra:Header><ra:Body><ra:ResponseMessage>${payload()}</ra:ResponseMessage></ra:Body>`,
    );
  const smets1 = () =>
    `<sr:SMETS1ResponseMessage>${referencesOf(service)}${besideOf(makers)}${signedResponse(makers, `<sr:ResponseMessage>${payload()}</sr:ResponseMessage>`)}</sr:SMETS1ResponseMessage>`;
  const label = `${service.reference} ${service.name}`;
  return [
    { name: `MMC ${label}`, make: mmc, read: readMmc },
    responseSource(makers, `SMETS1 ${label}`, smets1),
  ];
}

/** An alert of a native device: its code has two bytes, and what it says beside is the definition's alone. */
function smets1AlertSource(makers: Makers): Source {
  const { mmc } = makers;
  const [description, time] = ['AlertDescription', 'Timestamp'].map((name) =>
    mmc.find('DeviceAlertContentType', name),
  );
  if (!description || !time) throw new Error('an alert has neither words nor time');
  return responseSource(makers, 'SMETS1 alert', () => {
    const said = `<ra:GBCSHexAlertCode>8F0f</ra:GBCSHexAlertCode>${mmc.element(description)}${mmc.element(time)}`;
    const body = `<sr:DeviceAlertMessage><ra:DeviceAlertContent>${said}</ra:DeviceAlertContent></sr:DeviceAlertMessage>`;
    return `<sr:SMETS1ResponseMessage>${besideOf(makers)}${signedResponse(makers, body)}</sr:SMETS1ResponseMessage>`;
  });
}

const anyService = services.find((service) => service.critical) as Service;

/** Every element of sr:ResponseMessage that the schema has, of a service that is answered so, and none. */
function messageSources(makers: Makers): readonly Source[] {
  const { duis } = makers;
  const source = (service: Service, element: string, content: () => string) =>
    responseSource(
      makers,
      `${service.reference} ${element}`,
      () => `<sr:ResponseMessage>${referencesOf(service)}${content()}</sr:ResponseMessage>`,
    );
  return duis.choicesOf('ResponseMessage').flatMap((node) => {
    const element = node.attributes['name'] ?? '';
    const answeredSo = services.filter((service) => service.dccResponse?.element === element);
    const askers = answeredSo.length ? answeredSo : [anyService];
    return askers.map((service) => source(service, element, () => duis.element(node)));
  });
}

const acknowledgementSource = (makers: Makers, service: Service): Source =>
  responseSource(
    makers,
    `${service.reference} acknowledgement`,
    () => `<sr:ResponseMessage>${referencesOf(service)}</sr:ResponseMessage>`,
  );

/** Every body of a DCC alert that the schema has. */
function dccAlertSources(makers: Makers): readonly Source[] {
  const { duis } = makers;
  const head = ['DCCAlertCode', 'ThrottledAlertSequenceId', 'ThrottledAlertCount'].map((name) =>
    duis.find('DCCAlertMessage', name),
  );
  return duis.choicesOf('DCCAlert').map((node) =>
    responseSource(makers, `DCC alert ${node.attributes['name']}`, () => {
      const before = head.map((part) => duis.particle(part)).join('');
      return `<sr:DCCAlertMessage>${before}<sr:DCCAlert>${duis.element(node)}</sr:DCCAlert></sr:DCCAlertMessage>`;
    }),
  );
}

export const responseSources = (makers: Makers): readonly Source[] => [
  ...services.flatMap((service) => [
    ...(service.response ? deviceSources(makers, service) : []),
    acknowledgementSource(makers, service),
  ]),
  ...messageSources(makers),
  ...dccAlertSources(makers),
  smets1AlertSource(makers),
  responseSource(
    makers,
    'DeviceAlertMessage',
    () =>
      `<sr:DeviceAlertMessage>${makers.duis.contentOf('DeviceAlertMessage')}</sr:DeviceAlertMessage>`,
  ),
];
