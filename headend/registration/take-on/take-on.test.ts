import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ListedDevice } from '../../inventory/device.ts';
import {
  METER,
  MPAN,
  makeWorld,
  NEW,
  NOW_MILLIS,
  TODAY,
} from '../../market/legacy/world.testing.ts';
import type { Change } from '../../non-device/change.ts';
import { detailsAt, type PointDetails } from '../details/details.ts';
import { notSmartReason } from '../early-smart/standing.ts';
import { isServed } from './served.ts';
import { adopted, elected, takenOn } from './take-on.ts';

const test = suite('sites taken on');
const SCOPES = ['smart-sites', 'all-sites'] as const;
const EARLY: PointDetails['smart'] = {
  standing: 'treatedAsNotSmart',
  device: METER,
  specificationVersion: 'SMETS2 V4.2',
};

async function site(
  details: Partial<PointDetails> = {},
  more: Partial<ListedDevice> = {},
  scope: (typeof SCOPES)[number] = 'all-sites',
) {
  const home = await makeWorld(scope);
  await home.point(MPAN);
  await home.details(MPAN, details);
  const device = await home.meter(MPAN, more);
  const point = () => {
    const found = home.world.register.get(MPAN);
    if (!found) throw new Error('no point');
    return found;
  };
  const now = () => detailsAt(point().details, NOW_MILLIS / 1000);
  const isOn = () => isServed(home.world, point(), NOW_MILLIS / 1000);
  const take = (changes: readonly Change[] = []) => home.take(changes);
  return { ...home, world: home.world, device, point, now, isOn, take };
}

test('P12: a site is taken on when its meter is commissioned, once', async () => {
  const { world, device, take, now } = await site({}, { smetsVersion: 'SMETS2 V4.2' });
  const { changes, events } = takenOn(world, device, NOW_MILLIS);
  take(changes);
  const smart = { standing: 'smart', device: METER, specificationVersion: 'SMETS2 V4.2' };
  assert.equal(now().smart, smart);
  assert.equal(events, []);
  assert.equal(takenOn(world, device, NOW_MILLIS).changes, []);
});

test('P19: the record of a smart site names its device and version', async () => {
  const { world, device, take, now, isOn } = await site();
  take(takenOn(world, device, NOW_MILLIS).changes);
  assert.equal(now().smart, { standing: 'smart', device: METER });
  assert.is(isOn(), true);
});

for (const scope of SCOPES)
  test(`P22: ${scope}: an early meter counts as not smart until it is heard of, and is smart then`, async () => {
    const { device, point, now, take, isOn } = await site({ smart: EARLY }, {}, scope);
    assert.match(notSmartReason(now().smart, METER) ?? '', /until it is first heard of/);
    assert.is(isOn(), false);
    const { changes, events = [] } = adopted(device, [point()], NOW_MILLIS);
    take(changes);
    assert.is(notSmartReason(now().smart, METER), undefined);
    assert.is(isOn(), true);
    assert.equal(
      events.map(({ event }) => Object.keys(event)[0]),
      ['earlyMeterAdopted', 'earlyMeterAdopted'],
    );
  });

test('P22: an early meter of a version that is not taken on stays as it was, with the reason', async () => {
  for (const [version, reason] of [
    ['SMETS1 V1.2', /first generation/],
    ['SMETS2 V9.9', /no specification/],
    [undefined, /not known/],
  ] as const) {
    const { specificationVersion: _, ...unknown } = EARLY;
    const smart = version === undefined ? unknown : { ...EARLY, specificationVersion: version };
    const { device, point, now, take, isOn } = await site({ smart });
    const { changes, events = [] } = adopted(device, [point()], NOW_MILLIS);
    take(changes);
    assert.is(now().smart?.standing, 'notEligible');
    assert.match(notSmartReason(now().smart, METER) ?? '', reason);
    assert.is(isOn(), false);
    assert.match(events[0]?.event.meterNotEligible?.reason ?? '', reason);
  }
});

test('P22: what is recorded of an early meter says nothing of the one that takes its place', async () => {
  const { now } = await site({ smart: EARLY });
  assert.is(notSmartReason(now().smart, '00-DB-12-34-56-78-90-FF'), undefined);
});

test('a meter that was never recorded as early is not adopted by being heard of', async () => {
  const { device, point } = await site();
  assert.equal(adopted(device, [point()], NOW_MILLIS).changes, []);
});

for (const scope of SCOPES)
  test(`P23: ${scope}: a site that is not domestic is taken on when its supplier elects, and not before`, async () => {
    const customer = { customerType: 'nonDomestic' as const };
    const { world, device, take, now } = await site({ customer }, {}, scope);
    assert.equal(takenOn(world, device, NOW_MILLIS).changes, []);
    const details = {
      effectiveFromUtcSeconds: TODAY,
      knownFromMillis: NOW_MILLIS,
      value: { customer: { ...customer, usesDcc: true } },
    };
    const election = { kind: 'detailsGiven', mpxn: MPAN, details } as const;
    take([election, ...elected(world, election, NOW_MILLIS)]);
    assert.is(now().smart?.standing, 'smart');
    assert.is(now().customer?.usesDcc, true);
  });

test('P23: an early meter of a site whose supplier has not elected is not adopted', async () => {
  const customer = { customerType: 'nonDomestic' as const };
  const { device, point } = await site({ customer, smart: EARLY });
  assert.equal(adopted(device, [point()], NOW_MILLIS).changes, []);
});

test('supplier and network operator are told, each once', async () => {
  const { device, point } = await site({ smart: EARLY });
  const same = { ...point(), networkOperator: NEW, registrations: [] };
  const { events = [] } = adopted(device, [same], NOW_MILLIS);
  assert.equal(
    events.map(({ recipient }) => recipient),
    [NEW],
  );
});

test.run();
