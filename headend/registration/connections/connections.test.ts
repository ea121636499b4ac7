/** New connections: the dealing step by step, numbers that are given once, points that come to be supplied. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMpan } from '../../../protocol/identifiers/mpan.ts';
import { parseMprn } from '../../../protocol/identifiers/mprn.ts';
import type { MeteringPoint } from '../registration.ts';
import {
  closeSwitchBench,
  makeSwitchBench,
  NETWORK,
  NEW,
  NOON,
  OLD,
  type SwitchBench,
} from '../switching/switching.testing.ts';
import { mpanRange } from './numbers.ts';

const DAY = 86_400;
const SITE = { uprn: 100_023_336_999, postCode: 'SW1A 2AA', addressIdentifier: '11' };
const HOUSE = { fuel: 'electricity', applicant: 'Brick & Co', site: SITE, imports: 1 };
const RIVAL_NETWORK = '90-B3-D5-1F-30-03-00-01';

async function bench(scope: Parameters<typeof makeSwitchBench>[0] = 'all-sites') {
  const made = await makeSwitchBench(scope);
  const { parties } = made.stations;
  const user = {
    roles: ['ED', 'GT'],
    name: 'Network',
    status: 'active',
    channel: 'bridge',
  } as const;
  await parties.put({ ...user, eui64: NETWORK, distributorId: 12, mprnPrefix: '74' });
  await parties.put({ ...user, eui64: RIVAL_NETWORK, distributorId: 13 });
  return made;
}

type Told = { connectionId: number; state: string; mpxns: string[] };
const told = ({ result }: { result?: unknown }): Told =>
  (result as { connection: Told }).connection;

async function applied(on: SwitchBench, more: object = {}): Promise<number> {
  const { result } = await on.ask('95.1', { ...HOUSE, ...more }, NETWORK);
  return (result as { connectionId: number }).connectionId;
}
const step = (on: SwitchBench, connectionId: number, what: object) =>
  on.ask('95.2', { connectionId, step: what }, NETWORK);

/** Up to the issue of its numbers. */
async function issued(on: SwitchBench, more: object = {}): Promise<Told> {
  const connectionId = await applied(on, more);
  await step(on, connectionId, { offer: { terms: 'T-1', validUntil: NOON + 30 * DAY } });
  await step(on, connectionId, { accept: {} });
  return told(await on.ask('95.3', { connectionId }, NETWORK));
}
const pointsOf = ({ stations }: SwitchBench, mpxns: readonly string[]) =>
  Promise.all(mpxns.map((mpxn) => stations.register.find(mpxn) as Promise<MeteringPoint>));

const test = suite('new connections');
test.after(closeSwitchBench);

test('P13: under 2B a network operator issues a number, and a supplier comes to supply it', async () => {
  const on = await bench();
  const { connectionId, mpxns } = await issued(on, { supplier: NEW });
  assert.match(parseMpan(mpxns[0] as string), /^12/);
  const [point] = await pointsOf(on, mpxns);
  assert.is(point?.status, 'created');
  assert.is(point?.networkOperator, NETWORK);
  assert.equal(point?.details?.[0]?.value.site, SITE);
  assert.equal(await on.stations.register.atUprn(SITE.uprn), [point]);
  const { state } = told(await step(on, connectionId, { energise: { energisedAt: NOON } }));
  assert.is(state, 'energised');
  assert.is((await pointsOf(on, mpxns))[0]?.status, 'operational');
  await on.switched(mpxns, 20260123);
  await on.goTo(NOON + 2 * DAY);
  assert.is(await on.supplierOf(mpxns[0] as string, NOON + 2 * DAY), NEW);
  assert.is(told(await on.ask('95.4', { connectionId }, NEW)).state, 'registered');
  const states = on.events(NEW, 'connectionChanged').map((one) => (one as Told).state);
  assert.equal(states, ['issued', 'energised']);
});

test('P13: under 2A numbers are issued by the legacy procedure', async () => {
  const on = await bench('smart-sites');
  const legacy = 'CONNECTION_LEGACY';
  assert.is(await on.refusal('95.1', HOUSE, NETWORK), legacy);
  assert.is(await on.refusal('95.2', { connectionId: 1, step: { accept: {} } }, NETWORK), legacy);
  assert.is(await on.refusal('95.3', { connectionId: 1 }, NETWORK), legacy);
});

test('every number has its check digits, and those of one site name each other', async () => {
  const on = await bench();
  const { mpxns } = await issued(on, { imports: 2, exports: 1 });
  const [heat, light, fedIn] = mpxns.map(parseMpan);
  const relations = (await pointsOf(on, mpxns)).map(({ details }) => details?.[0]?.value.relations);
  assert.equal(relations[0], { relatedMpans: [light], exportMpan: fedIn });
  assert.equal(relations[1], { relatedMpans: [heat] });
  assert.equal(relations[2], { importMpan: heat });
  const [mprn] = (await issued(on, { fuel: 'gas' })).mpxns;
  assert.equal(parseMprn(mprn as string), { mprn });
  assert.match(mprn as string, /^74[0-9]{8}$/);
});

test('a number that the register has already is passed over', async () => {
  const on = await bench();
  const last = (await issued(on)).mpxns[0] as string;
  const after = (more: number) => mpanRange(12).numberOf(Number(last.slice(2, 12)) + more) ?? '';
  const taken = { mpxn: after(1), fuel: 'electricity', networkOperator: NETWORK } as const;
  await on.stations.register.put({ ...taken, registrations: [] });
  assert.equal((await issued(on)).mpxns, [after(2)]);
});

test('many connections at once have as many numbers', async () => {
  const on = await bench();
  const all = await Promise.all(Array.from({ length: 20 }, () => issued(on, { imports: 3 })));
  assert.is(new Set(all.flatMap(({ mpxns }) => mpxns)).size, 60);
});

test('what is not its turn is refused, and changes nothing', async () => {
  const on = await bench();
  const connectionId = await applied(on);
  const refused = (what: object) => on.refusal('95.2', { connectionId, step: what }, NETWORK);
  const wrong = 'CONNECTION_STATE';
  assert.is(await refused({ accept: {} }), wrong);
  assert.is(await refused({ energise: { energisedAt: NOON } }), wrong);
  assert.is(await on.refusal('95.3', { connectionId }, NETWORK), wrong);
  assert.is(await refused({ offer: { terms: 'T', validUntil: NOON } }), 'CONNECTION_DATE');
  assert.is(told(await on.ask('95.4', { connectionId }, NETWORK)).state, 'applied');
});

test('an offer that nobody took in time is over, and may be made anew', async () => {
  const on = await bench();
  const connectionId = await applied(on);
  await step(on, connectionId, { offer: { terms: 'T', validUntil: NOON + DAY } });
  await on.goTo(NOON + DAY);
  assert.is(told(await on.ask('95.4', { connectionId }, NETWORK)).state, 'expired');
  const accept = { connectionId, step: { accept: {} } };
  assert.is(await on.refusal('95.2', accept, NETWORK), 'CONNECTION_STATE');
  await step(on, connectionId, { offer: { terms: 'U', validUntil: NOON + 3 * DAY } });
  assert.is(told(await on.ask('95.2', accept, NETWORK)).state, 'accepted');
});

test('one that is cancelled ends its points; with a supplier to come it cannot be', async () => {
  const on = await bench();
  const cancel = { cancel: { reason: 'Never built.' } };
  const first = await issued(on);
  await step(on, first.connectionId, cancel);
  assert.is((await pointsOf(on, first.mpxns))[0]?.status, 'terminated');
  const second = await issued(on);
  await on.switched(second.mpxns, 20260123);
  await on.goTo(NOON + 2 * DAY);
  const request = { connectionId: second.connectionId, step: cancel };
  assert.is(await on.refusal('95.2', request, NETWORK), 'CONNECTION_STATE');
});

test('another operator, or a supplier that was not named, learns nothing of it', async () => {
  const on = await bench();
  const { connectionId } = await issued(on, { supplier: NEW });
  const unknown = 'CONNECTION_UNKNOWN';
  for (const party of [RIVAL_NETWORK, OLD])
    assert.is(await on.refusal('95.4', { connectionId }, party), unknown);
  assert.is(await on.refusal('95.4', { connectionId: 999 }, NETWORK), unknown);
  const decline = { connectionId, step: { decline: { reason: 'No.' } } };
  assert.is(await on.refusal('95.2', decline, RIVAL_NETWORK), unknown);
});

test('who has no range of numbers cannot begin', async () => {
  const on = await bench();
  const gas = { ...HOUSE, fuel: 'gas' };
  assert.is(await on.refusal('95.1', gas, RIVAL_NETWORK), 'CONNECTION_NUMBERS');
});

test.run();
