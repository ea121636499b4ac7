import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { GRANTS_PER_POINT_MAX } from './grant-agent-access.ts';
import * as it from './world.testing.ts';

const { AGENT, DAY, METER, MPAN, MPRN, NEXT, NOON, RIVAL, RIVAL_MPAN, SUPPLIER, SWITCH_AT } = it;

const test = suite('access of agents');
let home: it.Home;
test.before.each(async () => {
  home = await it.makeHome();
});
test.after.each(() => home.stations.store.close());

const grant = (more: object = {}, by = SUPPLIER) =>
  home.ask('93.1', { agent: AGENT, mpxns: [MPAN], ...more }, by);
const grantIdOf = (outcome: { result?: unknown }) =>
  (outcome.result as { grants: { grantId: number }[] }).grants[0]?.grantId ?? 0;

test('P2, P16: an agent acts for the supplier that grants it access, and until it is revoked', async () => {
  assert.is(home.door('11.2', METER, AGENT, NOON), 'E19');
  const given = await grant();
  assert.is(home.door('11.2', METER, AGENT, NOON), 'I99');
  const grants = [{ mpxn: MPAN, grantId: grantIdOf(given) }];
  const { events = [] } = await home.ask('93.2', { grants }, SUPPLIER, NOON + 60);
  assert.is(home.door('11.2', METER, AGENT, NOON + 59), 'I99');
  assert.is(home.door('11.2', METER, AGENT, NOON + 60), 'E4');
  const agentAccessRevoked = { grants, supplier: SUPPLIER, from: NOON + 60 };
  assert.equal(events, [{ recipient: AGENT, event: { agentAccessRevoked } }]);
});

test('P16: with a change of supplier the grants of the old one are over, and the new one grants its own', async () => {
  await grant();
  assert.is(home.door('11.2', METER, AGENT, SWITCH_AT - 1), 'I99');
  assert.is(home.door('11.2', METER, AGENT, SWITCH_AT), 'E4');
  const early = { agent: AGENT, mpxns: [MPAN] };
  assert.match((await home.refusal('93.1', early, NEXT)) ?? '', /^NOT_RESPONSIBLE: mpxns\[0\]/);
  await grant({ from: SWITCH_AT }, NEXT);
  assert.is(home.door('11.2', METER, AGENT, SWITCH_AT), 'I99');
});

test('a grant is for its services and its dates alone', async () => {
  await grant({ scope: ['11.2'], from: NOON + DAY, to: NOON + 2 * DAY });
  const at = (atUtcSeconds: number) => home.door('11.2', METER, AGENT, atUtcSeconds);
  assert.equal([NOON + DAY - 1, NOON + DAY, NOON + 2 * DAY].map(at), ['E4', 'I99', 'E4']);
  assert.is(home.door('6.13', METER, AGENT, NOON + DAY), 'E4');
});

test('all metering points are granted or none, and another’s are as unknown as those that are not', async () => {
  for (const mpxn of [RIVAL_MPAN, '9999999999999']) {
    const asked = { agent: AGENT, mpxns: [MPAN, mpxn] };
    const expected = 'NOT_RESPONSIBLE: mpxns[1]: not supplied by the user at that time';
    assert.is(await home.refusal('93.1', asked, SUPPLIER), expected);
  }
  assert.is(home.door('11.2', METER, AGENT, NOON), 'E19');
  await grant({ mpxns: [MPAN, MPRN] });
  assert.is(home.door('11.2', it.GAS_METER, AGENT, NOON), 'I99');
});

test('who is no agent, what is no service of one, and what is over already are refused by name', async () => {
  const refusal = (more: object) =>
    home.refusal('93.1', { agent: AGENT, mpxns: [MPAN], ...more }, SUPPLIER);
  assert.is(await refusal({ agent: it.NETWORK }), 'AGENT_UNKNOWN');
  assert.is(
    await refusal({ scope: ['11.2', '2.2'] }),
    'SCOPE_REFUSED: scope[1]: not a service for RSA',
  );
  assert.is(await refusal({ to: NOON }), 'DATE_REFUSED: to: it would be over already');
  assert.is(
    await home.refusal('93.1', { agent: AGENT, mpxns: [MPAN] }, AGENT),
    'ROLE_NOT_ELIGIBLE: 93.1',
  );
  const twice = await refusal({ mpxns: [MPAN, MPAN] }).catch((error: unknown) => error);
  assert.instance(twice, Refused);
});

test('nobody revokes what another has granted, or finds out that it is there', async () => {
  const grants = [{ mpxn: MPAN, grantId: grantIdOf(await grant()) }];
  assert.is(await home.refusal('93.2', { grants }, RIVAL), 'GRANT_UNKNOWN: grants[0]');
  const none = [{ mpxn: MPAN, grantId: 999 }];
  assert.is(await home.refusal('93.2', { grants: none }, RIVAL), 'GRANT_UNKNOWN: grants[0]');
  assert.is(home.door('11.2', METER, AGENT, NOON), 'I99');
});

test('revoked before it begins, a grant never holds', async () => {
  const given = await grant({ from: NOON + DAY });
  const grants = [{ mpxn: MPAN, grantId: grantIdOf(given) }];
  await home.ask('93.2', { grants }, SUPPLIER);
  assert.is(home.door('11.2', METER, AGENT, NOON + DAY), 'E4');
});

test('a metering point has room for so many grants', async () => {
  const [point] = await home.stations.register.findAll([MPAN]);
  const one = { party: AGENT, role: 'RSA', effectiveFromUtcSeconds: 0 } as const;
  for (let grantId = 1; grantId <= GRANTS_PER_POINT_MAX; grantId += 1)
    home.stations.register.take({ kind: 'grantGiven', mpxn: MPAN, grant: { ...one, grantId } });
  assert.ok(point);
  const asked = { agent: AGENT, mpxns: [MPAN] };
  assert.is(await home.refusal('93.1', asked, SUPPLIER), 'GRANTS_FULL: mpxns[0]');
});

test.run();
