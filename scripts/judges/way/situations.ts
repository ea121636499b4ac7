/** What must be so with a meter before a published request can be done, where an ordinary one refuses it by rule. */
import { settingsOf as factorySettings } from '../../../cli/meter-kinds.ts';
import { EmulatedHome } from '../../../meter-emulator/board/emulated-home.ts';
import { hubOf } from '../../../meter-emulator/firmware/home-network/device-log.ts';
import { hub } from '../../../meter-emulator/firmware/home-network/stored.ts';
import type { FactorySettings } from '../../../meter-emulator/firmware/provision.ts';
import { joinedDevices } from '../../../meter-emulator/firmware/security/stored.ts';
import { isMeterKind, plainVariant } from '../../../meter-emulator/firmware/variant.ts';
import { encodeCbor } from '../../../protocol/definition/cbor.ts';
import type { DeviceType } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Kind } from './samples.ts';

type Situation = {
  readonly why: string;
  /** By the name of its file. */
  readonly isFor: RegExp;
  readonly settings?: Partial<FactorySettings>;
  /** Requests done by the same meter before, by the beginning of their files' names. */
  readonly before?: readonly string[];
  /** What stood in the house before, by its identifier and device log. */
  readonly former?: {
    readonly eui64: Eui64;
    readonly deviceType: DeviceType;
    readonly log: Uint8Array;
  };
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
  { why: 'a hub removes a device that it has let in', isFor: /^CCS02_/, before: ['CCS01_8.11'] },
  {
    why: 'a hub has a sub-GHz configuration that it has been given',
    isFor: /^DBCH03_/,
    before: ['DBCH04_6.28'],
  },
  {
    why: 'the log of an old hub is known to the house it was in',
    isFor: /^CCS03_/,
    former: {
      eui64: '00-DB-12-34-56-78-90-95',
      deviceType: 'CHF',
      log: encodeCbor(hub, hubOf({})),
    },
  },
  {
    why: 'the log of an old gas proxy is known to the house it was in',
    isFor: /^GCS59_/,
    former: {
      eui64: '00-DB-12-34-56-78-90-B3',
      deviceType: 'GPF',
      log: encodeCbor(joinedDevices, []),
    },
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

export const situationOf = (file: string): Situation | undefined =>
  SITUATIONS.find(({ isFor }) => isFor.test(file));

const CREDIT_MILLIPENCE = 1_000_000;

/** The house of the device that the request in this file is for. */
export function houseOf(file: string): EmulatedHome {
  const home = new EmulatedHome();
  const { former } = situationOf(file) ?? {};
  if (former) {
    const { log, ...member } = former;
    home.attach({ ...member, joinDigest: new Uint8Array(), hear: () => {}, log: () => log });
    home.detach(former.eui64);
  }
  return home;
}

/** Of the meter that the request in this file is for. */
export function settingsOf(file: string, kind: Kind): FactorySettings {
  return {
    ...factorySettings(kind, CREDIT_MILLIPENCE),
    variant: isMeterKind(kind) && kind !== 'gas' ? { kind, ...AUXILIARIES } : plainVariant(kind),
    ...situationOf(file)?.settings,
  };
}
