import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryStore } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { Register } from './register.ts';
import type { RegisterChange } from './register-change.ts';
import { RegisterRows } from './register-rows.ts';
import type { MeteringPoint, PointStatus } from './registration.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const AGENT = '90-B3-D5-1F-30-05-00-00';
const NETWORK = '90-B3-D5-1F-30-00-00-02';

/** What was told when, and nothing made of it: every question is answered by telling it all again. */
type Told = { readonly millis: number; readonly change: RegisterChange };
type Row = { id: number; from: number; to: number; what: string };

/** The change as rows are crossed out and added on paper. */
function tell(rows: Row[], change: RegisterChange): Row[] {
  const other = (kind: string, id: number) =>
    rows.filter((row) => row.id !== id || !row.what.startsWith(kind));
  const end = (to: number | undefined) => to ?? Number.POSITIVE_INFINITY;
  const moved = (kind: string, id: number, to: number | undefined) =>
    rows.map((row) => (row.id === id && row.what.startsWith(kind) ? { ...row, to: end(to) } : row));
  switch (change.kind) {
    case 'registrationBegins': {
      const { effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to, supplier } = change;
      return [...rows, { id: from, from, to: end(to), what: `supply ${supplier}` }];
    }
    case 'registrationEnds':
      return moved('supply', change.effectiveFromUtcSeconds, change.effectiveToUtcSeconds);
    case 'registrationVoided':
      return other('supply', change.effectiveFromUtcSeconds);
    case 'grantGiven': {
      const { grantId, effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to } = change.grant;
      return [...rows, { id: grantId, from, to: end(to), what: `grant ${grantId}` }];
    }
    case 'grantEnds':
      return moved('grant', change.grantId, change.effectiveToUtcSeconds);
    case 'detailsGiven': {
      const { detailsId = 0, effectiveFromUtcSeconds: from } = change.details;
      return [...rows, { id: detailsId, from, to: end(undefined), what: `details ${detailsId}` }];
    }
    case 'detailsVoided':
      return other('details', change.detailsId);
    case 'pointChanged': {
      const kept = other('status', 0);
      const status = change.status
        ? [{ id: 0, from: 0, to: end(undefined), what: `status ${change.status}` }]
        : [];
      return [...kept, ...status];
    }
    default:
      return rows;
  }
}

const told = (history: readonly Told[], knownAtMillis: number): Row[] =>
  history
    .filter(({ millis }) => millis <= knownAtMillis)
    .reduce((rows, { change }) => tell(rows, change), [] as Row[]);

const naive = (history: readonly Told[], effectiveAtUtcSeconds: number, knownAtMillis: number) =>
  told(history, knownAtMillis)
    .filter(({ from, to }) => from <= effectiveAtUtcSeconds && effectiveAtUtcSeconds < to)
    .map(({ what }) => what)
    .sort();

function said(point: MeteringPoint): string[] {
  const { registrations, grants = [], details = [], status } = point;
  return [
    ...registrations.map(({ supplier }) => `supply ${supplier}`),
    ...grants.map(({ grantId }) => `grant ${grantId}`),
    ...details.map(({ detailsId }) => `details ${detailsId}`),
    ...(status ? [`status ${status}`] : []),
  ].sort();
}

const day = fc.integer({ min: 1, max: 12 });
const STATUSES: readonly PointStatus[] = ['created', 'operational', 'dormant', 'terminated'];
const step = fc.record({
  what: fc.constantFrom(
    'begin',
    'begin',
    'end',
    'void',
    'grant',
    'grantEnd',
    'give',
    'take',
    'status',
  ),
  pick: fc.nat(5),
  from: day,
  to: fc.option(day, { nil: undefined }),
  millis: fc.nat(2),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
let nextId = 1;

/** The step as a change that is possible then; undefined: none is. */
function changeOf(
  mpxn: string,
  { what, pick, from, to }: Step,
  rows: readonly Row[],
): RegisterChange | undefined {
  const picked = (kind: string) => {
    const those = rows.filter((row) => row.what.startsWith(`${kind} `));
    return those[pick % Math.max(those.length, 1)];
  };
  const until = to === undefined ? {} : { effectiveToUtcSeconds: to };
  const isFree = (begin: number, end = Number.POSITIVE_INFINITY, but?: Row) =>
    end > begin &&
    rows.every(
      (row) => row === but || !row.what.startsWith('supply') || row.to <= begin || end <= row.from,
    );
  const supply = picked('supply');
  const grant = picked('grant');
  const details = picked('details');
  switch (what) {
    case 'begin':
      if (!isFree(from, to)) return undefined;
      return {
        kind: 'registrationBegins',
        mpxn,
        supplier: SUPPLIER,
        effectiveFromUtcSeconds: from,
        ...until,
      };
    case 'end':
      if (!supply || !isFree(supply.from, to, supply)) return undefined;
      return { kind: 'registrationEnds', mpxn, effectiveFromUtcSeconds: supply.from, ...until };
    case 'void':
      return supply && { kind: 'registrationVoided', mpxn, effectiveFromUtcSeconds: supply.from };
    case 'grant': {
      const who = { grantId: nextId++, party: AGENT, role: 'RSA' as const };
      return {
        kind: 'grantGiven',
        mpxn,
        grant: { ...who, effectiveFromUtcSeconds: from, ...until },
      };
    }
    case 'grantEnd':
      return (
        grant && { kind: 'grantEnds', mpxn, grantId: grant.id, effectiveToUtcSeconds: to ?? 5 }
      );
    case 'give': {
      const row = { detailsId: nextId++, effectiveFromUtcSeconds: from, knownFromMillis: now };
      return {
        kind: 'detailsGiven',
        mpxn,
        details: { ...row, value: { customer: { customerType: 'domestic' } } },
      };
    }
    case 'take':
      return details && { kind: 'detailsVoided', mpxn, detailsId: details.id };
    default:
      return { kind: 'pointChanged', mpxn, status: STATUSES[pick % 4] ?? 'created' };
  }
}

const test = suite('what was in force at a date, as it was known at a time');
let now = 1_000;
let store: Store;
let rows: RegisterRows;
test.before(async () => {
  store = await memoryStore({ nowMillis: () => now });
  rows = new RegisterRows(store, () => now);
});
test.after(() => store.close());

/** Tells it all, one change after the other, and asks whether the memory agrees with the database after each. */
async function live(mpxn: string, steps: readonly Step[]): Promise<Told[]> {
  const register = new Register(rows);
  await register.put({ mpxn, fuel: 'gas', networkOperator: NETWORK, registrations: [] });
  const history: Told[] = [];
  for (const one of steps) {
    now += one.millis;
    const change = changeOf(mpxn, one, told(history, now));
    if (!change) continue;
    await rows.writeChanges([change]);
    register.take(change);
    history.push({ millis: now, change });
    assert.equal(await rows.findPoints([mpxn]), [register.get(mpxn)]);
  }
  return history;
}

let number = 1_000_000;

test('P8: is what telling the history again up to that time says, for any history', async () => {
  let compared = 0;
  const law = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
    const mpxn = String(number++);
    const begun = now;
    const history = await live(mpxn, steps);
    for (let known = begun; known <= now; known += 1)
      for (const date of [0, 1, 4, 7, 11, 13]) {
        const point = await rows.pointAsOf(mpxn, {
          effectiveAtUtcSeconds: date,
          knownAtMillis: known,
        });
        assert.equal(said(point as MeteringPoint), naive(history, date, known));
        compared++;
      }
  });
  await fc.assert(law, { seed: 6, numRuns: 60 });
  assert.ok(compared > 1_000, String(compared));
});

test('before anything was known of it there is no metering point', async () => {
  const mpxn = String(number++);
  now += 10;
  await live(mpxn, []);
  const at = (knownAtMillis: number) =>
    rows.pointAsOf(mpxn, { effectiveAtUtcSeconds: 5, knownAtMillis });
  assert.is(await at(now - 1), undefined);
  assert.is((await at(now))?.mpxn, mpxn);
});

test.run();
