import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryStore } from '../../store/store.testing.ts';
import type { Store } from '../../store/store.ts';
import { detailsAt } from '../details/details.ts';
import { Register } from '../register.ts';
import { RegisterRows } from '../register-rows.ts';
import { supplierAt } from '../registration.ts';
import {
  csvOf,
  digestOf,
  ELECTRICITY,
  GAS,
  type migrateTexts as Migrate,
  migrateTexts,
  NEW_SUPPLIER,
  OLD_SUPPLIER,
  OTHER_MPANS,
  TODAY_MILLIS,
} from './migration.testing.ts';

const test = suite('bulk migration');
const TODAY = TODAY_MILLIS / 1000;
const MPAN = ELECTRICITY.mpan ?? '';
const [A, B, C] = OTHER_MPANS;

const withStore = (name: string, work: (store: Store) => Promise<void>) =>
  test(name, async () => {
    const store = await memoryStore({ nowMillis: () => TODAY_MILLIS });
    try {
      await work(store);
    } finally {
      await store.close();
    }
  });
const registerOf = (store: Store) => new Register(new RegisterRows(store, () => TODAY_MILLIS));
const electricity = (...rows: Parameters<typeof csvOf>[1]) => ({
  electricity: csvOf('electricity', rows),
});
const faultsOf = async (...about: Parameters<typeof Migrate>) =>
  (await migrateTexts(...about)).faults;

withStore(
  'P8, P21: all sites come into the register at go-live, both fuels with their history',
  async (store) => {
    const before = {
      ...ELECTRICITY,
      supplier: 'NEWS',
      supply_from: '2015-01-01',
      supply_to: '2020-04-01',
    };
    const { report, faults } = await migrateTexts(store, {
      ...electricity(before, ELECTRICITY),
      gas: csvOf('gas', [GAS]),
    });
    assert.equal(faults, []);
    assert.is(report.points, 2);
    const register = registerOf(store);
    const point = await register.find(MPAN);
    assert.is(point && supplierAt(point, Date.UTC(2018, 0, 1) / 1000)?.supplier, NEW_SUPPLIER);
    assert.is(point && supplierAt(point, TODAY)?.supplier, OLD_SUPPLIER);
    const details = detailsAt(point?.details, TODAY);
    assert.is(details.network?.gspGroup, '_C');
    assert.is(details.site?.postCode, 'SW1A 1AA');
    const atSite = await register.atUprn(100_012_345_678);
    assert.equal(atSite.map(({ fuel }) => fuel).sort(), ['electricity', 'gas']);
    assert.is((await register.atAddress('sw1a1aa', '12')).length, 2);
  },
);

withStore('P21: a dry run finds the same and writes nothing', async (store) => {
  const texts = electricity(ELECTRICITY, { ...ELECTRICITY, mpan: A, supplier: 'NONE' });
  const empty = await digestOf(store);
  const dry = await migrateTexts(store, texts, true);
  assert.equal(await digestOf(store), empty);
  const { report, faults } = await migrateTexts(store, texts);
  assert.equal(dry.faults, faults);
  assert.equal({ ...dry.report, files: [] }, { ...report, files: [] });
  assert.is(report.rejectedPoints, 1);
});

withStore('the same files again change nothing, and say the same', async (store) => {
  const texts = electricity(ELECTRICITY, { ...ELECTRICITY, mpan: A, post_code: 'X' });
  const first = await migrateTexts(store, texts);
  const digest = await digestOf(store);
  const again = await migrateTexts(store, texts, false, TODAY_MILLIS + 1000);
  assert.ok(again.report.isRepeated);
  assert.equal(again.faults, first.faults);
  assert.equal(await digestOf(store), digest);
});

withStore('identical rows are dropped, contradicting ones are both rejected', async (store) => {
  const other = { ...ELECTRICITY, mpan: A };
  const texts = electricity(ELECTRICITY, ELECTRICITY, other, { ...other, meter_serial: 'E9' });
  const { report, faults } = await migrateTexts(store, texts);
  assert.equal(faults, ['3 DUPLICATE', '4 CONTRADICTION', '5 CONTRADICTION']);
  assert.is(report.points, 1);
});

withStore('overlapping supplies reject the metering point, a gap is only told', async (store) => {
  const supply = (mpan: string, supplier: string, from: string, to: string) => ({
    ...ELECTRICITY,
    mpan,
    supplier,
    supply_from: from,
    supply_to: to,
  });
  const texts = electricity(
    supply(A, 'OLDS', '2010-01-01', '2015-01-02'),
    supply(A, 'NEWS', '2015-01-01', ''),
    supply(B, 'OLDS', '2010-01-01', '2015-01-01'),
    supply(B, 'NEWS', '2015-02-01', ''),
  );
  const { report, faults } = await migrateTexts(store, texts);
  assert.equal(faults, [
    '2 POINT_REJECTED',
    '3 SUPPLY_OVERLAP supply_from',
    '5 SUPPLY_GAP supply_from',
  ]);
  assert.is(report.points, 1);
});

withStore('one bad row of a metering point rejects its other rows too', async (store) => {
  const bad = { ...ELECTRICITY, supply_from: '2010-01-01', supply_to: '2009-01-01' };
  assert.equal(await faultsOf(store, electricity(bad, ELECTRICITY)), [
    '2 DATE_ORDER supply_to',
    '3 POINT_REJECTED',
  ]);
  assert.is(await registerOf(store).find(MPAN), undefined);
});

withStore('one house under several spellings is one site', async (store) => {
  const spelt = { ...ELECTRICITY, mpan: A, house: 'Flat 2, The Mill', uprn: '7' };
  const texts = electricity(
    spelt,
    { ...spelt, mpan: B, house: 'FLAT 2 THE MILL' },
    { ...spelt, mpan: C, house: 'Apt 2 The Mill', uprn: '' },
  );
  assert.equal(await faultsOf(store, texts), [
    '3 ADDRESS_RESPELLED house',
    '4 ADDRESS_MATCHED uprn',
    '4 ADDRESS_RESPELLED house',
  ]);
  const points = await registerOf(store).atUprn(7);
  assert.equal(
    points.map(({ addressIdentifier }) => addressIdentifier),
    ['Flat 2, The Mill', 'Flat 2, The Mill', 'Flat 2, The Mill'],
  );
});

withStore(
  'one UPRN with two postcodes is rejected, unless a list knows which is right',
  async (store) => {
    const other = { ...ELECTRICITY, mpan: A, post_code: 'SW1A 2AA' };
    const texts = electricity(ELECTRICITY, other);
    const dry = await migrateTexts(store, texts, true);
    assert.equal(dry.faults, ['2 UPRN_POSTCODES post_code', '3 UPRN_POSTCODES post_code']);
    const addresses =
      'uprn,post_code,house,easting,northing\n100012345678,SW1A 1AA,12,529000,179000\n';
    assert.equal(await faultsOf(store, { ...texts, addresses }), ['3 UPRN_POSTCODES post_code']);
    const site = detailsAt((await registerOf(store).find(MPAN))?.details, TODAY).site;
    assert.is(site?.eastingMetres, 529_000);
  },
);

withStore(
  'related metering points must be there, and it is told when they were rejected',
  async (store) => {
    const texts = electricity(
      { ...ELECTRICITY, related_mpans: B },
      { ...ELECTRICITY, mpan: A, direction: 'E', import_mpan: C },
      { ...ELECTRICITY, mpan: C, supplier: 'NONE' },
    );
    assert.equal(await faultsOf(store, texts), [
      '2 RELATED_MISSING related_mpans',
      '3 RELATED_REJECTED import_mpan',
      '4 SUPPLIER_UNKNOWN supplier',
    ]);
  },
);

withStore(
  'what the register has is not written over: the same is dropped, other is rejected',
  async (store) => {
    await migrateTexts(store, electricity(ELECTRICITY, { ...ELECTRICITY, mpan: A }));
    const texts = electricity(
      ELECTRICITY,
      { ...ELECTRICITY, mpan: A, supplier: 'NEWS' },
      { ...ELECTRICITY, mpan: B },
    );
    const { report, faults } = await migrateTexts(store, texts);
    assert.equal(faults, ['2 ALREADY_THERE', '3 DIFFERS_FROM_REGISTER']);
    assert.is(report.points, 1);
    const kept = await registerOf(store).find(A);
    assert.is(kept && supplierAt(kept, TODAY)?.supplier, OLD_SUPPLIER);
  },
);

withStore(
  'DTN-style lines are read as CSV is, and a file that was cut off is refused',
  async (store) => {
    const [names = '', row = ''] = csvOf('electricity', [ELECTRICITY]).trim().split('\n');
    const piped = (text: string) => `${text.replaceAll(',', '|')}|`;
    const lines = [
      'ZHV|MIG0000001|M0000001|P|LEGA|Z|DCCO|20261124000000||||TR01|',
      `M00|${piped(names)}`,
      `M01|${piped(row)}`,
      'M02|what is this|',
      'ZPT|MIG0000001|3||1|20261124000000|',
    ];
    const cut = lines.filter((line) => !line.startsWith('ZPT'));
    const error = await migrateTexts(store, { points: cut.join('\n') }).catch(String);
    assert.match(String(error), /does not end with ZPT/);
    const { report, faults } = await migrateTexts(store, { points: `${lines.join('\n')}\n` });
    assert.is(report.points, 1);
    assert.equal(faults, ['4 LINE_FORM']);
  },
);

withStore(
  'a file that is none of the kinds is refused with what is wrong with it',
  async (store) => {
    const reasonOf = (texts: Record<string, string>) =>
      migrateTexts(store, texts).then(
        () => 'taken',
        (error: Error) => error.message,
      );
    assert.match(await reasonOf({ a: 'mpan,supplier\n' }), /supply_from: this column is missing/);
    assert.match(await reasonOf({ a: csvOf('gas', []).replace('ldz', 'zone') }), /zone: none of/);
    assert.match(await reasonOf({ a: 'x,y\n1,2\n' }), /one of the columns mpan/);
    assert.match(
      await reasonOf({ a: 'mpid,role,eui64,distributor_id\nX,king,,\n' }),
      /role.*line 2/,
    );
    assert.match(await reasonOf({ a: '' }), /empty/);
  },
);

test.run();
