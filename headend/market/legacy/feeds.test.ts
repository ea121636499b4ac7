import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RegisterChange } from '../../registration/register-change.ts';
import { takenOn } from '../../registration/take-on/take-on.ts';
import { type Draft, fileFrom } from './drafts.ts';
import { legacyDrafts } from './feeds.ts';
import { writeFile } from './file.ts';
import {
  DAY,
  entryIn,
  type LegacyWorld,
  METER,
  MPAN,
  MPRN,
  makeWorld,
  NEW,
  NOW_MILLIS,
  named,
  TODAY,
} from './world.testing.ts';

const test = suite('legacy feeds');
const NEXT_WEEK = TODAY + 7 * DAY;
const AGENTS = { dataCollector: 'COLL', dataAggregator: 'AGGR', meterOperator: 'MOPA' };
const SETTLED = { profileClass: 1, standardSettlementConfiguration: '0393' };

/** A site with all that settlement asks for. */
async function home(scope: 'smart-sites' | 'all-sites'): Promise<LegacyWorld> {
  const made = await makeWorld(scope);
  await made.point(MPAN);
  await made.point(MPRN);
  await made.details(MPAN, {
    agents: AGENTS,
    settlementElectricity: SETTLED,
    energisation: { state: 'energised' },
  });
  return made;
}

/** Each is one that can be written. */
function follows({ world }: LegacyWorld, changes: readonly RegisterChange[]): Draft[] {
  const drafts = legacyDrafts(world, { changes }, NOW_MILLIS);
  for (const draft of drafts)
    writeFile(fileFrom(draft, world.participants, { fileId: '0000000001', createdAt: TODAY }));
  return drafts;
}

const begins = (mpxn: string, switchId?: number): RegisterChange[] => [
  {
    kind: 'registrationBegins',
    ...{ mpxn, supplier: NEW, effectiveFromUtcSeconds: NEXT_WEEK },
    ...(switchId === undefined ? {} : { switchId }),
  },
];
const commissioned = async (made: LegacyWorld, mpxn: string) => {
  const device = await made.meter(mpxn, { smetsVersion: 'SMETS2 V4.2' });
  return takenOn(made.world, device, NOW_MILLIS).changes as readonly RegisterChange[];
};

test('P12: 2A tells the legacy register of a site that is taken on, in both fuels', async () => {
  const made = await home('smart-sites');
  const drafts = follows(made, await commissioned(made, MPAN));
  assert.equal(named(drafts), ['D0205 to SMRA', 'D0150 to SMRA']);
  assert.equal(entryIn(drafts), {
    ...{ mpan: MPAN, effectiveFrom: TODAY, supplier: 'OLDE', ...SETTLED },
    ...{ energisation: 'energised', dataCollector: 'COLL', dataAggregator: 'AGGR' },
    ...{ isSmart: 'T', isServedByDcc: 'T' },
  });
  const gas = follows(made, await commissioned(made, MPRN));
  assert.equal(named(gas), ['ONJOB to XOS']);
});

test('P14: 2B tells agents and gas settlement of a smart meter that is there', async () => {
  const made = await home('all-sites');
  const drafts = follows(made, await commissioned(made, MPAN));
  assert.equal(named(drafts), ['D0150 to COLL', 'D0150 to MOPA']);
  const { meters } = entryIn(drafts) as { meters: unknown[] };
  assert.equal(meters, [{ device: METER, specification: 'SMETS2 V4.2', isServedByDcc: 'T' }]);
  assert.equal(named(follows(made, await commissioned(made, MPRN))), ['ONJOB to XOS']);
});

test('P9: 2A has the legacy record follow a switch of a smart site, and no other', async () => {
  const made = await home('smart-sites');
  assert.equal(named(follows(made, begins(MPAN, 7))), []);
  await made.meter(MPAN);
  await made.meter(MPRN);
  const drafts = follows(made, [...begins(MPAN, 7), ...begins(MPRN, 7)]);
  assert.equal(named(drafts), ['D0205 to SMRA', 'CNF to XOS']);
  const { supplier, effectiveFrom } = entryIn(drafts) as Record<string, unknown>;
  assert.equal([supplier, effectiveFrom], ['NEWE', NEXT_WEEK]);
});

test('what the legacy register has decided is not told to it again', async () => {
  const made = await home('smart-sites');
  await made.meter(MPAN);
  assert.equal(follows(made, begins(MPAN)), []);
});

test('P14: 2B feeds settlement with a switch of any site', async () => {
  const made = await home('all-sites');
  const drafts = follows(made, [...begins(MPAN, 7), ...begins(MPRN, 7)]);
  assert.equal(named(drafts), ['D0209 to AGGR', 'D0205 to COLL', 'CNF to XOS']);
  assert.is((entryIn(drafts) as { supplier: string }).supplier, 'NEWE');
});

test('P14: a switch that is not to be is taken back from settlement', async () => {
  const made = await home('all-sites');
  await made.point(MPAN, {
    registrations: [
      {
        supplier: '90-B3-D5-1F-30-01-00-00',
        effectiveFromUtcSeconds: 0,
        effectiveToUtcSeconds: NEXT_WEEK,
      },
      { supplier: NEW, effectiveFromUtcSeconds: NEXT_WEEK, switchId: 7 },
    ],
  });
  const voided = {
    kind: 'registrationVoided',
    mpxn: MPAN,
    effectiveFromUtcSeconds: NEXT_WEEK,
  } as const;
  const drafts = follows(made, [voided]);
  assert.equal(named(drafts), ['D0209 to AGGR', 'D0205 to COLL']);
  const { supplier, effectiveFrom } = entryIn(drafts) as Record<string, unknown>;
  assert.equal([supplier, effectiveFrom], ['OLDE', NEXT_WEEK]);
});

test('P14: 2B feeds settlement when details change, once for each site and day', async () => {
  const made = await home('all-sites');
  const given = (value: object): RegisterChange => ({
    kind: 'detailsGiven',
    mpxn: MPAN,
    details: { effectiveFromUtcSeconds: NEXT_WEEK, knownFromMillis: NOW_MILLIS, value },
  });
  const drafts = follows(made, [
    given({ settlementElectricity: { profileClass: 2 } }),
    given({ agents: { ...AGENTS, dataAggregator: 'AGG2' } }),
  ]);
  assert.equal(named(drafts), ['D0209 to AGG2', 'D0205 to COLL']);
  assert.is((entryIn(drafts) as { profileClass: number }).profileClass, 2);
  assert.equal(follows(made, [given({ customer: { customerType: 'domestic' } })]), []);
});

test('2A feeds no settlement: the legacy registers do', async () => {
  const made = await home('smart-sites');
  await made.meter(MPAN);
  const details = { effectiveFromUtcSeconds: TODAY, knownFromMillis: NOW_MILLIS };
  const value = { settlementElectricity: { profileClass: 2 } };
  const changes = [{ kind: 'detailsGiven', mpxn: MPAN, details: { ...details, value } }] as const;
  assert.equal(follows(made, changes), []);
});

test('an agent that has no participant id of the right form is sent no file', async () => {
  const made = await home('all-sites');
  await made.details(MPAN, { agents: { dataCollector: 'A collector of readings' } });
  assert.equal(follows(made, begins(MPAN, 7)), []);
});

test.run();
