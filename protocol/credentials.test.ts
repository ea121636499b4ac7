import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type DeviceRecord,
  deviceRecordFromJson,
  deviceRecordToJson,
  trustAnchorsFromJson,
  trustAnchorsToJson,
} from './credentials.ts';
import { Refused } from './refused.ts';

const RECORD: DeviceRecord = {
  eui64: '00-DB-12-34-56-78-90-A0',
  deviceType: 'ESME',
  manufacturer: 'Meterwright',
  model: 'Emulated single-phase',
  firmwareVersion: '00010000',
  signingPublic: new Uint8Array(32).fill(1),
  agreementPublic: new Uint8Array(32).fill(2),
  prepaymentPublic: new Uint8Array(65).fill(4),
};
const ANCHORS = {
  headEnd: { eui64: '90-B3-D5-1F-30-02-00-00', agreementPublic: new Uint8Array(32).fill(3) },
  supplier: {
    eui64: '90-B3-D5-1F-30-01-00-00',
    signingPublic: new Uint8Array(32).fill(5),
    prepaymentPublic: new Uint8Array(65).fill(4),
  },
};

const test = suite('credentials');

test('go through JSON unchanged', () => {
  const through = (json: object) => JSON.parse(JSON.stringify(json)) as unknown;
  assert.equal(deviceRecordFromJson(through(deviceRecordToJson(RECORD))), RECORD);
  assert.equal(trustAnchorsFromJson(through(trustAnchorsToJson(ANCHORS))), ANCHORS);
});

test('of all slots go through JSON unchanged, and a slot that is wrong is named', () => {
  const anchor = { eui64: '90-B3-D5-1F-30-00-00-02', signingPublic: new Uint8Array(32).fill(5) };
  const all = {
    ...ANCHORS,
    root: { signingPublic: new Uint8Array(32).fill(6) },
    recovery: anchor,
    networkOperator: { ...anchor, agreementPublic: new Uint8Array(32).fill(7) },
    changeOfSupplier: anchor,
    loadController: anchor,
  };
  const json = JSON.parse(JSON.stringify(trustAnchorsToJson(all))) as object;
  assert.equal(trustAnchorsFromJson(json), all);
  assert.throws(
    () => trustAnchorsFromJson({ ...json, recovery: 7 }),
    (error: unknown) => error instanceof Refused && error.path === 'recovery',
  );
});

test('with a key of another length, a name missing or of another form are refused by name', () => {
  const json = deviceRecordToJson(RECORD);
  const wrong: readonly (readonly [name: string, value: unknown])[] = [
    ['signingPublic', '01'.repeat(31)],
    ['agreementPublic', '01'.repeat(33)],
    ['prepaymentPublic', '04'.repeat(33)],
    ['signingPublic', 'zz'.repeat(32)],
    ['deviceType', 'IHD'],
    ['firmwareVersion', '1.0'],
    ['model', ''],
    ['manufacturer', undefined],
  ];
  for (const [name, value] of wrong)
    assert.throws(
      () => deviceRecordFromJson({ ...json, [name]: value }),
      (error: unknown) => error instanceof Refused && error.path === name,
    );
  for (const nothing of [null, [], 'text', 7]) assert.throws(() => deviceRecordFromJson(nothing));
});

test('of a supplier without its prepayment key are refused', () => {
  const { headEnd, supplier } = trustAnchorsToJson(ANCHORS);
  const without = { ...(supplier as object), prepaymentPublic: '' };
  assert.throws(
    () => trustAnchorsFromJson({ headEnd, supplier: without }),
    (error: unknown) => error instanceof Refused && error.path === 'prepaymentPublic',
  );
});
test.run();
