import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, toldTo } from '../master-data/bench.testing.ts';

const user = (n: number) => `90-B3-D5-1F-30-0${n}-00-00`;
const [SUPPLIER, NEXT, NETWORK, AGENT, ADVISER, RIVAL] = [1, 2, 3, 4, 5, 6].map(user) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const NAMES = {
  [SUPPLIER]: 'supplier',
  [NEXT]: 'next',
  [NETWORK]: 'network',
  [AGENT]: 'agent',
  [ADVISER]: 'adviser',
  [RIVAL]: 'rival',
};
const MPAN = '2012345678385';
const NOON = 1_768_996_800;
const SWITCH_AT = NOON + 864_000;

const test = suite('the feed of changes');
let bench: Bench;
test.before.each(async () => {
  bench = new Bench();
  await bench.party(SUPPLIER, 'IS');
  await bench.party(NEXT, 'IS');
  await bench.party(NETWORK, 'ED');
  await bench.party(AGENT, 'RSA');
  await bench.party(ADVISER, 'OU');
  await bench.party(RIVAL, 'IS', 'RSA', 'OU');
  const granted = { effectiveFromUtcSeconds: 0, givenBy: SUPPLIER };
  await bench.point({
    mpxn: MPAN,
    fuel: 'electricity',
    networkOperator: NETWORK,
    registrations: [
      { supplier: SUPPLIER, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: SWITCH_AT },
      { supplier: NEXT, effectiveFromUtcSeconds: SWITCH_AT },
    ],
    grants: [
      { party: AGENT, role: 'RSA', ...granted },
      { party: ADVISER, role: 'OU', effectiveFromUtcSeconds: 0 },
    ],
  });
});

const give = (details: object, by: string, more = {}) =>
  bench.ask('90.2', { mpxn: MPAN, details, ...more }, by, NOON);

test('P8: a change is told to suppliers now and to come, network operator and agents, but not to who made it', async () => {
  const done = await give({ settlementElectricity: { profileClass: 1 } }, SUPPLIER);
  const changed = 'masterDataChanged';
  assert.equal(toldTo(NAMES, done), [`agent ${changed}`, `network ${changed}`, `next ${changed}`]);
  const meter = await give({ meter: { serialNumber: 'A1' } }, AGENT);
  assert.equal(
    toldTo(NAMES, meter),
    ['adviser', 'network', 'next', 'supplier'].map((who) => `${who} ${changed}`),
  );
});

test('each is told of the parts that it may see, with their values', async () => {
  const customer = { customerType: 'domestic' } as const;
  const { events } = await give({ customer, meter: { serialNumber: 'A1' } }, SUPPLIER);
  for (const { event } of events) {
    assert.equal(event.masterDataChanged?.parts, ['meter']);
    assert.equal(event.masterDataChanged?.details, { meter: { serialNumber: 'A1' } });
  }
  assert.is(events.length, 4);
  assert.equal((await give({ customer }, SUPPLIER)).events, []);
});

test('a change for a day after the switch does not concern the supplier that has gone by then', async () => {
  const more = { effectiveFrom: SWITCH_AT };
  const done = await give({ network: { gspGroup: '_H' } }, NETWORK, more);
  assert.equal(toldTo(NAMES, done), ['next masterDataChanged']);
});

test('what is withdrawn is told to those who had been told of it', async () => {
  const more = { effectiveFrom: NOON + 60 };
  const given = await give({ meter: { serialNumber: 'A1' } }, SUPPLIER, more);
  const { detailsId } = given.result as { detailsId: number };
  const done = await bench.ask('90.3', { mpxn: MPAN, detailsId }, SUPPLIER, NOON);
  const before = given.events.map(({ recipient }) => recipient).sort();
  assert.equal(done.events.map(({ recipient }) => recipient).sort(), before);
  assert.ok(done.events.every(({ event }) => event.masterDataWithdrawn));
});

test('P16: agents that are users are told that they begin, and that they end', async () => {
  const named = await give(
    { agents: { meterOperatorUser: RIVAL, meterOperator: 'MOPB' } },
    SUPPLIER,
  );
  assert.ok(toldTo(NAMES, named).includes('rival agentAppointed'));
  const other = await give({ agents: { meterOperatorUser: AGENT } }, SUPPLIER);
  assert.equal(
    toldTo(NAMES, other).filter((told) => told.includes(' agent')),
    ['agent agentAppointed', 'rival agentRemoved'],
  );
});

test('a registration without a switch is told of; a switch tells of its own', async () => {
  const ends = {
    kind: 'registrationEnds',
    mpxn: MPAN,
    effectiveFromUtcSeconds: SWITCH_AT,
    effectiveToUtcSeconds: SWITCH_AT + 60,
  } as const;
  const record = { switchId: 1, state: 'active' } as never;
  assert.equal(await bench.write([{ kind: 'switchPut', switchId: 1, record }], NOON), []);
  const events = await bench.write([ends], NOON);
  const changed = 'registrationChanged';
  assert.equal(toldTo(NAMES, { events }), [`network ${changed}`, `next ${changed}`]);
  const { event } = events[0] ?? {};
  assert.equal(event?.registrationChanged, {
    mpxn: MPAN,
    what: 'ends',
    supplier: NEXT,
    from: SWITCH_AT,
    to: SWITCH_AT + 60,
  });
});

test('P8: what changes beside a switch is told, what the switch tells itself is not told twice', async () => {
  await give({ agents: { meterOperatorUser: AGENT, dataCollectorUser: RIVAL } }, SUPPLIER);
  const row = { detailsId: 90, effectiveFromUtcSeconds: SWITCH_AT, knownFromMillis: SWITCH_AT };
  const ended = { mpxns: [MPAN], supplier: SUPPLIER, endedAt: SWITCH_AT };
  const registration = { mpxn: MPAN, effectiveFromUtcSeconds: SWITCH_AT };
  const events = await bench.write(
    [
      { kind: 'switchPut', switchId: 1, record: { switchId: 1, state: 'active' } as never },
      { kind: 'registrationVoided', ...registration },
      { kind: 'detailsGiven', mpxn: MPAN, details: { ...row, value: { agents: {} } } },
    ],
    SWITCH_AT,
    [{ recipient: AGENT, event: { appointmentEnded: ended } }],
  );
  assert.equal(toldTo(NAMES, { events }), [
    'agent appointmentEnded',
    'network masterDataChanged',
    'next masterDataChanged',
    'rival agentRemoved',
  ]);
});

test('a new point is told to its network operator and its supplier', async () => {
  const mpxn = '1900001059816';
  const registrations = [{ supplier: RIVAL, effectiveFromUtcSeconds: NOON }];
  const of = { mpxn, fuel: 'electricity', networkOperator: NETWORK, registrations } as const;
  const events = await bench.write(
    [{ kind: 'pointAdded', point: { ...of, status: 'created' } }],
    NOON,
  );
  assert.equal(toldTo(NAMES, { events }), ['network masterDataChanged', 'rival masterDataChanged']);
  assert.is(events[0]?.event.masterDataChanged?.status, 'created');
});

test.run();
