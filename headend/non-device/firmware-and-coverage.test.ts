import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../../protocol/bytes.ts';
import { testDevice } from '../inventory/device.testing.ts';
import type { Change } from './change.ts';
import { coverageFromJson } from './wan-coverage.ts';
import * as it from './world.testing.ts';

const { DISPLAY, GAS_METER, METER, MPAN, STRANGER } = it;
const OTHER_MODEL = '00-DB-12-34-56-78-90-C0';
const INSTALLED = '00-DB-12-34-56-78-90-C1';
const image = Uint8Array.of(0x1e, 0xf1, 0xee, 0x0b);

const test = suite('firmware and coverage');
let world: it.World;
test.before.each(async () => {
  world = await it.makeWorld();
  const { inventory } = world.stations;
  const other = testDevice(OTHER_MODEL, MPAN);
  inventory.take({ ...other, record: { ...other.record, model: 'Other' } });
  inventory.take(testDevice(INSTALLED, MPAN, { status: 'InstalledNotCommissioned' }));
  inventory.take(it.labelled(DISPLAY, 'PPMID', { status: 'Commissioned', mpxn: MPAN }));
});

const update = (deviceIdList: string[], reference = '11.1') =>
  world.ask(reference, { firmwareImage: image, firmwareVersion: '00020000', deviceIdList });
type Stored = Extract<Change, { kind: 'firmwareStored' }>;
const stored = (outcome: Awaited<ReturnType<typeof update>>) =>
  outcome.changes?.[0] as Stored | undefined;

test('an image is stored for the devices that it can be meant for; the others are named by reason', async () => {
  const outcome = await update([
    METER,
    STRANGER,
    GAS_METER,
    INSTALLED,
    OTHER_MODEL,
    DISPLAY,
    METER,
  ]);
  assert.equal(stored(outcome)?.devices, [METER]);
  assert.equal(outcome.result, {
    invalidDevices: [STRANGER, GAS_METER],
    notCommissioned: [INSTALLED],
    notApplicable: [OTHER_MODEL, DISPLAY],
  });
  assert.match(outcome.notice ?? '', /not sent to any device yet/);
});

test('without a warning it is acknowledged alone, and kept with its hash', async () => {
  const outcome = await update([METER]);
  assert.is(outcome.result, undefined);
  const hash = '4edeff0f363fed5a1ac3e627da6c45145118ff035491bb4d9910c3c3493b571b';
  assert.is(toHex(stored(outcome)?.imageHash ?? image), hash);
});

test('an image for nobody, or of nothing, is not stored', async () => {
  const outcome = await update([STRANGER]);
  assert.is(stored(outcome), undefined);
  assert.match(outcome.notice ?? '', /not stored/);
  const empty = { firmwareImage: new Uint8Array(), firmwareVersion: '1', deviceIdList: [METER] };
  assert.is(await world.refusal('11.1', empty), 'FIRMWARE_EMPTY');
});

test('11.4 is for displays, 11.1 for meters', async () => {
  assert.equal(stored(await update([DISPLAY], '11.4'))?.devices, [DISPLAY]);
  assert.equal((await update([METER], '11.4')).result, { notApplicable: [METER] });
});

const region = (wanTechnology: string) => ({
  cspRegion: 'North',
  coverage: { isAvailable: true, wanTechnology, connectivityLikelihood: 'High' },
});
const asked = async (body: object) =>
  (await world.ask('12.1', body)).result as { regions: Answer[] };
type Answer = { cspRegion: string; responseCode: string; coverage?: { wanTechnology: string } };
const technologyAt = async (postCode: string) =>
  (await asked({ address: { postCode, addressIdentifier: '' } })).regions[0]?.coverage
    ?.wanTechnology;

test('coverage is that of the smallest area that is known around the post code', async () => {
  for (const area of ['M', 'M2', 'M2 2', 'M22', 'M22 0RR'])
    await world.stations.coverage.put(coverageFromJson({ area, regions: [region(area)] }));
  const at: [string, string | undefined][] = [
    ['M22 0RR', 'M22 0RR'],
    ['m22 0rs', 'M22'],
    ['M2 2AA', 'M2 2'],
    ['M2 3AA', 'M2'],
    ['M30 1AA', 'M'],
    ['ME1 1AA', undefined],
    ['?????? ', undefined],
  ];
  for (const [postCode, area] of at) assert.is(await technologyAt(postCode), area, postCode);
});

test('of a property it is that of its post code, and of what is not known nothing is said', async () => {
  const { coverage } = world.stations;
  assert.equal((await asked({ uprn: it.UPRN })).regions, [
    { cspRegion: 'Unknown', responseCode: 'E120101' },
  ]);
  await coverage.put(coverageFromJson({ area: 'SW1A', regions: [region('Cellular')] }));
  assert.is((await asked({ uprn: it.UPRN })).regions[0]?.responseCode, 'I0');
  assert.is((await asked({ uprn: 1 })).regions[0]?.cspRegion, 'Unknown');
});

test('coverage of no area, and a date that is none, are refused', async () => {
  const row = { area: 'M22', regions: [region('x')] };
  for (const area of ['', 'm22', 'M22 RR', 'M220RR'])
    assert.throws(() => coverageFromJson({ ...row, area }), /area/);
  const dated = (anticipatedDate: unknown) => ({
    ...row,
    regions: [{ ...region('x'), coverage: { ...region('x').coverage, anticipatedDate } }],
  });
  assert.throws(() => coverageFromJson(dated('soon')), /anticipatedDate/);
  assert.is(coverageFromJson(dated('1970-01-03')).regions[0]?.coverage?.anticipatedDate, 1970_0103);
});

test.run();
