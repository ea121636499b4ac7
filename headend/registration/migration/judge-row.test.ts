import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ColumnName } from './columns.ts';
import { ELECTRICITY, GAS, PARTICIPANTS, TODAY_MILLIS } from './migration.testing.ts';
import { pointReader } from './read-files.ts';
import { START } from './records.ts';
import { Reference } from './reference.ts';

const test = suite('one row of a migration');
const reference = new Reference();
for (const line of PARTICIPANTS.trim().split('\n').slice(1)) reference.add(line.split(','));

type Fields = Partial<Record<ColumnName, string>>;

function judged(fields: Fields, base: Fields = ELECTRICITY) {
  const fuel = base === GAS ? 'gas' : 'electricity';
  const all = { ...base, ...fields };
  const names = Object.keys(all) as ColumnName[];
  const read = pointReader(
    { fuel, names },
    { fuel, reference, nowUtcSeconds: TODAY_MILLIS / 1000 },
  );
  const record = { ...START, byteLength: 1 };
  return read({ record, fields: names.map((name) => all[name] ?? '') });
}
const codes = (...about: Parameters<typeof judged>) =>
  judged(...about).findings.map(({ code, field }) => `${code} ${field}`);

test('a whole row of either fuel is staged with its details, and nothing is found', () => {
  assert.equal(codes({}), []);
  assert.equal(codes({}, GAS), []);
  const { point } = judged({});
  assert.is(point?.fromUtcSeconds, Date.UTC(2020, 3, 1) / 1000);
  assert.equal(JSON.parse(point?.details ?? '').settlementElectricity, {
    profileClass: 1,
    measurementClass: 'A',
    standardSettlementConfiguration: '0393',
    meterTimeswitchCode: '801',
  });
});

const CASES: readonly (readonly [Fields, string, Fields?])[] = [
  [{ mpan: '1200023305968' }, 'MPAN_CHECK_DIGIT mpan'],
  [{ mpan: '120002330596' }, 'MPAN_FORM mpan'],
  [{ mprn: '12345' }, 'MPRN_FORM mprn', GAS],
  [{ mprn: '3938424404' }, 'MPRN_CHECK_DIGITS mprn', GAS],
  [{ supplier: 'NONE' }, 'SUPPLIER_UNKNOWN supplier'],
  [{ supplier: '' }, 'FIELD_MISSING supplier'],
  [{ supply_from: '' }, 'FIELD_MISSING supply_from'],
  [{ meter_operator: 'NONE' }, 'AGENT_UNKNOWN meter_operator'],
  [{ data_collector: 'MOPA' }, 'AGENT_ROLE data_collector'],
  [{ mpan: '1312345678907' }, 'NETWORK_UNKNOWN mpan'],
  [{ transporter: 'NONE' }, 'NETWORK_UNKNOWN transporter', GAS],
  [{ supply_from: '2021-02-29' }, 'DATE_FORM supply_from'],
  [{ supply_from: '01/04/2020' }, 'DATE_FORM supply_from'],
  [{ supply_to: '2020-04-01' }, 'DATE_ORDER supply_to'],
  [{ supply_from: '2026-12-01' }, 'DATE_FUTURE supply_from'],
  [{ supply_from: '1989-12-31' }, 'DATE_TOO_EARLY supply_from'],
  [{ gsp_group: '_A' }, 'GSP_GROUP gsp_group'],
  [{ gsp_group: '_I' }, 'GSP_GROUP gsp_group'],
  [{ ldz: 'ZZ' }, 'LDZ_UNKNOWN ldz', GAS],
  [{ aq_kwh: '-1' }, 'QUANTITY_FORM aq_kwh', GAS],
  [{ profile_class: '09' }, 'SETTLEMENT_CODE profile_class'],
  [{ measurement_class: 'C', ssc: '', mtc: '', customer_type: '' }, 'COMBINATION profile_class'],
  [{ uprn: '', house: '' }, 'ADDRESS_MISSING house'],
  [{ post_code: 'SW1A' }, 'POSTCODE_FORM post_code'],
  [{ uprn: '0' }, 'UPRN_FORM uprn'],
  [{ meter_serial: '' }, 'ENERGISED_WITHOUT_METER meter_serial'],
  [{ smart: 'Y' }, 'SMART_WITHOUT_DEVICE device'],
  [{ device: 'meter' }, 'DEVICE_FORM device'],
  [{ customer_type: 'X' }, 'CHOICE_UNKNOWN customer_type'],
  [{ direction: 'E' }, 'EXPORT_WITHOUT_IMPORT import_mpan'],
  [{ related_mpans: '1200023305967' }, 'CONTRADICTION related_mpans'],
  [{ house: 'a house with a name that is too long' }, 'FIELD_TOO_LONG house'],
  [{ meter_serial: 'E\u00071' }, 'CONTROL_CHARACTER meter_serial'],
  [{ profile_class: '01' }, 'WRONG_FUEL profile_class', GAS],
];

for (const [fields, expected, base] of CASES)
  test(`${JSON.stringify(fields)} is ${expected}`, () => {
    const found = codes(fields, base);
    assert.ok(found.includes(expected), found.join(', '));
  });

test('every fault of a row is told, each with its field', () => {
  assert.equal(codes({ mpan: '1', supplier: 'NONE', post_code: 'X', smart: 'Q' }), [
    'MPAN_FORM mpan',
    'SUPPLIER_UNKNOWN supplier',
    'POSTCODE_FORM post_code',
    'CHOICE_UNKNOWN smart',
  ]);
});

test('P22: an early smart meter is recorded with its device and version, and counts as not smart', () => {
  const { point } = judged({
    smart: 'Y',
    device: '00-db-12-34-56-78-90-a0',
    smets_version: 'SMETS2 V4.2',
  });
  assert.equal(JSON.parse(point?.details ?? '').smart, {
    standing: 'treatedAsNotSmart',
    specificationVersion: 'SMETS2 V4.2',
    device: '00-DB-12-34-56-78-90-A0',
  });
});

test.run();
