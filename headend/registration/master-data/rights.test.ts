/**
 * Random updates by random users, against rules written apart: nobody ever gives, sees or is told of a part of
 * the master data that its role may not. METER_HISTORIES=n runs n histories instead of the quick subset.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Role } from '../../../protocol/definition/service.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import type { Grant, MeteringPoint, Registration } from '../registration.ts';
import { Bench } from './bench.testing.ts';

const HISTORIES = Number(process.env['METER_HISTORIES'] ?? 60);
const HOUR = 3600;
const START = 1_768_996_800;
/** Dates are hours from the start, some before it. */
const atHour = (hour: number) => START + hour * HOUR;

const user = (n: number) => `90-B3-D5-1F-30-0${n}-00-00`;
const ROLES: Readonly<Record<string, readonly Role[]>> = {
  [user(1)]: ['IS', 'GS'],
  [user(2)]: ['IS', 'RSA'],
  [user(3)]: ['GS', 'OU'],
  [user(4)]: ['ED'],
  [user(5)]: ['GT', 'RSA'],
  [user(6)]: ['RSA', 'OU'],
  [user(7)]: ['OU', 'IS', 'GS', 'ED', 'GT'],
};
const USERS = Object.keys(ROLES);
const POINTS = [
  { mpxn: '2012345678385', fuel: 'electricity', network: user(4) },
  { mpxn: '3938424403', fuel: 'gas', network: user(5) },
] as const;

/** S supplier at the date, L later, N network, A agent, O other user. */
const RULES = {
  customer: { sees: 'S', gives: 'S' },
  agents: { sees: 'SNA', gives: 'S' },
  site: { sees: 'SLNA', gives: 'N' },
  network: { sees: 'SLNA', gives: 'N' },
  settlementElectricity: { sees: 'SLNA', gives: 'SA' },
  settlementGas: { sees: 'SLNA', gives: 'N' },
  energisation: { sees: 'SLNA', gives: 'N' },
  meter: { sees: 'SLNAO', gives: 'SA' },
  smart: { sees: 'SLNAO', gives: 'SA' },
  communications: { sees: 'SA', gives: '' },
} as const;
type Part = keyof typeof RULES;
const PARTS = Object.keys(RULES) as Part[];

const valueOf: Readonly<Record<Part, (n: number) => object>> = {
  customer: (n) => ({ customerType: 'domestic', paymentMode: n % 2 ? 'credit' : 'prepayment' }),
  agents: (n) => ({ meterOperator: `MOP${n}` }),
  site: (n) => ({ addressLines: [`${n} High Street`] }),
  network: () => ({}),
  settlementElectricity: (n) => ({ profileClass: 1 + (n % 2) }),
  settlementGas: (n) => ({ annualQuantityKwh: n }),
  energisation: (n) => ({ state: n % 2 ? 'energised' : 'deEnergised' }),
  meter: (n) => ({ serialNumber: `A${n}` }),
  smart: (n) => ({ standing: 'notEligible', reason: `of version ${n}` }),
  communications: (n) => ({ wanAddress: `wan/${n}` }),
};

type Accepted = { mpxn: string; part: Part; value: object; date: number };
type Point = (typeof POINTS)[number] & { registrations: Registration[]; grants: Grant[] };
const within = (from: number, to: number | undefined, at: number) =>
  at >= from && (to === undefined || at < to);

/** The letters of what a user is at the point. */
function lettersOf(point: Point, party: string, date: number, now: number): string {
  const may = (role: Role) => ROLES[party]?.includes(role) ?? false;
  const isGas = point.fuel === 'gas';
  const supplies = (at: number, whose = party) =>
    point.registrations.some(
      (one) =>
        one.supplier === whose &&
        within(one.effectiveFromUtcSeconds, one.effectiveToUtcSeconds, at),
    );
  const granted = (role: 'RSA' | 'OU', at: number) =>
    point.grants.some(
      (one) =>
        one.party === party &&
        one.role === role &&
        within(one.effectiveFromUtcSeconds, one.effectiveToUtcSeconds, at) &&
        (one.givenBy === undefined || supplies(at, one.givenBy)),
    );
  let letters = '';
  if (may(isGas ? 'GS' : 'IS')) {
    const comes = point.registrations.some(
      (one) =>
        one.supplier === party &&
        one.effectiveFromUtcSeconds > date &&
        (one.effectiveToUtcSeconds === undefined || one.effectiveToUtcSeconds > now),
    );
    letters += supplies(date) ? 'S' : comes ? 'L' : '';
  }
  if (point.network === party && may(isGas ? 'GT' : 'ED')) letters += 'N';
  if (may('RSA') && granted('RSA', date) && granted('RSA', now)) letters += 'A';
  if (may('OU') && granted('OU', date) && granted('OU', now)) letters += 'O';
  return letters;
}

const shares = (letters: string, rule: string) => [...letters].some((one) => rule.includes(one));

function mayGive(point: Point, party: string, part: Part, date: number, now: number): boolean {
  const isOwnTime = point.registrations.some(
    (one) =>
      one.supplier === party &&
      one.effectiveFromUtcSeconds <= date &&
      within(one.effectiveFromUtcSeconds, one.effectiveToUtcSeconds, Math.max(date, now)),
  );
  const letters = lettersOf(point, party, date, now).replace('S', isOwnTime ? 'S' : '');
  return shares(letters, RULES[part].gives);
}

function seenBy(
  accepted: readonly Accepted[],
  point: Point,
  party: string,
  at: number,
  now: number,
) {
  const letters = lettersOf(point, party, at, now);
  if (letters === '') return undefined;
  const seen: Record<string, object> = {};
  for (const part of PARTS.filter((one) => shares(letters, RULES[one].sees))) {
    const rows = accepted.filter(
      (one) => one.mpxn === point.mpxn && one.part === part && one.date <= at,
    );
    const latest = Math.max(...rows.map(({ date }) => date));
    const last = rows.filter(({ date }) => date === latest).at(-1);
    if (last) seen[part] = last.value;
  }
  return seen;
}

const hour = fc.integer({ min: -40, max: 40 });
const registrationsArb = fc
  .tuple(
    fc.uniqueArray(hour, { minLength: 1, maxLength: 5 }),
    fc.array(fc.constantFrom(user(1), user(2), user(3), user(7)), { minLength: 5, maxLength: 5 }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  )
  .map(([hours, suppliers, gaps]) => {
    const starts = [...hours].sort((a, b) => a - b);
    return starts.map((from, index): Registration => {
      const next = starts[index + 1];
      const end = gaps[index] ? from + 1 : next;
      return {
        supplier: suppliers[index] ?? user(1),
        effectiveFromUtcSeconds: atHour(from),
        ...(end === undefined ? {} : { effectiveToUtcSeconds: atHour(end) }),
      };
    });
  });
const grantArb = fc
  .tuple(
    fc.constantFrom(user(2), user(3), user(5), user(6), user(7)),
    fc.constantFrom('RSA' as const, 'OU' as const),
    hour,
    fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    fc.option(fc.constantFrom(user(1), user(2)), { nil: undefined }),
  )
  .map(([party, role, from, hours, givenBy]): Grant => {
    const by = role === 'RSA' && givenBy !== undefined ? { givenBy } : {};
    const to = hours === undefined ? {} : { effectiveToUtcSeconds: atHour(from + hours) };
    return { party, role, effectiveFromUtcSeconds: atHour(from), ...to, ...by };
  });
const updateArb = fc.record({
  point: fc.nat(POINTS.length - 1),
  party: fc.constantFrom(...USERS),
  part: fc.constantFrom(...PARTS),
  date: hour,
  wait: fc.nat(6),
});
const historyArb = fc.record({
  registrations: fc.array(registrationsArb, { minLength: 2, maxLength: 2 }),
  grants: fc.array(fc.array(grantArb, { maxLength: 5 }), { minLength: 2, maxLength: 2 }),
  updates: fc.array(updateArb, { minLength: 1, maxLength: 20 }),
});

let compared = 0;
const test = suite('rights to master data');

test('P3: nobody gives, sees or is told of a part that its role may not', async () => {
  await fc.assert(
    fc.asyncProperty(historyArb, async ({ registrations, grants, updates }) => {
      const points = POINTS.map((point, index) => ({
        ...point,
        registrations: registrations[index] ?? [],
        grants: grants[index] ?? [],
      }));
      const bench = await benchOf(points);
      const accepted: Accepted[] = [];
      let now = START;
      for (const [n, { point: at, party, part, date, wait }] of updates.entries()) {
        now += wait * HOUR;
        const point = points[at] as Point;
        const given = { mpxn: point.mpxn, part, value: valueOf[part](n), date: atHour(date) };
        const events = await give(bench, point, party, given, now);
        if (events) accepted.push(given);
        for (const event of events ?? []) judgeEvent(event, point, given, now);
        for (const seen of [now, atHour(date)])
          await judgeViews(bench, points, accepted, seen, now);
      }
    }),
    { numRuns: HISTORIES },
  );
  console.log(`  ${compared} decisions compared`);
  assert.ok(compared > HISTORIES * 50);
});

async function benchOf(points: readonly Point[]): Promise<Bench> {
  const bench = new Bench();
  for (const party of USERS) await bench.party(party, ...(ROLES[party] ?? []));
  for (const { network: networkOperator, ...point } of points)
    await bench.point({ ...point, networkOperator } satisfies MeteringPoint);
  return bench;
}

/** The events where it is taken; judges whether it should have been. */
async function give(
  bench: Bench,
  point: Point,
  party: string,
  { mpxn, part, value, date }: Accepted,
  now: number,
): Promise<readonly AddressedEvent[] | undefined> {
  const body = { mpxn, details: { [part]: value }, effectiveFrom: date };
  const told: AddressedEvent[] = [];
  const refusal = await bench.ask('90.2', body, party, now).then(
    ({ events }) => {
      told.push(...events);
      return undefined;
    },
    (error: Error) => error.message,
  );
  compared++;
  const may = mayGive(point, party, part, date, now);
  if (refusal === undefined) assert.ok(may, `${party} gave ${part}`);
  else if (/^(NOT_RESPONSIBLE|DETAILS_NOT_YOURS)/.test(refusal)) assert.not.ok(may, refusal);
  else assert.match(refusal, /^(DATE_REFUSED|DETAILS_REFUSED)/);
  return refusal === undefined ? told : undefined;
}

/** Told of from the date on, or from now where the date has passed. */
function judgeEvent(
  { recipient, event }: AddressedEvent,
  point: Point,
  { part, date }: Accepted,
  now: number,
): void {
  compared++;
  const letters = lettersOf(point, recipient, Math.max(date, now), now);
  assert.ok(shares(letters, RULES[part].sees), `${recipient} was told of ${part}`);
  assert.equal(Object.keys(event.masterDataChanged?.details ?? {}), [part]);
}

async function judgeViews(
  bench: Bench,
  points: readonly Point[],
  accepted: readonly Accepted[],
  at: number,
  now: number,
): Promise<void> {
  for (const point of points)
    for (const party of USERS) {
      const body = { of: { mpxn: point.mpxn }, effectiveAt: at };
      const shown = await bench.ask('90.1', body, party, now).then(
        ({ result }) => (result as { points: { details: object }[] }).points[0]?.details,
        () => undefined,
      );
      compared++;
      assert.equal(shown, seenBy(accepted, point, party, at, now), `${party} at ${point.mpxn}`);
    }
}

test.run();
