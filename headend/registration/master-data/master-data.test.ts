import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { meteringPointView } from '../../../protocol/registration/point-shapes.ts';
import * as it from '../grants/world.testing.ts';

const { AGENT, DAY, METER, MPAN, MPRN, NETWORK, NEXT, NOON, OTHER_USER, RIVAL, SUPPLIER } = it;
const { RIVAL_MPAN, SWITCH_AT } = it;
type View = ValueOf<typeof meteringPointView>;

const test = suite('master data of metering points');
let home: it.Home;
test.before.each(async () => {
  home = await it.makeHome();
});
test.after.each(() => home.stations.store.close());

const read = async (body: object, by: string, at = NOON): Promise<readonly View[]> =>
  ((await home.ask('90.1', body, by, at)).result as { points: View[] }).points;
const readOne = async (mpxn: string, by: string, more = {}, at = NOON): Promise<View> => {
  const [view] = await read({ of: { mpxn }, ...more }, by, at);
  if (!view) throw new Error('nothing was answered');
  return view;
};
const give = async (details: object, by: string, more = {}, at = NOON): Promise<number> => {
  const body = { mpxn: MPAN, details, ...more };
  return ((await home.ask('90.2', body, by, at)).result as { detailsId: number }).detailsId;
};
const refused = (details: object, by: string, more = {}) =>
  home.refusal('90.2', { mpxn: MPAN, details, ...more }, by);
const domestic = { customerType: 'domestic' };
const NONE = 'NOT_RESPONSIBLE';
const SETTLED = { profileClass: 1, standardSettlementConfiguration: '0393' };

test('P19: place, supplier, agents, device, settlement, WAN address, customer and lead are in one record', async () => {
  const site = { uprn: 42, eastingMetres: 530_000, northingMetres: 180_000, postCode: 'SW1A 2AA' };
  await give({ site, network: { gspGroup: '_H', lineLossFactorClass: '100' } }, NETWORK);
  const customer = { ...domestic, paymentMode: 'prepayment', isLeadSupplier: true };
  await give(
    { customer, agents: { meterOperator: 'MOPA' }, settlementElectricity: SETTLED },
    SUPPLIER,
  );
  const value = { communications: { wanAddress: 'mqtt/7' } } as const;
  const heard = { effectiveFromUtcSeconds: NOON, value, knownFromMillis: NOON * 1000 };
  await home.write([{ kind: 'detailsGiven', mpxn: MPAN, details: heard }]);
  const view = await readOne(MPAN, SUPPLIER);
  assert.equal(view.devices, [{ device: METER, deviceType: 'ESME' }]);
  assert.is(view.registrations[0]?.supplier, SUPPLIER);
  assert.equal(view.details, {
    site,
    network: { gspGroup: '_H', lineLossFactorClass: '100' },
    customer,
    agents: { meterOperator: 'MOPA' },
    settlementElectricity: SETTLED,
    communications: { wanAddress: 'mqtt/7' },
  });
});

test('P8: a point is found by number, property and address, as of a date and as it was known', async () => {
  const at = { effectiveFrom: NOON + DAY };
  await give({ customer: domestic }, SUPPLIER);
  await give({ customer: { ...domestic, paymentMode: 'credit' } }, SUPPLIER, at, NOON + 60);
  const mode = async (more: object) =>
    (await readOne(MPAN, SUPPLIER, more, NOON + 120)).details.customer?.paymentMode;
  assert.is(await mode({}), undefined);
  assert.is(await mode({ effectiveAt: NOON + DAY }), 'credit');
  assert.is(await mode({ effectiveAt: NOON + DAY, knownAt: NOON + 30 }), undefined);
  await give({ site: { postCode: 'SW1A 2AA', addressIdentifier: '10' } }, NETWORK);
  const propertyFilter = { postCode: 'sw1a2aa', addressIdentifier: '10' };
  const numbers = async (of: object) => (await read({ of }, SUPPLIER)).map(({ mpxn }) => mpxn);
  assert.equal(await numbers({ propertyFilter }), [MPAN]);
  assert.equal(await numbers({ uprn: 100_023_336_956 }), [MPAN, MPRN]);
});

test('one who has nothing to do with a point is answered as where there is none', async () => {
  const unknown = '1900001059816';
  for (const [reference, body] of [
    ['90.1', { of: { mpxn: RIVAL_MPAN } }],
    ['90.1', { of: { mpxn: unknown } }],
    ['90.1', { of: { uprn: 7 } }],
    ['90.1', { of: { uprn: 8 } }],
    ['90.2', { mpxn: RIVAL_MPAN, details: { customer: domestic } }],
    ['90.2', { mpxn: unknown, details: { customer: domestic } }],
  ] as const)
    assert.is(await home.refusal(reference, body, SUPPLIER), 'NOT_RESPONSIBLE', reference);
  assert.is(
    await home.refusal('90.3', { mpxn: RIVAL_MPAN, detailsId: 1 }, SUPPLIER),
    'DETAILS_UNKNOWN',
  );
});

test('who supplied before reads of its own time, and nothing of what came after it', async () => {
  const then = { effectiveAt: SWITCH_AT - 1 };
  const suppliers = async (by: string, at: number) =>
    (await readOne(MPAN, by, then, at)).registrations.map(({ supplier }) => supplier);
  const devices = async (at: number) => (await readOne(MPAN, SUPPLIER, then, at)).devices.length;
  assert.equal(await suppliers(SUPPLIER, SWITCH_AT - 1), [SUPPLIER, NEXT]);
  assert.equal(await suppliers(SUPPLIER, SWITCH_AT), [SUPPLIER]);
  assert.equal([await devices(SWITCH_AT - 1), await devices(SWITCH_AT)], [1, 0]);
  assert.is(await home.refusal('90.1', { of: { mpxn: MPAN } }, SUPPLIER, SWITCH_AT), NONE);
});

test('each role gives its own parts and no other', async () => {
  await home.ask('93.1', { agent: AGENT, mpxns: [MPAN], from: NOON }, SUPPLIER);
  const code = async (part: object, by: string) => (await refused(part, by))?.split(':')[0];
  assert.is(await code({ customer: domestic }, NETWORK), 'DETAILS_NOT_YOURS');
  assert.is(await code({ customer: domestic }, AGENT), 'DETAILS_NOT_YOURS');
  assert.is(await code({ network: { gspGroup: '_H' } }, SUPPLIER), 'DETAILS_NOT_YOURS');
  assert.is(await code({ communications: { wanAddress: 'x' } }, SUPPLIER), 'DETAILS_NOT_YOURS');
  assert.is(await code({ tenancy: { from: NOON } }, SUPPLIER), 'DETAILS_NOT_YOURS');
  assert.is(await code({ meter: { serialNumber: 'A1' } }, AGENT), undefined);
  assert.is(await code({ energisation: { state: 'energised' } }, NETWORK), undefined);
  assert.is(await code({ meter: { serialNumber: 'A2' } }, RIVAL), 'NOT_RESPONSIBLE');
});

test('P22: that a meter counts as smart is no user’s to say, who would get round the taking on', async () => {
  await home.ask('93.1', { agent: AGENT, mpxns: [MPAN], from: NOON }, SUPPLIER);
  const smart = { standing: 'smart', device: METER };
  for (const by of [SUPPLIER, AGENT, NETWORK])
    assert.match((await refused({ smart }, by)) ?? '', /^DETAILS_NOT_YOURS/);
  assert.is((await readOne(MPAN, SUPPLIER)).details.smart, undefined);
});

test('a supplier gives what holds in its own time of supply', async () => {
  const from = (effectiveFrom: number) => ({ effectiveFrom });
  const customer = { customer: domestic };
  const foreign = 'DETAILS_NOT_YOURS: effectiveFrom: not the user’s time';
  assert.is(await refused(customer, SUPPLIER, from(SWITCH_AT)), foreign);
  assert.is(await refused(customer, NEXT, from(SWITCH_AT - 1)), foreign);
  assert.is(await refused(customer, NEXT, from(SWITCH_AT)), undefined);
  const old = await home.refusal(
    '90.2',
    { mpxn: MPAN, details: customer, ...from(NOON) },
    SUPPLIER,
    SWITCH_AT,
  );
  assert.is(old, 'NOT_RESPONSIBLE');
  assert.match((await refused(customer, SUPPLIER, from(NOON - 426 * DAY))) ?? '', /^DATE_REFUSED/);
  assert.match((await refused(customer, NEXT, from(NOON + 367 * DAY))) ?? '', /^DATE_REFUSED/);
});

test('a correction holds in place of what was said for the same day, and what was known stays known', async () => {
  const from = { effectiveFrom: NOON - DAY };
  await give({ settlementElectricity: { profileClass: 1 } }, SUPPLIER, from);
  await give({ settlementElectricity: { profileClass: 2 } }, SUPPLIER, from, NOON + 60);
  const profile = async (more = {}) =>
    (await readOne(MPAN, NETWORK, more, NOON + 120)).details.settlementElectricity?.profileClass;
  assert.is(await profile(), 2);
  assert.is(await profile({ knownAt: NOON + 30 }), 1);
});

test('what does not go together, at its date or later, is refused with its field and the reason', async () => {
  await give({ settlementElectricity: SETTLED }, SUPPLIER, { effectiveFrom: NOON + DAY });
  assert.is(
    await refused({ customer: { customerType: 'nonDomestic' } }, SUPPLIER),
    'DETAILS_REFUSED: details.settlementElectricity.profileClass: not of a nonDomestic customer',
  );
  assert.is(
    await refused({ network: { gspGroup: '_A' } }, NETWORK),
    'DETAILS_REFUSED: details.network.gspGroup: distributor 20 is in _H',
  );
  assert.is(
    await refused({ agents: { dataCollectorUser: NETWORK } }, SUPPLIER),
    'AGENT_UNKNOWN: details.agents.dataCollectorUser',
  );
});

test('what was given for a later date can be withdrawn by whoever gave it, until then', async () => {
  const detailsId = await give({ customer: domestic }, SUPPLIER, { effectiveFrom: NOON + DAY });
  const withdraw = (by: string, at?: number) =>
    home.refusal('90.3', { mpxn: MPAN, detailsId }, by, at);
  assert.is(await withdraw(NETWORK), 'DETAILS_UNKNOWN');
  assert.is(await withdraw(SUPPLIER, NOON + DAY), 'DETAILS_UNKNOWN');
  assert.is(await withdraw(SUPPLIER), undefined);
  assert.is(await withdraw(SUPPLIER), 'DETAILS_UNKNOWN');
  assert.equal((await readOne(MPAN, SUPPLIER, { effectiveAt: NOON + 2 * DAY })).details, {});
});

test('P19: of a dual-fuel site one supplier leads, at every second', async () => {
  const lead = (mpxn: string, isLeadSupplier: boolean, effectiveFrom = NOON) =>
    home.refusal(
      '90.2',
      { mpxn, details: { customer: { ...domestic, isLeadSupplier } }, effectiveFrom },
      SUPPLIER,
    );
  assert.is(await lead(MPAN, true, NOON + DAY), undefined);
  assert.is(await lead(MPRN, true), 'LEAD_SUPPLIER_TAKEN');
  assert.is(await lead(MPRN, true, NOON + 2 * DAY), 'LEAD_SUPPLIER_TAKEN');
  assert.is(await lead(MPAN, false, NOON + 3 * DAY), undefined);
  assert.is(await lead(MPRN, true, NOON + 3 * DAY), undefined);
  const rows = home.stations.register.get(MPAN)?.details ?? [];
  const detailsId = rows.at(-1)?.detailsId;
  assert.is(await home.refusal('90.3', { mpxn: MPAN, detailsId }, SUPPLIER), 'LEAD_SUPPLIER_TAKEN');
});

test('the network operator brings a point from status to status, and out of use when nobody supplies', async () => {
  const status = (to: string, by = NETWORK) => home.refusal('90.2', { mpxn: MPAN, status: to }, by);
  assert.is(await status('dormant', SUPPLIER), 'DETAILS_NOT_YOURS: status');
  assert.is(await status('created'), 'POINT_STATUS: operational');
  assert.is(await status('dormant'), undefined);
  assert.is(await status('terminated'), 'POINT_STATUS: it has a supplier');
  assert.is((await readOne(MPAN, SUPPLIER)).status, 'dormant');
});

test('P23: the election for a customer that is not domestic takes on the meter that is there', async () => {
  const works = { customerType: 'nonDomestic' };
  await give({ customer: works }, SUPPLIER);
  assert.is((await readOne(MPAN, SUPPLIER)).details.smart, undefined);
  await give({ customer: { ...works, usesDcc: true } }, SUPPLIER, {}, NOON + 60);
  const { details } = await readOne(MPAN, SUPPLIER, {}, NOON + 120);
  assert.is(details.smart?.device, METER);
});

test('the next supplier sees the metering, not the customer; the customer’s adviser the meter alone', async () => {
  await give(
    { customer: domestic, settlementElectricity: SETTLED, meter: { serialNumber: 'A1' } },
    SUPPLIER,
  );
  assert.equal(Object.keys((await readOne(MPAN, NEXT)).details).sort(), [
    'meter',
    'settlementElectricity',
  ]);
  const grant = {
    party: OTHER_USER,
    role: 'OU',
    effectiveFromUtcSeconds: NOON,
    grantId: 900,
  } as const;
  await home.write([{ kind: 'grantGiven', mpxn: MPAN, grant }]);
  const view = await readOne(MPAN, OTHER_USER);
  assert.equal(view.details, { meter: { serialNumber: 'A1' } });
  assert.equal(view.registrations, []);
});

test.run();
