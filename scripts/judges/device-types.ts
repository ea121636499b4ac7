/** Judges which devices each service is for, against the targets and the use cases of the published requests. */
import { readdirSync, readFileSync } from 'node:fs';
import { DEVICE_TYPES, type DeviceType, type Service } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import type { JudgeRow } from './judge-matrix.ts';

/** What the last byte of a target in the published requests stands for. */
const TARGETS: Readonly<Record<string, DeviceType>> = {
  A0: 'ESME',
  A1: 'GSME',
  A2: 'CHF',
  A3: 'GPF',
  A4: 'PPMID',
  A5: 'HCALCS',
  A6: 'HCALCS',
};
const DCC = '90-B3-D5-1F-30-00-00-02';
/** Which devices a use case may be for by its letters; those of CS may be for any. */
const BY_LETTERS: Readonly<Record<string, readonly DeviceType[]>> = {
  ECS: ['ESME'],
  GCS: ['GSME', 'GPF'],
  CCS: ['CHF'],
  DBCH: ['CHF'],
  CS: DEVICE_TYPES,
};
/** Where nothing published speaks for a device, and we think it can be asked all the same. */
const OWN_READING: Readonly<Record<string, readonly DeviceType[]>> = {
  // Every device has an identity to tell.
  '6.2.4': ['HCALCS', 'PPMID'],
  // A load controller keeps a calendar, so its clock must be set.
  '8.1.1': ['HCALCS'],
};

type Sample = { readonly file: string; readonly reference: string; readonly target: string };
type UseCase = { readonly Code: string; readonly 'Use Case Title': string };

function samplesOf(data: string): readonly Sample[] {
  const folder = `${data}/duis/requests`;
  return readdirSync(folder).map((file) => {
    const xml = readFileSync(`${folder}/${file}`, 'utf8');
    const [, reference = ''] = /ServiceReferenceVariant>([^<]+)</.exec(xml) ?? [];
    const [, target = ''] = /RequestID>[^:]+:([^:]+):/.exec(xml) ?? [];
    return { file, reference, target };
  });
}

/** By the letters of a use case, and by what its title names: "Read CHF Event Log" begins with ECS. */
function spokenFor(file: string, titles: ReadonlyMap<string, string>): readonly DeviceType[] {
  const [code = '', letters = ''] = /^([A-Z]+)[0-9]+[a-z]?[0-9]?/.exec(file) ?? [];
  const title = titles.get(code) ?? '';
  return [
    ...(BY_LETTERS[letters] ?? []),
    ...DEVICE_TYPES.filter((type) => new RegExp(`\\b${type}\\b`).test(title)),
    ...(/Comms Hub|Communications Hub/.test(title) ? (['CHF'] as const) : []),
  ];
}

function targetProblem({ deviceTypes }: Service, { file, target }: Sample): readonly string[] {
  if (deviceTypes.length === 0) return target === DCC ? [] : [`${file}: to ${target}, not the DCC`];
  const type = TARGETS[target.slice(-2)];
  return type && deviceTypes.includes(type) ? [] : [`${file}: not for ${type ?? target}`];
}

function unspoken(
  { reference, deviceTypes }: Service,
  samples: readonly Sample[],
  titles: ReadonlyMap<string, string>,
): readonly string[] {
  const known = new Set(
    samples.flatMap(({ file, target }) => [TARGETS[target.slice(-2)], ...spokenFor(file, titles)]),
  );
  const own = OWN_READING[reference] ?? [];
  return [
    ...deviceTypes
      .filter((type) => !known.has(type) && !own.includes(type))
      .map((type) => `${reference}: nothing published is for a ${type}`),
    // An own reading that is needed no more, or is of nothing, is a mistake.
    ...own
      .filter((type) => known.has(type) || !deviceTypes.includes(type))
      .map((type) => `${reference}: ${type} is no reading of our own`),
  ];
}

/** `data` holds duis/requests and duis/gbcs-mapping-table.json. */
export function judgeDeviceTypes(data: string): readonly JudgeRow[] {
  const table = JSON.parse(readFileSync(`${data}/duis/gbcs-mapping-table.json`, 'utf8'));
  const titles = new Map((table as UseCase[]).map((row) => [row.Code, row['Use Case Title']]));
  const samples = samplesOf(data);
  const of = (service: Service) =>
    samples.filter(({ reference }) => reference === service.reference);
  const forDevices = services.filter(({ deviceTypes }) => deviceTypes.length > 0);
  return [
    {
      name: 'services with a published request',
      checked: services.length,
      failed: services.filter((one) => of(one).length === 0).map(({ reference }) => reference),
    },
    {
      name: 'targets of published requests are what the service is for',
      checked: samples.length,
      failed: services.flatMap((one) => of(one).flatMap((sample) => targetProblem(one, sample))),
    },
    {
      name: 'devices a service is for are targets, or in the letters or title of a use case',
      checked: forDevices.length,
      failed: forDevices.flatMap((one) => unspoken(one, of(one), titles)),
    },
  ];
}
