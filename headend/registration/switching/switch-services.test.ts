import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dayOf, startOfDay } from '../calendar/days.ts';
import { detailsAt } from '../details/details.ts';
import { supplierAt } from '../registration.ts';
import { findSwitch } from './find-switches.ts';
import {
  AGENT,
  closeSwitchBench,
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

const test = suite('services of a change of supplier');

const stateOf = async ({ stations }: SwitchBench, switchId: number) =>
  (await findSwitch(stations.store, switchId))?.state;
const states = (events: readonly unknown[]) =>
  events.map((event) => (event as { readonly state: string }).state);

test('of two suppliers racing for a metering point one wins, and the other is told', async () => {
  const bench = await makeSwitchBench();
  const asked = [NEW, RIVAL].map((by) =>
    bench.refusal('91.1', { mpxns: [MPAN, MPRN], supplyStartDate: DATE }, by),
  );
  assert.equal(await Promise.all(asked), [undefined, 'SWITCH_OPEN']);
});

test('P9: an objection against one fuel keeps both where they are', async () => {
  const bench = await makeSwitchBench();
  await bench.stations.register.put(
    pointOf(MPRN, { registrations: [{ supplier: RIVAL, effectiveFromUtcSeconds: 0 }] }),
  );
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  assert.is(await bench.refusal('91.3', { switchId, reason: 'contract' }, RIVAL), 'SWITCH_REASON');
  await bench.ask('91.3', { switchId, reason: 'debt' }, RIVAL);
  await bench.goTo(START);
  assert.is(await stateOf(bench, switchId), 'cancelled');
  assert.is(await bench.supplierOf(MPAN, START), OLD);
  assert.is(await bench.supplierOf(MPRN, START), RIVAL);
  assert.equal(states(bench.events(OLD, 'switchChanged')), ['pending', 'cancelled']);
  const [own] = bench.events(RIVAL, 'switchChanged') as { mpxns: string[] }[];
  assert.equal(own?.mpxns, [MPRN]);
});

test('what is annulled after the gate goes on as before, and a new switch may be asked for', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  for (const at of [WINDOW, GATE]) await bench.goTo(at);
  assert.is(await bench.supplierOf(MPRN, START), NEW);
  await bench.ask('91.4', { switchId }, OLD);
  await bench.goTo(START);
  assert.is(await stateOf(bench, switchId), 'cancelled');
  for (const mpxn of [MPAN, MPRN]) assert.is(await bench.supplierOf(mpxn, START + HOUR), OLD);
  assert.is(await bench.refusal('91.1', { mpxns: [MPAN], supplyStartDate: 2026_0129 }), undefined);
  assert.equal(states(bench.events(NETWORK, 'switchChanged')), ['secured', 'cancelled']);
});

test('P9: with what is annulled goes all that the gaining supplier stated for its time', async () => {
  const bench = await makeSwitchBench();
  const { register, tasks } = bench.stations;
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  for (const at of [WINDOW, GATE]) await bench.goTo(at);
  await bench.ask('93.1', { agent: AGENT, mpxns: [MPAN], from: START });
  await bench.ask('92.1', { mpxns: [MPAN, MPRN], from: START, customerType: 'domestic' });
  const before = await register.find(MPAN);
  assert.is(detailsAt(before?.details, START).tenancy?.from, START);
  await bench.ask('91.4', { switchId }, OLD);
  const point = await register.find(MPAN);
  assert.equal(detailsAt(point?.details, START), {});
  const [grant] = point?.grants ?? [];
  assert.is(grant?.effectiveToUtcSeconds, START, 'it has held at no time');
  const [revoked] = bench.events(AGENT, 'agentAccessRevoked') as { from: number }[];
  assert.is(revoked?.from, START);
  // The tenancy has tasks of its own, which find that it is not to be (tasks/kinds/restrict-access.ts).
  assert.equal(
    [...tasks.all()].map(({ kind }) => kind),
    ['restrictAccess', 'restrictAccess'],
  );
});

test('P9: keys that a meter holds for a supply that is annulled are the old supplier’s to put right', async () => {
  const bench = await makeSwitchBench();
  const { store, tasks } = bench.stations;
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  for (const at of [WINDOW, GATE]) await bench.goTo(at);
  const asked = { device: METER, party: NEW, requestId: `${NEW}:${METER}:1` };
  const held = {
    kind: 'keyChangeHeld',
    ...{ ...asked, commandCounter: 7n, forUtcSeconds: START },
  } as const;
  await store.commit({ kind: 'deliver', outbox: [], changes: [held], audit: [] });
  await bench.ask('91.4', { switchId }, OLD);
  assert.equal(
    [...tasks.all()].map(({ taskId: _, ...task }) => task),
    [
      {
        ...{ kind: 'changeKeys', device: METER, mpxn: MPAN, notBeforeUtcSeconds: START },
        about: { switchId, supplier: OLD, oldSupplier: NEW },
      },
    ],
  );
});

test('P9: what the old supplier had stated before stays when a switch is annulled', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  await bench.ask('92.1', { mpxns: [MPAN, MPRN], from: START + HOUR }, OLD);
  for (const at of [WINDOW, GATE]) await bench.goTo(at);
  await bench.ask('91.4', { switchId }, OLD);
  const point = await bench.stations.register.find(MPAN);
  assert.is(detailsAt(point?.details, START + HOUR).tenancy?.from, START + HOUR);
});

test('P9: a transfer whose way back was annulled may be reported again', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  for (const at of [WINDOW, GATE, START + HOUR]) await bench.goTo(at);
  const report = { switchId, reason: 'wrongMeteringPoint' };
  await bench.ask('91.5', report, OLD);
  const { result } = await bench.ask('91.6', { switchId, isAgreed: true }, NEW);
  assert.is(await bench.refusal('91.5', report, OLD), 'SWITCH_STATE');
  const { returnSwitchId } = result as { returnSwitchId: number };
  await bench.ask('91.4', { switchId: returnSwitchId }, NEW);
  assert.is(await bench.refusal('91.5', report, OLD), undefined);
  const again = await bench.ask('91.6', { switchId, isAgreed: true }, NEW);
  const { supplyStart } = again.result as { supplyStart: number };
  await bench.goTo(supplyStart);
  for (const mpxn of [MPAN, MPRN]) assert.is(await bench.supplierOf(mpxn, supplyStart), OLD);
});

test('a supplier that is suspended after its request is the supplier all the same, and may ask nothing', async () => {
  const bench = await makeSwitchBench();
  const { parties } = bench.stations;
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  const party = parties.get(NEW);
  if (party) await parties.put({ ...party, status: 'suspended' });
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  assert.is(await stateOf(bench, switchId), 'active');
  for (const mpxn of [MPAN, MPRN]) assert.is(await bench.supplierOf(mpxn, START), NEW);
  assert.equal(states(bench.events(NEW, 'switchChanged')), ['confirmed', 'secured', 'active']);
});

test('P9: a transfer in error goes back when both agree, with no objection and no standstill', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN, MPRN], DATE);
  assert.is(await bench.refusal('91.5', { switchId, reason: 'other' }, OLD), 'SWITCH_STATE');
  for (const at of [WINDOW, GATE, START + HOUR]) await bench.goTo(at);
  assert.is(
    await bench.refusal('91.1', { mpxns: [MPAN], supplyStartDate: 2026_0128 }, RIVAL),
    'SWITCH_STANDSTILL',
  );
  await bench.ask('91.5', { switchId, reason: 'wrongMeteringPoint' }, OLD);
  assert.is(await bench.refusal('91.6', { switchId, isAgreed: true }, OLD), 'SWITCH_STATE');
  const { result } = await bench.ask('91.6', { switchId, isAgreed: true }, NEW);
  const { returnSwitchId, supplyStart } = result as { returnSwitchId: number; supplyStart: number };
  assert.is(supplyStart, START + 24 * HOUR);
  assert.is(await stateOf(bench, returnSwitchId), 'confirmed');
  await bench.goTo(supplyStart);
  assert.is(await stateOf(bench, returnSwitchId), 'active');
  for (const mpxn of [MPAN, MPRN]) {
    assert.is(await bench.supplierOf(mpxn, supplyStart - 1), NEW);
    assert.is(await bench.supplierOf(mpxn, supplyStart), OLD);
  }
});

test('each side ends a switch in its own way alone', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN], DATE);
  assert.is(await bench.refusal('91.2', { switchId }, OLD), 'SWITCH_STATE');
  assert.is(await bench.refusal('91.3', { switchId, reason: 'debt' }, NEW), 'SWITCH_STATE');
  assert.is(await bench.refusal('91.4', { switchId }, NEW), 'SWITCH_STATE');
  assert.is(await stateOf(bench, switchId), 'pending');
  await bench.ask('91.2', { switchId });
  assert.is(await stateOf(bench, switchId), 'cancelled');
});

test('a refused report leaves the supply where it is', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN], DATE);
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  await bench.ask('91.5', { switchId, reason: 'other' }, NEW);
  await bench.ask('91.6', { switchId, isAgreed: false }, OLD);
  assert.equal(states(bench.events(NEW, 'erroneousTransfer')), ['refused']);
  assert.is(await bench.refusal('91.6', { switchId, isAgreed: true }, OLD), 'SWITCH_STATE');
  assert.is(await bench.supplierOf(MPAN, START + HOUR), NEW);
});

test('whoever has nothing to do with a switch is told what is said of none', async () => {
  const bench = await makeSwitchBench();
  const switchId = await bench.switched([MPAN], DATE);
  const about = (body: object, by: string) => bench.refusal('91.7', body, by);
  for (const body of [{ switchId }, { switchId: 4711 }, { mpxn: MPAN }, { mpxn: '1312345678333' }])
    assert.is(await about(body, RIVAL), 'SWITCH_UNKNOWN');
  for (const reference of ['91.2', '91.4', '91.3', '91.5']) {
    const reason =
      reference === '91.3' ? { reason: 'debt' } : reference === '91.5' ? { reason: 'other' } : {};
    assert.is(await bench.refusal(reference, { switchId, ...reason }, RIVAL), 'SWITCH_UNKNOWN');
  }
  for (const by of [OLD, NEW, NETWORK]) assert.is(await about({ switchId }, by), undefined);
  assert.is(await about({ mpxn: MPRN }, NEW), 'SWITCH_UNKNOWN');
});

test('P9 2A: a site without a smart meter in use is for the legacy process, a smart one is not', async () => {
  const bench = await makeSwitchBench('smart-sites');
  await bench.stations.register.put(pointOf('1312345678333'));
  const body = { mpxns: ['1312345678333'], supplyStartDate: DATE };
  assert.is(await bench.refusal('91.1', body), 'SWITCH_LEGACY');
  assert.is(await bench.refusal('91.1', { ...body, mpxns: [MPAN, MPRN] }), undefined);
});

test('P9 2B: a site with a traditional meter is switched by the same process, and no meter is asked', async () => {
  const bench = await makeSwitchBench();
  await bench.stations.register.put(pointOf('1312345678333'));
  const switchId = await bench.switched(['1312345678333'], DATE);
  for (const at of [WINDOW, GATE, START]) await bench.goTo(at);
  assert.is(await stateOf(bench, switchId), 'active');
  assert.is(bench.stations.tasks.size, 0);
});

test('a first supplier needs nobody’s leave', async () => {
  const bench = await makeSwitchBench();
  await bench.stations.register.put(
    pointOf('1312345678333', { registrations: [], status: 'created' }),
  );
  const switchId = await bench.switched(['1312345678333'], 2026_0122);
  assert.is(await stateOf(bench, switchId), 'confirmed');
  await bench.goTo(startOfDay(dayOf(2026_0122)));
  assert.is((await findSwitch(bench.stations.store, switchId))?.kind, 'initial');
  const point = await bench.stations.register.find('1312345678333');
  assert.is(point && supplierAt(point, NOON + 24 * HOUR)?.switchId, switchId);
});

test.after(closeSwitchBench);

test.run();
