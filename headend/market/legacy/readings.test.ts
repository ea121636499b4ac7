import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MeterRegister } from '../../../protocol/registration/device-events.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import { fileFrom } from './drafts.ts';
import { legacyDrafts } from './feeds.ts';
import { writeFile } from './file.ts';
import {
  DAY,
  GAS_METER,
  type LegacyWorld,
  METER,
  MPAN,
  MPRN,
  makeWorld,
  NEW,
  NOW_MILLIS,
  OLD,
  TODAY,
} from './world.testing.ts';

const test = suite('readings of a change of supplier');
const wattHours = (registerId: string, value: number): MeterRegister => ({
  ...{ registerId, value, unit: 'Wh' },
});

/** NEW supplies from today on. */
async function home(value: object = { agents: { dataCollector: 'COLL' } }): Promise<LegacyWorld> {
  const made = await makeWorld('all-sites');
  const registrations = [
    { supplier: OLD, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: TODAY },
    { supplier: NEW, effectiveFromUtcSeconds: TODAY },
  ];
  await made.point(MPAN, { registrations });
  await made.point(MPRN, { registrations });
  await made.details(MPAN, value);
  return made;
}

/** As both suppliers are told of it. */
function told(mpxn: string, registers: readonly MeterRegister[], readAt = TODAY): AddressedEvent[] {
  const device = mpxn === MPRN ? GAS_METER : METER;
  const source = 'dailyReadLog' as const;
  const about = { mpxn, device, readAt, source, registers };
  return [
    { recipient: OLD, event: { changeOfSupplierReading: { ...about, side: 'closing' } } },
    { recipient: NEW, event: { changeOfSupplierReading: { ...about, side: 'opening' } } },
  ];
}

const filesOf = ({ world }: LegacyWorld, events: readonly AddressedEvent[]): string[] =>
  legacyDrafts(world, { events }, NOW_MILLIS).map((draft) =>
    writeFile(fileFrom(draft, world.participants, { fileId: '0000000001', createdAt: TODAY })),
  );
const bodyOf = (file = '') => file.split('\n').slice(1, -2);

test('P14: the reading of a change of supplier goes to the data collector once, as D0010 and D0086', async () => {
  const [readings, notice, ...others] = filesOf(
    await home(),
    told(MPAN, [wattHours('importTotal', 12_345_678), wattHours('touRegisters/1', 12_345_678)]),
  );
  assert.equal(others, []);
  assert.match(
    readings ?? '',
    /^ZHV\|0000000001\|D0010002\|P\|MWRG\|D\|COLL\|20260121000000\|\|\|\|OPER\|\n/,
  );
  assert.equal(bodyOf(readings), [
    '026|2012345678385|U|',
    '028|34567890A0|A|',
    '030|S|20260121000000|12345.6|||T||',
  ]);
  assert.equal(bodyOf(notice), ['E01|2012345678385|20260121|A|', 'E02|S|20260121000000|12345.6|']);
});

test('registers by time of use go instead of the total, never beside it', async () => {
  const [readings] = filesOf(
    await home({ agents: { dataCollector: 'COLL' }, meter: { serialNumber: 'F75A 00802' } }),
    told(MPAN, [
      wattHours('importTotal', 300_000),
      wattHours('touRegisters/1', 100_000),
      wattHours('touRegisters/2', 200_000),
      wattHours('touRegisters/3', 0),
    ]),
  );
  assert.equal(bodyOf(readings).slice(1), [
    '028|F75A 00802|A|',
    '030|01|20260121000000|100.0|||T||',
    '030|02|20260121000000|200.0|||T||',
  ]);
});

test('P14: a gas reading goes to gas settlement in cubic metres', async () => {
  const litres = { registerId: 'gasTotal', value: 4_567_899, unit: 'litre' as const };
  const [file, ...others] = filesOf(await home(), told(MPRN, [litres]));
  assert.equal(others, []);
  assert.equal(bodyOf(file), ['E01,3938424403,20260121000000,A,4567.8']);
});

test('a reading taken later names the day of the change all the same', async () => {
  const late = told(MPAN, [wattHours('importTotal', 100)], TODAY + DAY + 60);
  const [, notice] = filesOf(await home(), late);
  assert.equal(bodyOf(notice), ['E01|2012345678385|20260121|A|', 'E02|S|20260122000100|0.1|']);
});

test('a site without a data collector has nobody to be told', async () => {
  assert.equal(filesOf(await home({}), told(MPAN, [wattHours('importTotal', 100)])), []);
});

test.run();
