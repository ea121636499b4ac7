/** The published requests that go to devices, and for which kind of device each is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deliveryOf } from '../../../headend/access/command-variant.ts';
import { readRequest } from '../../../headend/market/duis/request.ts';
import { hasService } from '../../../meter-emulator/firmware/services/executor.ts';
import { executorByNumber } from '../../../meter-emulator/firmware/services/index.ts';
import type { Variant } from '../../../meter-emulator/firmware/state.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { serviceNumber } from '../../../protocol/services/index.ts';
import { DCC, SUPPLIER } from './market.ts';

export type Kind = Variant['kind'];
/** What the identifiers of the published requests stand for. */
export type Target = 'meter' | 'GPF' | 'CHF' | 'PPMID' | 'HCALCS';

export type Sample = {
  readonly file: string;
  readonly xml: string;
  readonly service: Service;
  readonly originator: Eui64;
  readonly target: Eui64;
  readonly targetType: Target;
  /** Of the device that answers. */
  readonly kind: Kind;
  /** Its command is not sent, but given to whoever asked, who brings it to the device. */
  readonly isBrought: boolean;
  /** The device's firmware has it. */
  readonly isExecuted: boolean;
};

const TARGETS: Readonly<Record<Eui64, readonly [Target, Kind]>> = {
  '00-DB-12-34-56-78-90-A0': ['meter', 'singleElement'],
  '00-DB-12-34-56-78-90-A1': ['meter', 'gas'],
  '00-DB-12-34-56-78-90-A2': ['CHF', 'communicationsHub'],
  '00-DB-12-34-56-78-90-A3': ['GPF', 'gasProxy'],
  '00-DB-12-34-56-78-90-A4': ['PPMID', 'prepaymentInterface'],
  '00-DB-12-34-56-78-90-A5': ['HCALCS', 'loadControl'],
  // A stand-alone auxiliary proportional controller: DUIS has no device type for it.
  '00-DB-12-34-56-78-90-A6': ['HCALCS', 'loadControl'],
};

type UseCase = { readonly 'Use Case Title': string };

/** `data` holds duis/requests and duis/gbcs-mapping-table.json. In the order of the files' names. */
export function samplesOf(data: string): readonly Sample[] {
  const folder = join(data, 'duis/requests');
  const titles = JSON.parse(
    readFileSync(join(data, 'duis/gbcs-mapping-table.json'), 'utf8'),
  ) as readonly UseCase[];
  const polyphase = new Set(
    titles
      .map((row) => row['Use Case Title'])
      .filter((title) => /3 phase|polyphase/i.test(title))
      .map((title) => title.split(' ')[0]),
  );
  return readdirSync(folder).flatMap((file) => {
    const sample = sampleOf(file, readFileSync(join(folder, file), 'utf8'));
    if (!sample) return [];
    const isPolyphase = polyphase.has(file.split('_')[0]) || /PolyPhase/.test(sample.xml);
    return [isPolyphase ? { ...sample, kind: 'polyphase' as const } : sample];
  });
}

/** Undefined: what no device is asked for. */
function sampleOf(file: string, published: string): Sample | undefined {
  // A service without a definition cannot be read, and is none of a device: those are all defined.
  const variant = /ServiceReferenceVariant>([^<]+)</.exec(published)?.[1] ?? '';
  if (/CommandVariant>8</.test(published) || variant === '8.5') return undefined;
  // The DCC asks on its own behalf, and is no user: here the supplier asks for the same.
  const xml = published.replace(`RequestID>${DCC}`, `RequestID>${SUPPLIER}`);
  const { header, service } = readRequest(xml);
  const { originator, target } = parseRequestId(header.requestId);
  const [targetType, fuelKind] = TARGETS[target] ?? ['CHF', 'communicationsHub'];
  const executor = executorByNumber.get(serviceNumber(service.reference));
  const isTwin = file.includes('TWIN') || executor?.kinds.join() === 'twinElement';
  const kind = isTwin && fuelKind === 'singleElement' ? 'twinElement' : fuelKind;
  const isExecuted = executor !== undefined && hasService(executor, kind);
  const isBrought = deliveryOf(header.commandVariant) === 'local';
  return { file, xml, service, originator, target, targetType, kind, isBrought, isExecuted };
}
