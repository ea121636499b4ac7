/**
 * Judges our XML against the schemas of DUIS and MMC both ways: what we write is valid, canonical,
 * and read back as it was; and documents made from the schemas alone are read.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { readRequest } from '../../headend/market/duis/request.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import { XsdMaker } from './from-xsd.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { type Shape, SIGNATURE, shapes } from './judge-shapes.ts';
import { exclusiveCanonical, invalid } from './judge-xmllint.ts';
import {
  type Makers,
  referencesOf,
  responseSources,
  rootOf,
  type Source,
} from './response-sources.ts';

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

const requestHead = (service: Service) =>
  `<sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1</sr:RequestID><sr:CommandVariant>1</sr:CommandVariant>${referencesOf(service)}</sr:Header>`;

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

function sources(makers: Makers): readonly Source[] {
  const critical = services.find((s) => s.critical) as Service;
  return [
    ...services.map((service) => requestSource(makers, service, service.name)),
    requestSource(makers, critical, 'SignedPreCommand'),
    ...responseSources(makers),
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
    duis: new XsdMaker(`${data}/duis/schema/duis.xsd`, 'sr', { 'ds:Signature': SIGNATURE }),
    mmc: new XsdMaker(`${data}/duis/schema/mmc.xsd`, 'ra'),
  };
  return sources(makers).map((source) => judgeSource(source, runs));
}

/** Both ways. */
export const judgeSchema = (data: string): readonly JudgeRow[] => [
  ...judgeWriting(data),
  ...judgeReading(data),
];
