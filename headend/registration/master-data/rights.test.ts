/**
 * Random updates by random users, against rules written apart: nobody ever gives, sees or is told of a part of
 * the master data that its role may not. METER_HISTORIES=n runs n histories instead of the quick subset.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AddressedEvent } from '../../non-device/handler.ts';
import type { Grant, MeteringPoint, Registration } from '../registration.ts';
import { Bench } from './bench.testing.ts';
import {
  type Accepted,
  atHour,
  HOUR,
  lettersOf,
  mayGive,
  PARTS,
  type Part,
  POINTS,
  type Point,
  ROLES,
  RULES,
  START,
  seenBy,
  shares,
  USERS,
  user,
} from './rights-naive.testing.ts';

const HISTORIES = Number(process.env['METER_HISTORIES'] ?? 60);
const newValueOf: Readonly<Record<Part, (n: number) => object>> = {
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

const hour = fc.integer({ min: -40, max: 40 });
const registrationsArb = fc
  .tuple(
    fc.uniqueArray(hour, { minLength: 1, maxLength: 5 }),
    fc.array(fc.constantFrom(user(1), user(1), user(2), user(3), user(7)), {
      minLength: 5,
      maxLength: 5,
    }),
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
  // Also one that has not the role of its fuel.
  networks: fc.tuple(fc.constantFrom(user(4), user(7), user(5)), fc.constantFrom(user(5), user(4))),
  registrations: fc.array(registrationsArb, { minLength: 2, maxLength: 2 }),
  grants: fc.array(fc.array(grantArb, { maxLength: 5 }), { minLength: 2, maxLength: 2 }),
  updates: fc.array(updateArb, { minLength: 1, maxLength: 20 }),
});

let compared = 0;
const test = suite('rights to master data');

test('P3: nobody gives, sees or is told of a part that its role may not', async () => {
  await fc.assert(
    fc.asyncProperty(historyArb, async ({ networks, registrations, grants, updates }) => {
      const points = POINTS.map((point, index) => ({
        ...point,
        network: networks[index] ?? point.network,
        registrations: registrations[index] ?? [],
        grants: grants[index] ?? [],
      }));
      const bench = await benchOf(points);
      const accepted: Accepted[] = [];
      let now = START;
      for (const [n, { point: at, party, part, date, wait }] of updates.entries()) {
        now += wait * HOUR;
        const point = points[at] as Point;
        const given = { mpxn: point.mpxn, part, value: newValueOf[part](n), date: atHour(date) };
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
