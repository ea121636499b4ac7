import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { auditBetween } from '../audit/read.ts';
import { openStore } from '../store/open.ts';
import {
  codeOf,
  memoryStore,
  NOON_MILLIS,
  newRequest,
  type Postgres,
  startPostgres,
  temporaryDirectory,
} from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { Register } from './register.ts';
import type { RegisterChange } from './register-change.ts';
import { RegisterRows } from './register-rows.ts';
import type { MeteringPoint } from './registration.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const NEXT = '90-B3-D5-1F-30-02-00-00';
const NETWORK = '90-B3-D5-1F-30-00-00-02';
const MPRN = '3938424401';
const OTHER = '7639840406';
const nowMillis = () => NOON_MILLIS;

const point = (more: Partial<MeteringPoint> = {}): MeteringPoint => ({
  mpxn: MPRN,
  fuel: 'gas',
  networkOperator: NETWORK,
  registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
  ...more,
});
const begins = (mpxn: string, from: number, to?: number): RegisterChange => ({
  kind: 'registrationBegins',
  mpxn,
  supplier: NEXT,
  effectiveFromUtcSeconds: from,
  ...(to === undefined ? {} : { effectiveToUtcSeconds: to }),
});

const at = (effectiveAtUtcSeconds: number) => ({
  effectiveAtUtcSeconds,
  knownAtMillis: NOON_MILLIS,
});

type Engine = { name: string; open: () => Promise<Store>; close: () => Promise<void> };
const postgres = await startPostgres();
const engines: Engine[] = [
  { name: 'PGlite', open: () => memoryStore(), close: () => Promise.resolve() },
];
if (postgres) engines.push(onServer(postgres));

function onServer(server: Postgres): Engine {
  return {
    name: 'PostgreSQL',
    open: async () =>
      openStore({ url: await server.database(), directory: temporaryDirectory(), nowMillis }),
    close: () => server.remove(),
  };
}

for (const engine of engines) {
  const test = suite(`the register in ${engine.name}`);
  let store: Store;
  let rows: RegisterRows;
  let register: Register;
  test.before(async () => {
    store = await engine.open();
    rows = new RegisterRows(store, nowMillis);
  });
  test.before.each(async () => {
    await sql`truncate metering_points, earlier_points, registrations, grants, point_details`.execute(
      store.database,
    );
    register = new Register(rows);
  });
  test.after(async () => {
    await store.close();
    await engine.close();
  });
  const countOf = async (table: 'registrations' | 'grants' | 'earlier_points') => {
    const query = store.database.selectFrom(table).select(({ fn }) => fn.countAll().as('rows'));
    return Number((await query.executeTakeFirstOrThrow()).rows);
  };
  const found = () => new Register(rows).find(MPRN);

  test('P8: a metering point is read back as it was put, with all that belongs to it', async () => {
    const all = point({
      uprn: 100_023_336_956,
      postCode: 'SW1A 2AA',
      addressIdentifier: '10',
      status: 'dormant',
      filed: 'ab',
      registrations: [
        { supplier: SUPPLIER, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: 10 },
        { supplier: NEXT, switchId: 7, effectiveFromUtcSeconds: 20 },
      ],
      grants: [
        { party: NEXT, role: 'OU', effectiveFromUtcSeconds: 1 },
        {
          ...{ grantId: 3, party: NEXT, role: 'RSA', scope: ['4.1.1'], givenBy: SUPPLIER },
          ...{ effectiveFromUtcSeconds: 5, effectiveToUtcSeconds: 6 },
        },
      ],
      details: [
        {
          ...{ detailsId: 4, effectiveFromUtcSeconds: 9, givenBy: SUPPLIER, knownFromMillis: 77 },
          value: { customer: { customerType: 'nonDomestic', usesDcc: true } },
        },
      ],
    });
    await register.put(all);
    assert.equal(register.get(MPRN), all);
    assert.equal(await found(), all);
  });

  test('is found by property and by address, where it is now alone', async () => {
    const where = { uprn: 7, postCode: 'sw1a 2aa', addressIdentifier: '10  downing Street' };
    await register.put(point(where));
    assert.is((await register.atUprn(7)).length, 1);
    assert.is((await register.atAddress('SW1A2AA', '10 Downing street')).length, 1);
    await register.put(point({ uprn: 8, postCode: 'M22 0RR', addressIdentifier: '1' }));
    assert.is((await register.atUprn(7)).length, 0);
    assert.is((await register.atAddress('SW1A2AA', '10 Downing street')).length, 0);
    await rows.writeChanges([{ kind: 'pointChanged', mpxn: MPRN, addressIdentifier: '2  a' }]);
    assert.is((await new Register(rows).atAddress('m220rr', '2 A')).length, 1);
  });

  test('P8: two suppliers at one time are refused by the database, whoever writes them', async () => {
    await register.put(point());
    const behind = sql`insert into registrations (point_id, supplier, effective, known_from_millis)
      select point_id, ${NEXT}, int8range(5, 9), 1 from metering_points where mpxn = ${MPRN}`;
    const refused = await behind.execute(store.database).catch((error) => error);
    assert.is(refused.code, '23P01');
    assert.is(await codeOf(rows.writeChanges([begins(MPRN, 1000)])), 'GROUP_FAILED');
    assert.equal((await found())?.registrations, point().registrations);
  });

  test('of writes that wait together only the one that is refused fails', async () => {
    await register.put(point());
    await register.put(point({ mpxn: OTHER, registrations: [] }));
    const write = (counter: number, changes: RegisterChange[]) =>
      store.commit({ kind: 'accept', request: newRequest(counter), audit: [], changes });
    const outcomes = await Promise.allSettled([
      write(1, [begins(OTHER, 10, 20)]),
      write(2, [begins(MPRN, 10)]),
      write(3, [begins(OTHER, 20, 30)]),
      write(4, [begins(OTHER, 25)]),
      write(5, [begins(OTHER, 30)]),
    ]);
    const kept = outcomes.map(({ status }) => status === 'fulfilled');
    assert.equal(kept, [true, false, true, false, true]);
    assert.is((await register.asOf(OTHER, at(35)))?.registrations[0]?.effectiveFromUtcSeconds, 30);
    assert.is(await store.request(newRequest(4).requestId), undefined);
    assert.is((await store.request(newRequest(5).requestId))?.state, 'accepted');
  });

  test('of two suppliers that race for a metering point one wins, the other is refused', async () => {
    await register.put(point({ registrations: [] }));
    const race = [5, 6, 7].map((from) => codeOf(rows.writeChanges([begins(MPRN, from)])));
    const codes = await Promise.all(race);
    assert.is(codes.filter((code) => code === 'GROUP_FAILED').length, 2);
    assert.is((await found())?.registrations.length, 1);
  });

  test('a change of what is not there is refused, and writes nothing', async () => {
    const missing: RegisterChange[] = [
      begins(OTHER, 1),
      { kind: 'pointChanged', mpxn: OTHER, status: 'dormant' },
      { kind: 'registrationVoided', mpxn: MPRN, effectiveFromUtcSeconds: 4 },
      { kind: 'registrationEnds', mpxn: MPRN, effectiveFromUtcSeconds: 4 },
      { kind: 'grantEnds', mpxn: MPRN, grantId: 9, effectiveToUtcSeconds: 4 },
      { kind: 'detailsVoided', mpxn: MPRN, detailsId: 9 },
      { kind: 'pointAdded', point: point() },
    ];
    await register.put(point());
    for (const change of missing)
      assert.is(await codeOf(rows.writeChanges([change])), 'GROUP_FAILED', change.kind);
    assert.equal(await found(), point());
  });

  test('the operator’s statement adds nothing where nothing is new, and keeps what it supersedes', async () => {
    const grant = { party: NEXT, role: 'OU' as const, effectiveFromUtcSeconds: 1 };
    await register.put(point({ grants: [grant] }));
    await new Register(rows).put(point({ grants: [grant] }));
    assert.equal([await countOf('registrations'), await countOf('grants')], [1, 1]);
    const registrations = [
      { supplier: SUPPLIER, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: 50 },
      { supplier: NEXT, effectiveFromUtcSeconds: 50 },
    ];
    await register.put(point({ registrations, uprn: 5 }));
    assert.equal([await countOf('registrations'), await countOf('earlier_points')], [3, 1]);
    assert.equal(await found(), point({ registrations, uprn: 5 }));
  });

  test('the audit says which metering point changed and how, and nothing of what it says', async () => {
    await register.put(point({ postCode: 'SW1A 2AA', addressIdentifier: '10' }));
    await register.put(point({ registrations: [] }));
    const said = [];
    for await (const { step, detail } of auditBetween(store, NOON_MILLIS, NOON_MILLIS))
      if (step === 'registrationChanged') said.push(detail);
    const last = said.slice(-3);
    assert.equal(last, [
      { mpxn: MPRN, change: 'pointAdded' },
      { mpxn: MPRN, change: 'pointChanged' },
      { mpxn: MPRN, change: 'registrationVoided' },
    ]);
  });

  test('all are read in pages, and those of devices at the start', async () => {
    await register.put(point());
    await register.put(point({ mpxn: OTHER }));
    const read = [];
    for await (const page of register.all()) read.push(...page.map(({ mpxn }) => mpxn));
    assert.equal(read, [MPRN, OTHER]);
    await sql`insert into devices (eui64, record) values
      ('00-DB-12-34-56-78-90-A0', '{"mpxn":"${sql.raw(OTHER)}","exportMpan":"1"}')`.execute(
      store.database,
    );
    const started = new Register(rows);
    await started.load();
    assert.is(started.get(OTHER)?.mpxn, OTHER);
    assert.is(started.get('1'), undefined);
    assert.equal(started.counts, { resident: 2, cached: 0 });
  });

  test.run();
}
