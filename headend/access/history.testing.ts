/** For tests: random lives of two homes, as a list of facts. */
import type { Role } from '../../protocol/definition/service.ts';
import type { DeviceStatus } from '../inventory/device.ts';
import type { PointStatus } from '../registration/registration.ts';
import type { Fact } from './facts.testing.ts';
import type { Asked } from './naive.testing.ts';

export const HEAD_END = '90-B3-D5-1F-30-00-00-01';
const user = (number: number) => `90-B3-D5-1F-30-0${number}-00-00`;
const SUPPLIERS = [user(1), user(2), user(3)];
const NETWORKS = [user(4), user(5)];
const AGENTS = [user(6), user(7)];
const OTHERS = [user(7), user(8)];
const ROLES: Readonly<Record<string, readonly Role[]>> = {
  [user(1)]: ['IS'],
  [user(2)]: ['IS', 'ES', 'GS'],
  [user(3)]: ['ES', 'GS'],
  [user(4)]: ['ED'],
  [user(5)]: ['GT'],
  [user(6)]: ['RSA'],
  [user(7)]: ['RSA', 'OU'],
  [user(8)]: ['OU'],
};
export const PARTIES = [...Object.keys(ROLES), user(9)];

const POINTS = ['2012345678385', '1312345678333', '3938424401', '1312345678111'];
const [IMPORT = '', EXPORT = '', GAS = '', NEXT_DOOR = ''] = POINTS;
const device = (number: number) => `00-DB-12-34-56-78-90-A${number}`;
const HUB = device(3);
type DeviceFact = Extract<Fact, { fact: 'device' }>;
const HOMES: readonly Omit<DeviceFact, 'fact' | 'status'>[] = [
  { device: device(0), type: 'ESME', hasKeys: true, point: IMPORT, exportPoint: EXPORT, hub: HUB },
  { device: device(1), type: 'GSME', hasKeys: true, point: GAS, hub: HUB },
  { device: device(2), type: 'GPF', hasKeys: false, point: GAS, hub: HUB },
  { device: HUB, type: 'CHF', hasKeys: true },
  { device: device(4), type: 'PPMID', hasKeys: true, hub: HUB },
  { device: device(5), type: 'ESME', hasKeys: true, point: NEXT_DOOR },
];
export const DEVICES = [...HOMES.map((one) => one.device), device(6)];

/** Dates are hundreds of seconds, so that many things fall on one. */
export const END_SECONDS = 1_500;
const STATUSES: readonly DeviceStatus[] = ['Commissioned', 'Suspended', 'Recovered', 'Pending'];
const POINT_STATUSES: readonly PointStatus[] = ['created', 'operational', 'dormant', 'terminated'];

/** The same numbers for the same seed. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 0x9e3779b1) >>> 0 || 1;
  }

  /** Below `count`. */
  below(count: number): number {
    // xorshift32, which is enough to choose by.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % count;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  date(): number {
    return this.below(END_SECONDS / 100) * 100;
  }
}

/** How everything is at first. */
export function beginnings(chance: Chance): Fact[] {
  return [
    ...Object.entries(ROLES).map(
      ([party, roles]): Fact => ({ fact: 'party', party, roles, isSuspended: false }),
    ),
    ...POINTS.map((point): Fact => pointFact(point, chance.of(NETWORKS), 'operational')),
    ...HOMES.map((one): Fact => ({ fact: 'device', ...one, status: 'Commissioned' })),
    ...POINTS.map(
      (point): Fact => ({
        fact: 'supplyBegins',
        point,
        supplier: chance.of(SUPPLIERS),
        from: 100,
      }),
    ),
  ];
}

const pointFact = (point: string, network: string, status: string): Fact => ({
  fact: 'point',
  point,
  fuel: point === GAS ? 'gas' : 'electricity',
  network,
  status,
});

type Supply = { readonly supplier: string; readonly from: number; readonly to?: number };

/** What happens next; `id` is a number never used before. Some of it is two facts. */
export function nextFacts(chance: Chance, facts: readonly Fact[], id: number): Fact[] {
  const point = chance.of(POINTS);
  const from = chance.date();
  switch (chance.below(12)) {
    case 0:
    case 1:
      return changeOfSupplier(chance, facts, point);
    case 2:
    case 3:
    case 4:
      return [grantFact(chance, point, id)];
    case 5: {
      const given = facts.filter((one) => one.fact === 'grant');
      if (given.length === 0) return [];
      const grant = chance.of(given);
      return [{ fact: 'grantEnds', point: grant.point, id: grant.id, to: grant.from + from }];
    }
    case 6: {
      const kind = chance.of(['domestic', 'nonDomestic']);
      return [{ fact: 'customer', point, id, from, kind, elected: chance.below(2) === 0 }];
    }
    case 7:
      return [chance.below(3) > 0 ? { fact: 'tenancy', point, id, from } : smartFact(chance, id)];
    case 8: {
      const voided = facts.flatMap((one) => (one.fact === 'detailsVoid' ? one.id : []));
      const told = facts
        .filter((one) => one.fact === 'customer' || one.fact === 'tenancy' || one.fact === 'smart')
        .filter((one) => !voided.includes(one.id));
      const [row] = told.length > 0 ? [chance.of(told)] : [];
      return row ? [{ fact: 'detailsVoid', point: row.point, id: row.id }] : [];
    }
    case 9: {
      const status = chance.below(2) === 0 ? 'operational' : chance.of(POINT_STATUSES);
      return [pointFact(point, chance.of(NETWORKS), status)];
    }
    case 10: {
      const status = chance.below(2) === 0 ? 'Commissioned' : chance.of(STATUSES);
      return [{ ...fitted(chance), fact: 'device', status }];
    }
    default: {
      const party = chance.of(Object.keys(ROLES));
      const isSuspended = chance.below(6) === 0;
      return [{ fact: 'party', party, roles: ROLES[party] ?? [], isSuspended }];
    }
  }
}

/** Where it was, or somewhere else. */
function fitted(chance: Chance): Omit<DeviceFact, 'fact' | 'status'> {
  const home = chance.of(HOMES);
  if (home.type !== 'ESME' || chance.below(3) > 0) return home;
  const { point: _, ...nowhere } = home;
  return chance.below(3) === 0 ? nowhere : { ...home, point: chance.of([IMPORT, NEXT_DOOR]) };
}

function smartFact(chance: Chance, id: number): Fact {
  const { device, point = IMPORT } = chance.of(HOMES);
  const standing = chance.of(['treatedAsNotSmart', 'smart', 'notEligible']);
  return { fact: 'smart', point, id, from: chance.date(), device, standing };
}

function grantFact(chance: Chance, point: string, id: number): Fact {
  const role = chance.of(['RSA', 'OU']);
  const from = chance.date();
  return {
    fact: 'grant',
    point,
    id,
    party: chance.of(role === 'RSA' ? AGENTS : OTHERS),
    role,
    from,
    ...(chance.below(2) === 0 ? {} : { to: from + chance.date() }),
    ...(chance.below(2) === 0 ? {} : { scope: ['4.8.1', '11.2', '6.13'] }),
    ...(role === 'RSA' && chance.below(3) > 0 ? { givenBy: chance.of(SUPPLIERS) } : {}),
  };
}

/** The last one ends, perhaps with a gap; or the last one is annulled, and the one before goes on. */
function changeOfSupplier(chance: Chance, facts: readonly Fact[], point: string): Fact[] {
  const supplies = currentSupplies(facts, point);
  const last = supplies.at(-1);
  const before = supplies.at(-2);
  if (!last || (before && chance.below(3) === 0)) {
    if (!last || !before) return [];
    return [
      { fact: 'supplyVoid', point, from: last.from },
      { fact: 'supplyEnds', point, from: before.from },
    ];
  }
  const to = last.from + 100 + chance.below(5) * 100;
  const from = to + chance.below(2) * 100;
  return [
    { fact: 'supplyEnds', point, from: last.from, to },
    { fact: 'supplyBegins', point, supplier: chance.of(SUPPLIERS), from },
  ];
}

function currentSupplies(facts: readonly Fact[], point: string): Supply[] {
  const supplies: Supply[] = [];
  for (const one of facts) {
    if (one.fact === 'supplyBegins' && one.point === point) supplies.push(one);
    if (one.fact === 'supplyVoid' && one.point === point) supplies.pop();
  }
  return supplies;
}

export type Instant = Omit<Asked, 'service'>;

/** Somebody asks something: at a date or beside it, sometimes for later, sometimes of the past. */
export function randomInstant(chance: Chance): Instant {
  const near = () => chance.date() + chance.below(3) - 1;
  return {
    party: chance.of(PARTIES),
    device: chance.of(DEVICES),
    at: near(),
    ...(chance.below(4) === 0 ? { forDate: near() } : {}),
    ...(chance.below(3) === 0 ? { readsFrom: near() } : {}),
  };
}
