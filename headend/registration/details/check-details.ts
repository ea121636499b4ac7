/** Can these master data be, together and at this metering point? The tables in tables/ say what goes with what. */
import { mpanDistributor } from '../../../protocol/identifiers/mpan.ts';
import type { MeteringPoint } from '../registration.ts';
import { type DetailPart, type PointDetails, partsOf } from './details.ts';
import { gasProblems, LOCAL_DISTRIBUTION_ZONES } from './tables/gas-zones.ts';
import { gspGroupProblem } from './tables/gsp-groups.ts';
import { combinationProblems } from './tables/meter-timeswitch.ts';
import { MEASUREMENT_CLASSES, PROFILE_CLASSES } from './tables/profile-classes.ts';

/** `field` is a path, like "network.gspGroup"; `reason` says why, and holds no personal data. */
export type DetailProblem = { readonly field: string; readonly reason: string };
type Point = Pick<MeteringPoint, 'mpxn' | 'fuel'>;
type Details = Partial<PointDetails>;

/** All that cannot be of the master data in force at one date; empty: they can. What is not given is not judged. */
export function checkDetails(point: Point, details: Details): DetailProblem[] {
  const wrongFuel = foreignFields(point, details);
  if (wrongFuel.length > 0) return wrongFuel;
  return [
    ...(point.fuel === 'gas' ? gasDetails(details) : electricityDetails(point, details)),
    ...siteProblems(details),
    ...relationProblems(point, details),
    ...smartProblems(details),
  ];
}

/** Parts, and fields of parts, that the other fuel alone has. */
const OF_ELECTRICITY = {
  parts: ['settlementElectricity', 'relations'],
  fields: [
    'network.lineLossFactorClass',
    'network.gspGroup',
    'agents.dataCollector',
    'agents.dataAggregator',
  ],
} as const;
const OF_GAS = {
  parts: ['settlementGas'],
  fields: ['network.localDistributionZone', 'network.exitZone', 'agents.shipper'],
} as const;

function foreignFields({ fuel }: Point, details: Details): DetailProblem[] {
  const { parts, fields } = fuel === 'gas' ? OF_ELECTRICITY : OF_GAS;
  const reason = `the metering point is of ${fuel}`;
  const foreign: readonly DetailPart[] = parts;
  return [
    ...partsOf(details).filter((part) => foreign.includes(part)),
    ...given(details, fields),
  ].map((field) => ({ field, reason }));
}

function given(details: Details, paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const [part = '', field = ''] = path.split('.');
    const value = details[part as DetailPart] as Readonly<Record<string, unknown>> | undefined;
    return value?.[field] !== undefined;
  });
}

function electricityDetails({ mpxn }: Point, details: Details): DetailProblem[] {
  const { settlementElectricity: settlement = {}, network = {} } = details;
  const { lineLossFactorClass, gspGroup } = network;
  const groupProblem = gspGroup && gspGroupProblem(mpanDistributor(mpxn), gspGroup);
  const combined = combinationProblems({ ...settlement, lineLossFactorClass });
  return [
    ...(groupProblem ? [{ field: 'network.gspGroup', reason: groupProblem }] : []),
    ...combined.map(({ field, reason }) => ({ field: pathOf(field), reason })),
    ...classProblems(details),
  ];
}

const pathOf = (field: string) =>
  field === 'lineLossFactorClass' ? `network.${field}` : `settlementElectricity.${field}`;

function classProblems({ settlementElectricity, customer }: Details): DetailProblem[] {
  const { profileClass, measurementClass } = settlementElectricity ?? {};
  const profile = profileClass === undefined ? undefined : PROFILE_CLASSES[profileClass];
  const measured = measurementClass && MEASUREMENT_CLASSES[measurementClass];
  const problems: DetailProblem[] = [];
  const field = (name: string) => `settlementElectricity.${name}`;
  if (measured && profileClass !== undefined && !measured.profileClasses.includes(profileClass))
    problems.push({ field: field('profileClass'), reason: `not with class ${measurementClass}` });
  for (const [name, row] of [
    ['profileClass', profile],
    ['measurementClass', measured],
  ] as const)
    if (row?.customer && customer && row.customer !== customer.customerType)
      problems.push({ field: field(name), reason: `not of a ${customer.customerType} customer` });
  return problems;
}

function gasDetails({ settlementGas = {}, network }: Details): DetailProblem[] {
  const zone = network?.localDistributionZone;
  const isZone = zone === undefined || Object.hasOwn(LOCAL_DISTRIBUTION_ZONES, zone);
  return [
    ...(isZone ? [] : [{ field: 'network.localDistributionZone', reason: `no ${zone}` }]),
    ...gasProblems(settlementGas).map(({ field, reason }) => ({
      field: `settlementGas.${field}`,
      reason,
    })),
  ];
}

/** Half a place is none. */
function siteProblems({ site }: Details): DetailProblem[] {
  if (!site) return [];
  const pairs = [
    ['latitudeMicroDegrees', 'longitudeMicroDegrees'],
    ['eastingMetres', 'northingMetres'],
  ] as const;
  return pairs
    .filter(([one, other]) => (site[one] === undefined) !== (site[other] === undefined))
    .map(([one, other]) => ({ field: `site.${one}`, reason: `goes with ${other}` }));
}

function relationProblems({ mpxn }: Point, { relations }: Details): DetailProblem[] {
  const { relatedMpans = [], exportMpan, importMpan } = relations ?? {};
  const named = [...relatedMpans, exportMpan, importMpan].filter((one) => one !== undefined);
  const problems: DetailProblem[] = [];
  if (named.includes(mpxn)) problems.push({ field: 'relations', reason: 'the point itself' });
  if (new Set(named).size !== named.length)
    problems.push({ field: 'relations', reason: 'one metering point twice' });
  if (exportMpan !== undefined && importMpan !== undefined)
    problems.push({ field: 'relations.importMpan', reason: 'an export point has no export point' });
  return problems;
}

function smartProblems({ smart }: Details): DetailProblem[] {
  if (smart?.standing !== 'smart' || smart.device !== undefined) return [];
  return [{ field: 'smart.device', reason: 'a smart meter has a device' }];
}
