import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testDevice } from '../../inventory/device.testing.ts';
import type { Change } from '../../non-device/change.ts';
import { dayOf, startOfDay } from '../calendar/days.ts';
import { detailsAt } from '../details/details.ts';
import { isGranted } from '../registration.ts';
import { SwitchingEngine } from './engine.ts';
import { findSwitch } from './find-switches.ts';
import { switchPut } from './switch-change.ts';
import {
  AGENT,
  closeSwitchBench,
  GAS_METER,
  METER,
  MPAN,
  MPRN,
  makeSwitchBench,
  NETWORK,
  NEW,
  NOON,
  OLD,
  pointOf,
  RIVAL,
  type SwitchBench,
} from './switching.testing.ts';

const HOUR = 3_600;
/** Requested on Wednesday at noon: window until Thursday 17:00, gate on Sunday 17:00, supply from Monday. */
const DATE = 2026_0126;
const START = startOfDay(dayOf(DATE));
const GATE = START - 7 * HOUR;
const WINDOW = NOON + 29 * HOUR;

const test = suite('change of supplier');

async function commit({ stations }: SwitchBench, ...changes: Change[]): Promise<void> {
  await stations.store.commit({ kind: 'deliver', outbox: [], changes, audit: [] });
}
const stateOf = async ({ stations }: SwitchBench, switchId: number) =>
  (await findSwitch(stations.store, switchId))?.state;
const states = (events: readonly unknown[]) =>
  events.map((event) => (event as { readonly state: string }).state);

test('P9: a dual-fuel switch moves both or neither, window by window', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  assert.is(await stateOf(bench, switchId), 'pending');
  await bench.goTo(WINDOW);
  assert.is(await stateOf(bench, switchId), 'confirmed');
  assert.is(await bench.supplierOf(MPAN, START), OLD);
  await bench.goTo(GATE);
  assert.is(await stateOf(bench, switchId), 'secured');
  for (const mpxn of [MPAN, MPRN]) {
    assert.is(await bench.supplierOf(mpxn, START - 1), OLD);
    assert.is(await bench.supplierOf(mpxn, START), NEW);
  }
  await bench.goTo(START);
  assert.is(await stateOf(bench, switchId), 'active');
  assert.equal(bench.reported, []);
});

test('P9: each side is told as it goes, the network operator once it is certain', async () => {
  const bench = await makeSwitchBench();
  await bench.switched([MPAN, MPRN], DATE);
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  const told = (party: string) => states(bench.events(party, 'switchChanged'));
  assert.equal(told(OLD), ['pending', 'confirmed', 'secured', 'active']);
  assert.equal(told(NEW), ['confirmed', 'secured', 'active']);
  assert.equal(told(NETWORK), ['secured', 'active']);
  assert.equal(told(RIVAL), []);
});

test('P9: at the moment of change all that belonged to the old supplier ends together', async () => {
  const bench = await makeSwitchBench();
  const { schedules, register, tasks } = bench.stations;
  const schedule = { scheduleId: 5, owner: OLD, device: METER, service: 16_401 };
  schedules.take({ ...schedule, body: new Uint8Array(), createdAtMillis: 0 });
  schedules.take({
    ...schedule,
    scheduleId: 6,
    owner: NETWORK,
    body: new Uint8Array(),
    createdAtMillis: 0,
  });
  const grant = {
    grantId: 9,
    party: AGENT,
    role: 'RSA',
    givenBy: OLD,
    effectiveFromUtcSeconds: 0,
  } as const;
  const prepaid = { customer: { customerType: 'domestic', paymentMode: 'prepayment' } } as const;
  const details = { detailsId: 900, effectiveFromUtcSeconds: 0, knownFromMillis: 0 };
  const value = { ...prepaid, agents: { meterOperator: 'MOPA', meterOperatorUser: AGENT } };
  const changes: Change[] = [
    { kind: 'grantGiven', mpxn: MPAN, grant },
    { kind: 'detailsGiven', mpxn: MPAN, details: { ...details, value } },
  ];
  await commit(bench, ...changes);
  for (const change of changes) register.take(change as Parameters<typeof register.take>[0]);
  await bench.switched([MPAN, MPRN], DATE);
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  assert.equal(bench.reported, []);
  assert.equal(
    schedules.of(METER).map(({ owner }) => owner),
    [NETWORK],
  );
  assert.equal(bench.alerts(OLD), ['N17']);
  assert.equal(bench.ended.sort(), [`${METER} ${OLD}`, `${METER} ${AGENT}`, `${GAS_METER} ${OLD}`]);
  const point = await register.find(MPAN);
  assert.is(point && isGranted(point, AGENT, 'RSA', START), false);
  assert.is(point?.grants?.[0]?.effectiveToUtcSeconds, START);
  assert.equal(detailsAt(point?.details, START).agents, {});
  assert.equal(bench.events(AGENT, 'appointmentEnded'), [
    { mpxns: [MPAN], supplier: OLD, endedAt: START },
  ]);
  assert.equal(bench.events(AGENT, 'agentRemoved'), [], 'told once');
  const [changed] = bench.events(NEW, 'masterDataChanged') as { parts: string[] }[];
  assert.equal(changed?.parts, ['agents', 'customer']);
  assert.equal(bench.events(OLD, 'masterDataChanged'), []);
  assert.equal(
    [...tasks.all()].map(({ kind, device }) => `${kind} ${device}`),
    [
      `supplyReading ${METER}`,
      `prepaymentHandOver ${METER}`,
      `changeKeys ${METER}`,
      `supplyReading ${GAS_METER}`,
      `changeKeys ${GAS_METER}`,
    ],
  );
});

test('a second open switch of a metering point is impossible in the database itself', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN], DATE);
  const first = await findSwitch(bench.stations.store, switchId);
  if (!first) throw new Error('no switch');
  const failed = await commit(bench, switchPut({ ...first, switchId: 77 })).then(
    () => 'written',
    (error) => String(error),
  );
  assert.match(failed, /switch_points_open/);
  assert.is(await stateOf(bench, 77), undefined);
});

test('a window is judged by the clock, though nothing has run at its end', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN], DATE);
  bench.time.advance((WINDOW - NOON) * 1000);
  assert.is(await stateOf(bench, switchId), 'pending');
  assert.is(await bench.refusal('91.3', { switchId, reason: 'debt' }, OLD), 'SWITCH_STATE');
  bench.time.advance((GATE - WINDOW) * 1000);
  assert.is(await bench.refusal('91.2', { switchId }), 'SWITCH_STATE');
});

test('a head-end that was away over all windows goes through them in their order', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  await bench.goTo(START + 30 * HOUR);
  assert.is(await stateOf(bench, switchId), 'active');
  assert.is(await bench.supplierOf(MPAN, START), NEW);
  assert.equal(bench.ended.sort(), [`${METER} ${OLD}`, `${GAS_METER} ${OLD}`]);
  assert.equal(states(bench.events(OLD, 'switchChanged')), [
    'pending',
    'confirmed',
    'secured',
    'active',
  ]);
});

test('one switch that cannot be written holds up no other, and is tried again', async () => {
  const bench = await makeSwitchBench();
  const { database } = bench.stations.store;
  const bad = await bench.switched([MPAN], DATE);
  const good = await bench.switched([MPRN], DATE);
  await bench.goTo(WINDOW);
  // Behind the back of the program, which believes that the point is the old supplier's for good.
  await sql`update registrations set effective = int8range(0, ${START})
    where point_id = (select point_id from metering_points where mpxn = ${MPAN})`.execute(database);
  await sql`insert into registrations (point_id, supplier, effective, known_from_millis)
    select point_id, ${RIVAL}, int8range(${START + HOUR}, null), 0
    from metering_points where mpxn = ${MPAN}`.execute(database);
  await bench.goTo(GATE);
  assert.is(await stateOf(bench, good), 'secured');
  assert.is(await stateOf(bench, bad), 'confirmed');
  assert.match(bench.reported.join(), /registrations_overlap/);
  await sql`delete from registrations where supplier = ${RIVAL}`.execute(database);
  await bench.goTo(GATE + 60);
  assert.is(await stateOf(bench, bad), 'secured');
});

test('the engine wakes by the clock alone, and a new one goes on where another was stopped', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN], DATE);
  const until = async (state: string) => {
    for (let tries = 0; tries < 400; tries++) {
      if ((await stateOf(bench, switchId)) === state) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`it never was ${state}`);
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 50));
  await bench.engine.start();
  await settled();
  bench.time.advance((WINDOW - 60 - NOON) * 1000);
  await settled();
  bench.time.advance(60_000);
  await until('confirmed');
  bench.engine.stop();
  bench.time.advance((GATE - WINDOW) * 1000);
  const next = new SwitchingEngine(bench.stations, bench.requests);
  await next.start();
  await until('secured');
  next.stop();
  assert.equal(bench.reported, []);
});

test('who loses the export alone keeps what it has on the meter by its import', async () => {
  const bench = await makeSwitchBench();
  const { schedules, inventory, register, tasks } = bench.stations;
  const exportMpan = '1312345678333';
  const value = { relations: { importMpan: MPAN } };
  const details = [{ effectiveFromUtcSeconds: 0, knownFromMillis: 0, value }];
  await register.put(pointOf(exportMpan, { details }));
  await register.hold([exportMpan]);
  inventory.take({ ...testDevice(METER, MPAN), exportMpan });
  const schedule = { scheduleId: 5, owner: OLD, device: METER, service: 16_401 };
  schedules.take({ ...schedule, body: new Uint8Array(), createdAtMillis: 0 });
  await bench.switched([exportMpan], DATE);
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  assert.is(await bench.supplierOf(exportMpan, START), NEW);
  assert.is(await bench.supplierOf(MPAN, START), OLD);
  assert.is(schedules.of(METER).length, 1);
  assert.equal(bench.ended, []);
  const kinds = [...tasks.all()].map(({ kind }) => kind);
  assert.equal(kinds, ['supplyReading']);
});

test('who comes to supply a second element has no keys in the meter, and takes no account', async () => {
  const bench = await makeSwitchBench();
  const { inventory, register, tasks } = bench.stations;
  const secondaryImportMpan = '1312345678333';
  const customer = { customerType: 'domestic', paymentMode: 'prepayment' } as const;
  const details = [{ effectiveFromUtcSeconds: 0, knownFromMillis: 0, value: { customer } }];
  await register.put(pointOf(secondaryImportMpan, { details }));
  await register.hold([secondaryImportMpan]);
  inventory.take({ ...testDevice(METER, MPAN), secondaryImportMpan });
  await bench.switched([secondaryImportMpan], DATE);
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  const kinds = [...tasks.all()].map(({ kind }) => kind);
  assert.equal(kinds, ['supplyReading']);
});

test.after(closeSwitchBench);

test.run();
