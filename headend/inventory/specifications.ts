/** Which technical specifications a meter may be built to, to be taken on: the register of what a device may be. */
import type { DeviceType } from '../../protocol/definition/service.ts';

type Specification = {
  readonly family: 'SMETS1' | 'SMETS2' | 'CHTS' | 'PPMIDTS' | 'HCALCSTS' | 'IHDTS';
  readonly versions: readonly string[];
  readonly deviceTypes: readonly DeviceType[];
  /** Absent: it is taken on. */
  readonly whyNot?: string;
};

const METERS: readonly DeviceType[] = ['ESME', 'GSME'];

/**
 * The families and version numbers are those published (medium: the specifications were not at hand); that
 * the first generation is not taken on is our own choice, since its meters speak another protocol.
 */
export const SPECIFICATIONS: readonly Specification[] = [
  {
    family: 'SMETS1',
    versions: ['1.1', '1.2'],
    deviceTypes: METERS,
    whyNot: 'of the first generation, which speaks another protocol',
  },
  {
    family: 'SMETS2',
    versions: ['1.58', '2.0', '3.0', '3.1', '4.0', '4.1', '4.2', '5.0', '5.1', '5.2', '5.3', '5.4'],
    deviceTypes: METERS,
  },
  {
    family: 'CHTS',
    versions: ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '2.0'],
    deviceTypes: ['CHF', 'GPF'],
  },
  { family: 'PPMIDTS', versions: ['1.0', '1.1', '1.2', '1.3'], deviceTypes: ['PPMID'] },
  { family: 'HCALCSTS', versions: ['1.0', '1.1', '1.2', '1.3'], deviceTypes: ['HCALCS'] },
  { family: 'IHDTS', versions: ['1.0', '1.1', '1.2'], deviceTypes: ['IHD', 'CAD'] },
];

export type Eligibility =
  | { readonly isEligible: true; readonly family: Specification['family'] }
  | { readonly isEligible: false; readonly reason: string };

const WRITTEN = /^(?:([A-Z]{4,}[12]?) *)?V? *([0-9]+\.[0-9]+)$/;

/**
 * Is a device of this type, of the version as users write it ("SMETS2 V4.2", "SMETS V1.58", "4.2"), taken
 * on? The reason is for the register, and names no customer.
 */
export function eligibilityOf(deviceType: DeviceType, smetsVersion?: string): Eligibility {
  if (smetsVersion === undefined) return { isEligible: false, reason: 'its version is not known' };
  const [, family, version = ''] = WRITTEN.exec(smetsVersion.toUpperCase()) ?? [];
  const row = SPECIFICATIONS.find(
    (one) =>
      one.deviceTypes.includes(deviceType) &&
      one.versions.includes(version) &&
      (family === undefined || one.family.startsWith(family)),
  );
  if (!row)
    return { isEligible: false, reason: `no specification ${smetsVersion} of a ${deviceType}` };
  if (row.whyNot !== undefined) return { isEligible: false, reason: row.whyNot };
  return { isEligible: true, family: row.family };
}
