import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as it from '../grants/world.testing.ts';

const { AGENT, DAY, GAS_METER, METER, MPAN, MPRN, NEXT, NOON, OTHER_USER, SUPPLIER } = it;
const FROM = NOON + 5 * DAY;

const test = suite('change of tenancy');
let home: it.Home;
test.before.each(async () => {
  home = await it.makeHome();
});
test.after.each(() => home.stations.store.close());

const BOTH = { mpxns: [MPAN, MPRN], from: FROM };
const change = (more: object = {}) => home.ask('92.1', { ...BOTH, ...more }, SUPPLIER);
const refusal = (more: object, by = SUPPLIER) => home.refusal('92.1', { ...BOTH, ...more }, by);
async function consent(): Promise<void> {
  await home.show('0042');
  const said = { deviceId: METER, customerIdentificationNumber: '0042', scope: ['4.8.1'] };
  await home.ask('94.1', { ...said, until: NOON + 300 * DAY }, OTHER_USER);
}
const log = (from: number) => ({ readLogPeriod: { startDateTime: from, endDateTime: from + DAY } });

test('P9: with the tenancy the consents of the old customer end', async () => {
  await consent();
  const { events = [] } = await change();
  const reads = (at: number) => home.door('4.8.1', METER, OTHER_USER, at, log(at - DAY));
  assert.equal([reads(FROM - 1), reads(FROM + 2 * DAY)], ['I99', 'E4']);
  const told = events.filter(({ recipient }) => recipient === OTHER_USER);
  const why = 'tenancyChanged';
  assert.equal(
    told.map(({ event }) => event.authorisationEnded?.why),
    [why],
  );
});

test('P9: agents do not read what is older than the tenancy; the supplier may, to bill for it', async () => {
  await home.ask('93.1', { agent: AGENT, mpxns: [MPAN] }, SUPPLIER);
  await change();
  const service: Record<string, string> = { [AGENT]: '6.13', [SUPPLIER]: '4.8.1' };
  const reads = (by: string, from: number) =>
    home.door(service[by] ?? '', METER, by, FROM + DAY, log(from));
  assert.equal([reads(AGENT, FROM - 1), reads(AGENT, FROM)], ['E4', 'I99']);
  assert.is(reads(SUPPLIER, FROM - 30 * DAY), 'I99');
  assert.is(home.door('6.13', METER, AGENT, FROM - 1, log(NOON)), 'I99', 'before it');
});

test('P9: the new customer consents anew, and that consent holds', async () => {
  await change();
  await home.show('1234', OTHER_USER, FROM + 60);
  const said = { deviceId: METER, customerIdentificationNumber: '1234', scope: ['4.8.1'] };
  await home.ask('94.1', { ...said, until: FROM + 300 * DAY }, OTHER_USER, FROM + 120);
  assert.is(home.door('4.8.1', METER, OTHER_USER, FROM + DAY, log(FROM)), 'I99');
});

test('digits that were shown to the customer before prove nothing of the new one', async () => {
  await home.show('0042', OTHER_USER, FROM - 60);
  await change();
  const said = { deviceId: METER, customerIdentificationNumber: '0042', scope: ['4.8.1'] };
  const asked = { ...said, until: FROM + 300 * DAY };
  assert.is(await home.refusal('94.1', asked, OTHER_USER, FROM), 'CONSENT_NOT_PROVEN');
});

test('P9: the meters of both fuels are to hide what is older (3.2)', async () => {
  const { changes = [] } = await change();
  const tasks = changes.flatMap((one) => (one.kind === 'taskAdded' ? one.task : []));
  assert.equal(
    tasks.map(({ device, kind }) => [device, kind]),
    [
      [METER, 'restrictAccess'],
      [GAS_METER, 'restrictAccess'],
    ],
  );
  assert.equal(tasks[0]?.about, { tenancyDateTime: FROM });
  assert.is(tasks[0]?.notBeforeUtcSeconds, FROM);
});

test('all that the user supplies at the site changes together, or nothing does', async () => {
  const missing = `TENANCY_REFUSED: mpxns: without ${MPRN}, of the same site`;
  assert.is(await refusal({ mpxns: [MPAN] }), missing);
  const foreign = 'NOT_RESPONSIBLE: mpxns[1]: not supplied by the user at that time';
  assert.is(await refusal({ mpxns: [MPAN, it.RIVAL_MPAN] }), foreign);
  assert.is(await refusal({ mpxns: [MPAN, '9999999999999'] }), foreign);
  const rival = [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }];
  const elsewhere = {
    mpxn: '1312345678222',
    fuel: 'electricity',
    networkOperator: it.NETWORK,
  } as const;
  await home.stations.register.put({ ...elsewhere, uprn: 8, registrations: rival });
  const other = 'TENANCY_REFUSED: mpxns[2]: not known to be of the same site';
  assert.is(await refusal({ mpxns: [MPAN, MPRN, elsewhere.mpxn] }), other);
});

test('P9: whoever supplies on that date tells of it, also with a change of supplier', async () => {
  const from = it.SWITCH_AT;
  assert.match((await refusal({ mpxns: [MPAN], from })) ?? '', /^NOT_RESPONSIBLE/);
  await home.ask('92.1', { mpxns: [MPAN], from }, NEXT);
  const [point] = await home.stations.register.findAll([MPAN]);
  assert.equal(
    point?.details?.map(({ value }) => value),
    [{ tenancy: { from } }],
  );
});

test('not too late, not too early, and not before the tenancy that is', async () => {
  assert.is(await refusal({ from: NOON - DAY - 1 }), 'DATE_REFUSED: from: more than a day ago');
  const far = 'DATE_REFUSED: from: more than 28 days ahead';
  assert.is(await refusal({ mpxns: [MPRN], from: NOON + 28 * DAY + 1 }), far);
  await change();
  const before = 'TENANCY_REFUSED: mpxns[0]: a tenancy that begins later is known';
  assert.is(await refusal({ from: FROM - DAY }), before);
});

test('P23: a new customer that is not domestic is reached when its supplier elects to use the DCC', async () => {
  const at = () => home.door('4.1.1', METER, SUPPLIER, FROM);
  await change({ customerType: 'nonDomestic' });
  assert.is(at(), 'E4');
  assert.is(home.door('4.1.1', METER, SUPPLIER, FROM - 1), 'I99');
  await change({ from: FROM + 1, customerType: 'nonDomestic', usesDcc: true });
  assert.is(home.door('4.1.1', METER, SUPPLIER, FROM + 1), 'I99');
});

test('agents and the supplier to come are told; who told of it is not', async () => {
  await home.ask('93.1', { agent: AGENT, mpxns: [MPAN] }, SUPPLIER);
  const { events = [] } = await change();
  const tenancyChanged = { mpxns: [MPAN], from: FROM };
  assert.equal(
    events,
    [AGENT, NEXT].map((recipient) => ({ recipient, event: { tenancyChanged } })),
  );
});

test.run();
