/**
 * Judges our XML against the schemas of DUIS and MMC both ways: what we write is valid, canonical,
 * and read back as it was; and documents made from the schemas alone are read.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { DUIS, MMC } from '../../headend/market/duis/document.ts';
import { readMmc } from '../../headend/market/duis/mmc.ts';
import { readRequest } from '../../headend/market/duis/request.ts';
import { readResponse } from '../../headend/market/duis/response.ts';
import { responseElement, type Service, serviceGroup } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import { XsdMaker } from './from-xsd.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { type Shape, SIGNATURE, shapes } from './judge-shapes.ts';
import { exclusiveCanonical, invalid } from './judge-xmllint.ts';

const SEED = 20_261_124;
/** A process each; the forms of escaping and of namespaces are few. */
const CANONICAL_PER_SHAPE = 4;

type Counts = { valid: JudgeRow; canonical: JudgeRow; read: JudgeRow };

function judgeShape(shape: Shape, schemas: string, runs: number): Counts {
  const samples = fc.sample(shape.documents, { numRuns: runs, seed: SEED });
  const documents = samples.map((sample) => sample.xml);
  const failed = samples.flatMap(({ xml, wanted, read }) => {
    try {
      return isDeepStrictEqual(read(), wanted) ? [] : [`another value: ${xml.slice(0, 2000)}`];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  const some = documents.slice(0, CANONICAL_PER_SHAPE);
  return {
    valid: {
      name: `${shape.name}: what we write is valid`,
      checked: runs,
      failed: invalid(`${schemas}/${shape.schema}`, documents),
    },
    canonical: {
      name: `${shape.name}: what we write is in exclusive canonical form`,
      checked: some.length,
      failed: some.filter((xml) => exclusiveCanonical(xml) !== xml),
    },
    read: { name: `${shape.name}: what we write is read as it was`, checked: runs, failed },
  };
}

/** `data` holds duis/schema. Needs xmllint. `runs` random values of each shape. */
export function judgeWriting(data: string, runs = 100): readonly JudgeRow[] {
  return shapes.flatMap((shape) => {
    const { valid, canonical, read } = judgeShape(shape, `${data}/duis/schema`, runs);
    return [valid, canonical, read];
  });
}

type Source = {
  readonly name: string;
  readonly make: () => string;
  readonly read: (xml: string) => unknown;
};

const rootOf = (prefix: string, name: string, content: string) =>
  `<${prefix}:${name} xmlns:sr="${DUIS}" xmlns:ra="${MMC}" schemaVersion="5.4">${content}</${prefix}:${name}>`;
const head = (service: Service) =>
  `<sr:ServiceReference>${serviceGroup(service.reference)}</sr:ServiceReference><sr:ServiceReferenceVariant>${service.reference}</sr:ServiceReferenceVariant>`;
const requestHead = (service: Service) =>
  `<sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1</sr:RequestID><sr:CommandVariant>1</sr:CommandVariant>${head(service)}</sr:Header>`;

type Makers = { readonly duis: XsdMaker; readonly mmc: XsdMaker };

const requestSource = (makers: Makers, service: Service, element: string): Source => {
  const node = makers.duis.find('Request', element);
  return {
    name: `request ${service.reference} ${element}`,
    make: () =>
      rootOf(
        'sr',
        'Request',
        `${requestHead(service)}<sr:Body>${makers.duis.element(node)}</sr:Body>`,
      ),
    read: readRequest,
  };
};

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
    `<sr:SMETS1ResponseMessage>${head(service)}<sr:SMETS1SignedResponse schemaVersion="5.4"><sr:SMETS1Response><sr:Header>${header()}</sr:Header><sr:Body><sr:ResponseMessage>${payload()}</sr:ResponseMessage></sr:Body></sr:SMETS1Response>${SIGNATURE}</sr:SMETS1SignedResponse></sr:SMETS1ResponseMessage>`;
  const label = `${service.reference} ${service.name}`;
  return [
    { name: `MMC ${label}`, make: mmc, read: readMmc },
    responseSource(makers, `SMETS1 ${label}`, smets1),
  ];
}

function messageSource(makers: Makers, service: Service, element: string): Source {
  const node = makers.duis.find('ResponseMessage', element);
  return responseSource(
    makers,
    `${service.reference} ${element}`,
    () => `<sr:ResponseMessage>${head(service)}${makers.duis.element(node)}</sr:ResponseMessage>`,
  );
}

function sources(makers: Makers): readonly Source[] {
  const critical = services.find((s) => s.critical) as Service;
  const failure = makers.duis.find('DCCAlert', 'CommandFailure');
  const code = makers.duis.find('DCCAlertMessage', 'DCCAlertCode');
  return [
    ...services.flatMap((service) => [
      requestSource(makers, service, service.name),
      ...(service.response ? deviceSources(makers, service) : []),
      ...(service.dccResponse ? [messageSource(makers, service, service.dccResponse.element)] : []),
    ]),
    requestSource(makers, critical, 'SignedPreCommand'),
    messageSource(makers, critical, 'PreCommand'),
    responseSource(
      makers,
      'DCCAlertMessage',
      () =>
        `<sr:DCCAlertMessage>${makers.duis.element(code)}<sr:DCCAlert>${makers.duis.element(failure)}</sr:DCCAlert></sr:DCCAlertMessage>`,
    ),
  ];
}

function judgeSource({ name, make, read }: Source, runs: number): JudgeRow {
  const failed: string[] = [];
  for (let i = 0; i < runs; i += 1) {
    const xml = make();
    try {
      read(xml);
    } catch (error) {
      failed.push((error as Error).message);
    }
  }
  return { name: `${name}: made from the schema alone, and read`, checked: runs, failed };
}

/** `data` holds duis/schema. `runs` documents of each shape. */
export function judgeReading(data: string, runs = 500): readonly JudgeRow[] {
  const makers = {
    duis: new XsdMaker(`${data}/duis/schema/duis.xsd`, 'sr'),
    mmc: new XsdMaker(`${data}/duis/schema/mmc.xsd`, 'ra'),
  };
  return sources(makers).map((source) => judgeSource(source, runs));
}

/** Both ways. */
export const judgeSchema = (data: string): readonly JudgeRow[] => [
  ...judgeWriting(data),
  ...judgeReading(data),
];
