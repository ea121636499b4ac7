import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { detailsAt } from '../../registration/details/details.ts';
import type { LegacyFile } from './file.ts';
import { d0010 } from './flows/d0010.ts';
import { cnf, onjob, trf } from './flows/gas.ts';
import { d0055, d0058, d0148, d0217 } from './flows/registration.ts';
import { d0150, d0205 } from './flows/settlement.ts';
import { takeIn } from './take-in.ts';
import {
  DAY,
  entryIn,
  type LegacyWorld,
  METER,
  MPAN,
  MPRN,
  makeWorld,
  NOW_MILLIS,
  named,
  OTHER_MPAN,
  sent,
  TODAY,
} from './world.testing.ts';

const test = suite('legacy files taken in');
const NEXT_WEEK = TODAY + 7 * DAY;

/** Takes it in, and gives the codes of what is refused. */
async function take(home: LegacyWorld, file: LegacyFile): Promise<string[]> {
  const { changes, refused } = await takeIn(home.world, file, NOW_MILLIS);
  home.take(changes);
  return refused.map(({ refusal }) => refusal.code);
}
const confirmed = (mpan = MPAN, supplyStart = NEXT_WEEK, supplier = 'NEWE') =>
  sent(d0217, 'SMRA', { entries: [{ mpan, supplier, supplyStart }] });
const lost = (supplyEnd = NEXT_WEEK, supplier = 'OLDE') =>
  sent(d0058, 'SMRA', { entries: [{ mpan: MPAN, supplier, supplyEnd }] });

test('P9: 2A mirrors what the legacy register decides of a traditional site, in whichever order', async () => {
  for (const files of [
    [confirmed(), lost()],
    [lost(), confirmed()],
  ]) {
    const home = await makeWorld('smart-sites');
    await home.point(MPAN);
    for (const file of files) assert.equal(await take(home, file), []);
    assert.equal(home.suppliers(MPAN), ['OLDE 2024-01-01 2026-01-28', 'NEWE 2026-01-28']);
  }
});

test('P12: 2A knows a traditional site as a bare row, made by the first file that names it', async () => {
  const home = await makeWorld('smart-sites');
  assert.equal(await take(home, confirmed()), []);
  const point = await home.world.register.find(MPAN);
  assert.equal(home.suppliers(MPAN), ['NEWE 2026-01-28']);
  assert.is(point?.networkOperator, '90-B3-D5-1F-30-03-00-00');
  assert.is(point?.details, undefined);
});

test('P9: 2A refuses a legacy change of supplier where a smart meter is, and says so to its sender', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPAN);
  await home.meter(MPAN);
  const taken = await takeIn(home.world, confirmed(), NOW_MILLIS);
  assert.equal(taken.changes, []);
  assert.equal(named(taken.drafts), ['D0057 to SMRA']);
  const { code, flow, mpan } = entryIn(taken.drafts) as Record<string, string>;
  assert.equal([code, flow, mpan], ['NEW_PROCESS', 'D0217', MPAN]);
});

test('P9: 2B has every site on the new process, so that no file changes a supplier', async () => {
  const home = await makeWorld('all-sites');
  await home.point(MPAN);
  assert.equal(await take(home, confirmed()), ['NEW_PROCESS']);
  assert.equal(await take(home, lost()), ['NEW_PROCESS']);
});

test('gas is mirrored by files of its own', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPRN);
  const start = { mprn: MPRN, supplier: 'NEWE', supplyStart: NEXT_WEEK };
  assert.equal(await take(home, sent(cnf, 'XOS', { entries: [start] })), []);
  const end = { mprn: MPRN, supplier: 'OLDE', supplyEnd: NEXT_WEEK };
  assert.equal(await take(home, sent(trf, 'XOS', { entries: [end] })), []);
  assert.equal(home.suppliers(MPRN), ['OLDE 2024-01-01 2026-01-28', 'NEWE 2026-01-28']);
});

test('what is known already is taken and changes nothing', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPAN);
  await take(home, confirmed());
  const again = await takeIn(home.world, confirmed(), NOW_MILLIS);
  assert.equal([again.taken, again.changes, again.refused], [1, [], []]);
});

test('an entry that cannot be leaves the others alone, and is refused with its reason', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPAN);
  const entry = (mpan: string, supplier: string) => ({ mpan, supplier, supplyStart: NEXT_WEEK });
  const entries = [entry(MPAN, 'NEWE'), entry(OTHER_MPAN, 'XXXX'), entry(MPAN, 'OLDE')];
  const codes = await take(home, sent(d0217, 'SMRA', { entries }));
  assert.equal(codes, ['UNKNOWN_PARTICIPANT', 'TWICE_IN_FILE']);
  assert.is(home.suppliers(MPAN).length, 2);
});

test('dates that cannot be, senders that may not and requests that are no results are refused', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPAN);
  assert.equal(await take(home, confirmed(MPAN, 1_704_067_200)), ['BEFORE_PRESENT']);
  assert.equal(await take(home, confirmed(MPAN, TODAY + 400 * DAY)), ['DATE_IMPOSSIBLE']);
  assert.equal(await take(home, confirmed('1900001059816')), ['UNKNOWN_NETWORK']);
  assert.equal(await take(home, lost(NEXT_WEEK, 'NEWE')), ['NOT_THE_SUPPLIER']);
  const entry = { mpan: MPAN, supplier: 'NEWE', supplyStart: NEXT_WEEK };
  assert.equal(await take(home, sent(d0217, 'NEWE', { entries: [entry] })), ['WRONG_SENDER']);
  const asked = { entries: [{ ...entry, isNewTenancy: 'F' as const }] };
  assert.equal(await take(home, sent(d0055, 'NEWE', asked)), ['NOT_A_RESULT']);
  assert.equal(home.suppliers(MPAN), ['OLDE 2024-01-01']);
});

test('P16: 2B learns from files whom a supplier has appointed at a traditional site', async () => {
  const home = await makeWorld('all-sites');
  await home.point(MPAN);
  const entry = { mpan: MPAN, supplier: 'OLDE', effectiveFrom: TODAY, dataCollector: 'COLL' };
  const said = (from: string) => sent(d0148, from, { entries: [entry] });
  assert.equal(await take(home, said('NEWE')), ['WRONG_SENDER']);
  assert.equal(await take(home, said('OLDE')), []);
  const { agents } = detailsAt(home.world.register.get(MPAN)?.details, TODAY);
  assert.equal(agents, { dataCollector: 'COLL' });
  await home.meter(MPAN);
  assert.equal(await take(home, said('OLDE')), ['NEW_PROCESS']);
});

test('P14: 2B takes settlement details of a traditional site from its supplier, if they go together', async () => {
  const home = await makeWorld('all-sites');
  await home.point(MPAN);
  const entry = { mpan: MPAN, effectiveFrom: TODAY, energisation: 'energised' as const };
  const said = (gspGroup: string) =>
    sent(d0205, 'OLDE', { entries: [{ ...entry, profileClass: 1, gspGroup }] });
  assert.equal(await take(home, said('_H')), []);
  const details = detailsAt(home.world.register.get(MPAN)?.details, TODAY);
  assert.equal(details.settlementElectricity, { profileClass: 1 });
  assert.equal(details.network, { gspGroup: '_H' });
  assert.equal(await take(home, said('_A')), ['DETAILS_REFUSED']);
});

test('a meter operator says which traditional meter is there, and nobody for it', async () => {
  const home = await makeWorld('all-sites');
  await home.point(MPAN);
  await home.point(MPRN);
  await home.details(MPAN, { agents: { meterOperator: 'MOPA' } });
  await home.details(MPRN, { agents: { meterOperator: 'MAMA' } });
  const meters = [{ serial: 'F75A 00802', isServedByDcc: 'F' as const }];
  const entry = { mpan: MPAN, effectiveFrom: TODAY, meters };
  assert.equal(await take(home, sent(d0150, 'OLDE', { entries: [entry] })), ['WRONG_SENDER']);
  assert.equal(await take(home, sent(d0150, 'MOPA', { entries: [entry] })), []);
  const job = {
    mprn: MPRN,
    doneOn: TODAY,
    job: 'installed',
    serial: 'G1',
    isServedByDcc: 'F',
  } as const;
  assert.equal(await take(home, sent(onjob, 'MAMA', { entries: [job] })), []);
  const meterAt = (mpxn: string) => detailsAt(home.world.register.get(mpxn)?.details, TODAY).meter;
  assert.equal(
    [meterAt(MPAN), meterAt(MPRN)],
    [{ serialNumber: 'F75A 00802' }, { serialNumber: 'G1' }],
  );
});

test('P20: a file of readings is not taken in, nor one that is for another', async () => {
  const home = await makeWorld('all-sites');
  const readings = { points: [{ mpan: MPAN, status: 'valid' as const, visits: [], meters: [] }] };
  const wrong = async (file: LegacyFile) =>
    takeIn(home.world, file, NOW_MILLIS).catch((error) => error instanceof Refused && error.path);
  assert.is(await wrong(sent(d0010, 'OLDE', readings)), 'flow');
  const entries = [{ mpan: MPAN, supplier: 'NEWE', supplyStart: NEXT_WEEK }];
  assert.is(await wrong(sent(d0217, 'SMRA', { entries }, { toId: 'ELSE' })), 'toId');
});

test('2A has nothing but the supplier of a traditional site', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPAN);
  const entry = { mpan: MPAN, effectiveFrom: TODAY, profileClass: 1 };
  assert.equal(await take(home, sent(d0205, 'OLDE', { entries: [entry] })), ['NOT_ON_REGISTER']);
});

test('an early meter that has not been heard of does not make its site smart', async () => {
  const home = await makeWorld('smart-sites');
  await home.point(MPAN);
  await home.meter(MPAN);
  await home.details(MPAN, { smart: { standing: 'treatedAsNotSmart', device: METER } });
  assert.equal(await take(home, confirmed()), []);
});

test.run();
