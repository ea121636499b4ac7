import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerInMemory } from './register.testing.ts';
import { type MeteringPoint, supplierAt } from './registration.ts';

const OLD = '90-B3-D5-1F-30-01-00-00';
const NEW = '90-B3-D5-1F-30-02-00-00';

const point = (registrations: MeteringPoint['registrations']): MeteringPoint => ({
  mpxn: '2012345678385',
  fuel: 'electricity',
  networkOperator: '90-B3-D5-1F-30-00-00-02',
  registrations,
});

const test = suite('registration');

test('the supplier is the one of the second asked about, from included, to excluded', () => {
  const supplied = point([
    { supplier: OLD, effectiveFromUtcSeconds: 100, effectiveToUtcSeconds: 200 },
    { supplier: NEW, effectiveFromUtcSeconds: 200 },
  ]);
  const at = (seconds: number) => supplierAt(supplied, seconds)?.supplier;
  assert.is(at(99), undefined);
  assert.is(at(100), OLD);
  assert.is(at(199), OLD);
  assert.is(at(200), NEW);
  assert.is(at(4_000_000_000), NEW);
});

test('two suppliers at one time are refused, in whichever order they are written', async () => {
  const overlapping = [
    { supplier: NEW, effectiveFromUtcSeconds: 150 },
    { supplier: OLD, effectiveFromUtcSeconds: 100, effectiveToUtcSeconds: 151 },
  ];
  for (const rows of [overlapping, [...overlapping].reverse()]) {
    const points = registerInMemory();
    let refused = '';
    await points.put(point(rows)).catch((error) => {
      refused = error.code;
    });
    assert.is(refused, 'VALUE_REFUSED');
    assert.is(await points.find('2012345678385'), undefined);
  }
});

test('a gap without a supplier is no overlap', async () => {
  const points = registerInMemory();
  await points.put(
    point([
      { supplier: OLD, effectiveFromUtcSeconds: 100, effectiveToUtcSeconds: 200 },
      { supplier: NEW, effectiveFromUtcSeconds: 300 },
    ]),
  );
  const found = points.get('2012345678385');
  assert.is(found && supplierAt(found, 250), undefined);
});

test.run();
