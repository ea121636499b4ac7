/** For tests: a register and an inventory in memory, and participants with their files. */
import type { RegistrationScope, Stations } from '../../dispatch/stations.ts';
import { testDevice } from '../../inventory/device.testing.ts';
import type { ListedDevice } from '../../inventory/device.ts';
import { Inventory } from '../../inventory/inventory.ts';
import type { Change } from '../../non-device/change.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import { registerInMemory } from '../../registration/register.testing.ts';
import type { DatedDetails, MeteringPoint } from '../../registration/registration.ts';
import type { AnyFlow, FlowValue } from './definition.ts';
import type { Draft } from './drafts.ts';
import { fileOf, type Header, type LegacyFile } from './file.ts';
import { participantsFromJson } from './participants.ts';
import type { World } from './taking/about.ts';

export const OLD = '90-B3-D5-1F-30-01-00-00';
export const NEW = '90-B3-D5-1F-30-02-00-00';
export const NETWORK = '90-B3-D5-1F-30-03-00-00';
export const TRANSPORTER = '90-B3-D5-1F-30-04-00-00';
export const METER = '00-DB-12-34-56-78-90-A0';
export const GAS_METER = '00-DB-12-34-56-78-90-A1';
export const MPAN = '2012345678385';
export const OTHER_MPAN = '1312345678907';
export const MPRN = '3938424403';
export const DAY = 86_400;
/** 21 January 2026, 00:00 UTC. */
export const TODAY = 1_768_953_600;
export const NOW_MILLIS = TODAY * 1000 + 43_200_000;

export const PARTICIPANTS = {
  ...{ own: 'MWRG', electricityRegister: 'SMRA', gasRegister: 'XOS' },
  users: { OLDE: OLD, NEWE: NEW, EELC: NETWORK },
  ...{ distributors: { 20: NETWORK, 13: NETWORK }, gasTransporter: TRANSPORTER },
};

export async function makeWorld(registrationScope: RegistrationScope) {
  const inventory = new Inventory({ saveDevice: async () => {}, async *loadDevices() {} });
  const register = registerInMemory();
  const participants = participantsFromJson(PARTICIPANTS);
  const world: World = { inventory, register, registrationScope, participants };
  return new LegacyWorld(world);
}

export class LegacyWorld {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Supplied by OLD since 2024, unless told otherwise. */
  async point(mpxn: string, more: Partial<MeteringPoint> = {}): Promise<void> {
    const fuel = mpxn === MPRN ? 'gas' : 'electricity';
    const registrations = [{ supplier: OLD, effectiveFromUtcSeconds: 1_704_067_200 }];
    await this.world.register.put({ mpxn, fuel, networkOperator: NETWORK, registrations, ...more });
  }

  async details(mpxn: string, value: DatedDetails['value']): Promise<void> {
    await this.world.register.find(mpxn);
    const given = { effectiveFromUtcSeconds: 0, knownFromMillis: 0, value };
    this.take([{ kind: 'detailsGiven', mpxn, details: given }]);
  }

  /** Without a version on record, unless told otherwise. */
  async meter(mpxn: string, more: Partial<ListedDevice> = {}): Promise<ListedDevice> {
    const isGas = mpxn === MPRN;
    const deviceType = isGas ? 'GSME' : 'ESME';
    const device = {
      ...testDevice(isGas ? GAS_METER : METER, mpxn, { deviceType }),
      ...more,
    } as ListedDevice;
    this.world.inventory.take(device);
    await this.world.register.hold([mpxn]);
    return device;
  }

  take(changes: readonly Change[]): void {
    takeChanges(this.world as unknown as Stations, changes);
  }

  /** "OLDE from 20240101 to 20260201" and so on, in the order of their dates. */
  suppliers(mpxn: string): string[] {
    const { register, participants } = this.world;
    const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
    return [...(register.get(mpxn)?.registrations ?? [])]
      .sort((a, b) => a.effectiveFromUtcSeconds - b.effectiveFromUtcSeconds)
      .map(({ supplier, effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to }) =>
        [participants.ids.get(supplier), day(from), ...(to === undefined ? [] : [day(to)])].join(
          ' ',
        ),
      );
  }
}

let files = 0;

/** A file for the register that nobody has sent before. */
export function sent<F extends AnyFlow>(
  flow: F,
  fromId: string,
  value: FlowValue<F>,
  more: Partial<Header> = {},
): LegacyFile {
  const fileId = String(++files).padStart(10, '0');
  const roles = flow.syntax === 'pipe' ? { fromRole: 'P', toRole: 'P' } : {};
  return fileOf(flow, { fileId, fromId, toId: 'MWRG', createdAt: TODAY, ...roles, ...more }, value);
}

/** "D0209 to AGGR". */
export const named = (drafts: readonly Draft[]): string[] =>
  drafts.map(({ flow, to }) => `${flow.name} to ${to.id}`);

/** The first entry of the first file. */
export const entryIn = ([draft]: readonly Draft[]): unknown =>
  (draft?.value['entries'] as readonly unknown[] | undefined)?.[0];
