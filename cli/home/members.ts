/** Who is in the house that the command line runs. */
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import type { Identity } from '../../meter-emulator/firmware/state.ts';
import type { Kind } from '../../meter-emulator/firmware/variant.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { emulatedMpan, emulatedMprn } from '../emulated-market.ts';

/** In the order of their identifiers. */
const KINDS = {
  hub: 'communicationsHub',
  proxy: 'gasProxy',
  electricity: 'singleElement',
  gas: 'gas',
  ppmid: 'prepaymentInterface',
  hcalcs: 'loadControl',
} as const satisfies Readonly<Record<string, Kind>>;
export type MemberName = keyof typeof KINDS;
export const MEMBER_NAMES = Object.keys(KINDS) as readonly MemberName[];
export const kindOfMember = (name: MemberName): Kind => KINDS[name];

export type Members = Readonly<Record<MemberName, Identity>>;

/** Past those of meters that are run one by one or in a fleet. */
const FIRST = 1_000_000;
const NUMBERS_PER_HOME = 10;

const numberOf = (home: number, name: MemberName) =>
  FIRST + home * NUMBERS_PER_HOME + MEMBER_NAMES.indexOf(name);

/** `home` from 1; always the same ones for a seed. */
export function membersOf(seed: string, home: number): Members {
  const of = (name: MemberName) =>
    seededIdentity(nodeCrypto, seed, numberOf(home, name), kindOfMember(name));
  return Object.fromEntries(MEMBER_NAMES.map((name) => [name, of(name)])) as Members;
}

export const mpanOfHome = (home: number) => emulatedMpan(numberOf(home, 'electricity'));
export const mprnOfHome = (home: number) => emulatedMprn(numberOf(home, 'gas'));
