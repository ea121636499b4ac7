/** From a row of a file to a meter that answers: early smart meters that a migration has recorded (P22, 2B). */
import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makePki } from '../../../pki/pki.testing.ts';
import { TrustStore } from '../../../pki/trust-store.ts';
import { testDevice } from '../../inventory/device.testing.ts';
import { deviceFromJson, deviceToJson } from '../../inventory/device-json.ts';
import { hasKeys, type ListedDevice } from '../../inventory/inventory.ts';
import { MasterData } from '../../store/master-data.ts';
import { Announcements } from '../announcement/announcements.ts';
import { announcementOf, certifiedDevice } from '../announcement/device.testing.ts';
import { detailsAt } from '../details/details.ts';
import { hear } from '../early-smart/heard.ts';
import {
  closeSwitchBench,
  HEAD_END,
  makeSwitchBench,
  NOON,
  OLD,
  type SwitchBench,
} from '../switching/switching.testing.ts';
import { csvOf, ELECTRICITY, GAS, migrateTexts, OTHER_MPANS } from './migration.testing.ts';

const AT = { network: 'mqtt', address: 'meter/v1/x' } as const;
const MPAN = ELECTRICITY.mpan ?? '';
const [OTHER, EXPORT] = OTHER_MPANS;
const pki = await makePki(NOON - 86_400);
const meter = await certifiedDevice(pki, 1);
const { eui64 } = meter;
const EARLY = { ...ELECTRICITY, smart: 'Y', device: eui64, smets_version: 'SMETS2 V4.2' };
const EXPORTED = { ...EARLY, mpan: EXPORT, direction: 'E', import_mpan: MPAN };

/** What a head-end finds that starts after a migration; `known`: what its inventory had before. */
async function migrated(rows: Parameters<typeof csvOf>[1], known?: ListedDevice) {
  const on = await makeSwitchBench();
  const { store, inventory, register } = on.stations;
  await sql`truncate devices, device_keys, alert_windows, migration_runs, migration_faults`.execute(
    store.database,
  );
  const master = new MasterData(store, () => NOON * 1000);
  if (known) await master.saveDevice(eui64, deviceToJson(known));
  const fuel = rows[0]?.mprn === undefined ? 'electricity' : 'gas';
  const texts = { points: csvOf(fuel, rows) };
  const { faults, report } = await migrateTexts(store, texts, false, NOON * 1000);
  for await (const json of master.loadDevices()) inventory.take(deviceFromJson(json));
  await register.hold([MPAN, OTHER]);
  const smart = (mpxn = MPAN) => detailsAt(register.get(mpxn)?.details, NOON).smart?.standing;
  return { on, faults, report, smart, device: () => inventory.get(eui64) };
}

function announce({ stations, requests }: SwitchBench, who = meter) {
  const trust = TrustStore.load(pki.directory);
  const announcements = new Announcements({ ...stations, trust }, requests.alone);
  return announcements.take(eui64, announcementOf(who, HEAD_END, 1n), AT);
}

const test = suite('early smart meters that are migrated');
test.after(async () => {
  await closeSwitchBench();
  pki.remove();
});

test('P22: are in the inventory at their metering points, without keys, and are adopted when they announce themselves', async () => {
  const { on, report, smart, device } = await migrated([EARLY, EXPORTED]);
  const { record, ...place } = device() ?? {};
  assert.equal(place, {
    status: 'InstalledNotCommissioned',
    mpxn: MPAN,
    exportMpan: EXPORT,
    smetsVersion: 'SMETS2 V4.2',
  });
  assert.equal(record, { eui64, deviceType: 'ESME', manufacturer: '', model: '' });
  assert.is(report.earlySmartMeters, 1);
  assert.is(smart(), 'treatedAsNotSmart');
  assert.equal(await announce(on), { kind: 'taken' });
  assert.is(smart(), 'smart');
  assert.is(hasKeys(device()), true);
  assert.is(device()?.record.model, meter.model);
  const adopted = on.events(OLD, 'earlyMeterAdopted') as { readonly mpxn: string }[];
  assert.equal(adopted.map(({ mpxn }) => mpxn).sort(), [MPAN, EXPORT].sort());
});

test('P22: a plate that the file tells of must be the plate of the meter', async () => {
  const plate = { manufacturer: meter.manufacturer, model: 'another' };
  const { on, smart } = await migrated([{ ...EARLY, ...plate }]);
  const verdict = await announce(on);
  assert.is(verdict?.kind === 'refused' && verdict.code, 'ANNOUNCEMENT_DIFFERS');
  assert.is(smart(), 'treatedAsNotSmart');
});

test('P22: one whose keys the operator has put on record is adopted at its first message', async () => {
  const { mpxn: _, ...placeless } = testDevice(eui64, MPAN);
  const { on, smart, device } = await migrated([EARLY], placeless);
  const known = device();
  assert.ok(hasKeys(known));
  assert.is(known.mpxn, MPAN);
  assert.is(known.status, 'Commissioned');
  await hear(on.stations, known, AT);
  assert.is(smart(), 'smart');
});

test('a gas meter is recorded as one, and a meter that is not smart is not recorded', async () => {
  const gas = await migrated([{ ...GAS, smart: 'Y', device: eui64 }]);
  assert.is(gas.device()?.record.deviceType, 'GSME');
  const traditional = await migrated([ELECTRICITY]);
  assert.is(traditional.device(), undefined);
});

test('of two metering points with one device the second is told of, and comes in all the same', async () => {
  const { faults, report, device } = await migrated([EARLY, { ...EARLY, mpan: OTHER }]);
  assert.equal(faults, ['2 DEVICE_TWICE device']);
  assert.is(report.points, 2);
  assert.is(device()?.mpxn, OTHER);
});

test.run();
