/** What must be so with a meter before a published request can be done, where an ordinary one refuses it by rule. */
import { settingsOf as factorySettings } from '../../../cli/meter-kinds.ts';
import type { FactorySettings } from '../../../meter-emulator/firmware/provision.ts';
import type { Kind } from './samples.ts';

type Situation = {
  readonly why: string;
  /** By the name of its file. */
  readonly isFor: RegExp;
  readonly settings?: Partial<FactorySettings>;
  /** Requests done by the same meter before, by the beginning of their files' names. */
  readonly before?: readonly string[];
};

const SITUATIONS: readonly Situation[] = [
  {
    why: 'a debit is taken back in credit mode alone',
    isFor: /^(ECS04b|GCS40b|GCS40d)_/,
    settings: { mode: 'credit' },
  },
  {
    why: 'emergency credit is on offer when there is little credit left',
    isFor: /_2\.5_/,
    settings: { balanceMillipence: 50_000 },
  },
  {
    why: 'prices of a secondary element, and its tariff, are of one that has been given',
    isFor: /_(1\.2\.2|4\.11\.2)_/,
    before: ['ECS01c_1.1.2_IMMEDIATE'],
  },
  {
    why: 'a device is given a certificate of a key that it has made before',
    isFor: /_6\.15\.2_/,
    before: ['CS02c_6.17'],
  },
  { why: 'a gas valve that is open is not armed', isFor: /^GCS39_/, before: ['GCS32_7.2'] },
  {
    why: 'a level is for a controller that has levels',
    isFor: /_APC_/,
    settings: {
      variant: {
        kind: 'singleElement',
        auxiliarySwitches: 0,
        hasBoostButton: false,
        proportionalControllers: 5,
      },
    },
  },
];

const AUXILIARIES = { auxiliarySwitches: 5, hasBoostButton: true };
const NONE = { auxiliarySwitches: 0, hasBoostButton: false };

export const situationOf = (file: string): Situation | undefined =>
  SITUATIONS.find(({ isFor }) => isFor.test(file));

const CREDIT_MILLIPENCE = 1_000_000;

/** Of the meter that the request in this file is for. */
export function settingsOf(file: string, kind: Kind): FactorySettings {
  return {
    ...factorySettings(kind, CREDIT_MILLIPENCE),
    variant: { kind, ...(kind === 'gas' ? NONE : AUXILIARIES) },
    ...situationOf(file)?.settings,
  };
}
