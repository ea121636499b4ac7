import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as it from '../grants/world.testing.ts';

const { DAY, METER, MPAN, NOON, OTHER_USER, RIVAL, SUPPLIER } = it;
const PROFILE = '4.8.1';

const test = suite('the customer’s authorisation');
let home: it.Home;
test.before.each(async () => {
  home = await it.makeHome();
});
test.after.each(() => home.stations.store.close());

const asking = (digits: string, more: object = {}) => ({
  deviceId: METER,
  customerIdentificationNumber: digits,
  scope: [PROFILE],
  until: NOON + 30 * DAY,
  ...more,
});
async function consented(): Promise<{ mpxn: string; grantId: number }> {
  await home.show('0042');
  const { result } = await home.ask('94.1', asking('0042'), OTHER_USER);
  return result as { mpxn: string; grantId: number };
}
const reads = (atUtcSeconds = NOON, service = PROFILE) =>
  home.door(service, METER, OTHER_USER, atUtcSeconds);

test('P2: an other user reads a meter when the customer has read out what it showed, and as long as agreed', async () => {
  assert.is(reads(), 'E19');
  await consented();
  assert.equal([reads(), reads(NOON + 30 * DAY - 1), reads(NOON + 30 * DAY)], ['I99', 'I99', 'E4']);
  assert.is(reads(NOON, '11.2'), 'E4', 'not what the customer agreed to');
});

test('the consent outlives a change of supplier', async () => {
  await consented();
  assert.is(reads(it.SWITCH_AT), 'I99');
});

test('wrong digits, another’s, those of yesterday and those of a meter that showed none prove nothing', async () => {
  const not = 'CONSENT_NOT_PROVEN';
  assert.is(await home.refusal('94.1', asking('0042'), OTHER_USER), not);
  await home.show('0042');
  assert.is(await home.refusal('94.1', asking('0043'), OTHER_USER), not);
  assert.is(await home.refusal('94.1', asking('0042'), RIVAL), not);
  const unknown = asking('0042', { deviceId: '00-DB-12-34-56-78-90-FF' });
  assert.is(await home.refusal('94.1', unknown, OTHER_USER), not);
  assert.is(await home.refusal('94.1', asking('0042'), OTHER_USER, NOON + DAY + 1), not);
  assert.is(reads(), 'E19');
});

test('one showing proves one consent', async () => {
  await consented();
  assert.is(await home.refusal('94.1', asking('0042'), OTHER_USER), 'CONSENT_NOT_PROVEN');
});

test('what was shown is kept as a hash, and is gone a day later', async () => {
  await home.show('0042');
  const kept = () =>
    home.stations.store.database.selectFrom('customer_numbers').selectAll().execute();
  const [row] = await kept();
  assert.is(row?.hash.length, 32);
  assert.not.match(
    JSON.stringify(await kept(), (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    /0042/,
  );
  await home.show('7777', RIVAL, NOON + DAY + 1);
  assert.equal(
    (await kept()).map(({ party }) => party),
    [RIVAL],
  );
});

test('what an other user may never ask, and an end too far away, are refused by name', async () => {
  await home.show('0042');
  const refusal = (more: object) => home.refusal('94.1', asking('0042', more), OTHER_USER);
  assert.is(await refusal({ scope: ['7.4'] }), 'SCOPE_REFUSED: scope[0]: not a service for OU');
  const late = 'DATE_REFUSED: until: not within two years from now';
  assert.is(await refusal({ until: NOON + 800 * DAY }), late);
  assert.is(await refusal({ until: NOON }), late);
});

test('P2: the other user withdraws, or the supplier on the customer’s word; the other of them is told', async () => {
  for (const [by, told, why] of [
    [OTHER_USER, SUPPLIER, 'withdrawnByOtherUser'],
    [SUPPLIER, OTHER_USER, 'withdrawnByCustomer'],
  ] as const) {
    const grant = await consented();
    const { events } = await home.ask('94.2', grant, by, NOON + 60);
    const authorisationEnded = { ...grant, from: NOON + 60, why };
    assert.equal(events, [{ recipient: told, event: { authorisationEnded } }]);
    assert.equal([reads(NOON + 59), reads(NOON + 60)], ['I99', 'E4']);
  }
});

test('nobody else withdraws it, or finds out that it is there', async () => {
  const grant = await consented();
  for (const one of [grant, { mpxn: MPAN, grantId: 999 }])
    assert.is(await home.refusal('94.2', one, RIVAL), 'GRANT_UNKNOWN');
  assert.is(reads(), 'I99');
});

test('the supplier hears of a consent, by whose number it is withdrawn', async () => {
  await home.show('0042');
  const { events = [] } = await home.ask('94.1', asking('0042'), OTHER_USER);
  const [{ recipient, event } = {}] = events;
  assert.is(recipient, SUPPLIER);
  assert.is(event?.otherUserAuthorised?.otherUser, OTHER_USER);
});

test.run();
