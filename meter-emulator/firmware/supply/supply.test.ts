import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Supply } from '../state.ts';
import { limited, type SupplyInput, supplyAfter, switchPosition } from './supply.ts';

const enabled: Supply = { position: 'enabled' };
const armed: Supply = { position: 'armed' };
const bySupplier: Supply = { position: 'disabled', disabledBy: 'supplier' };
const byCredit: Supply = { position: 'disabled', disabledBy: 'credit' };
const byTamper: Supply = { position: 'disabled', disabledBy: 'tamper' };
const byLoad: Supply = { position: 'armed', restoreAtSeconds: 1234 };

/** Rows: the state; columns in the order of INPUTS. */
const INPUTS: readonly SupplyInput[] = [
  'enable',
  'disable',
  'arm',
  'button',
  'creditExhausted',
  'creditRestored',
  'tamper',
  'restore',
];
const TABLE: readonly (readonly [Supply, ...(readonly Supply[])])[] = [
  [enabled, enabled, bySupplier, enabled, enabled, byCredit, enabled, byTamper, enabled],
  [armed, enabled, bySupplier, armed, enabled, byCredit, armed, byTamper, armed],
  [byLoad, enabled, bySupplier, byLoad, enabled, byCredit, byLoad, byTamper, enabled],
  [
    bySupplier,
    enabled,
    bySupplier,
    armed,
    bySupplier,
    bySupplier,
    bySupplier,
    bySupplier,
    bySupplier,
  ],
  [byCredit, enabled, bySupplier, armed, byCredit, byCredit, armed, byTamper, byCredit],
  [byTamper, enabled, bySupplier, armed, byTamper, byTamper, byTamper, byTamper, byTamper],
];

const test = suite('the supply switch');

for (const [state, ...after] of TABLE)
  test(`from ${JSON.stringify(state)}`, () => {
    for (const [at, input] of INPUTS.entries()) {
      const next = supplyAfter(state, input);
      assert.equal(next, after[at], input);
      if (JSON.stringify(next) === JSON.stringify(state))
        assert.is(next, state, 'nothing changes, nothing is new');
    }
  });

test('a load limit arms an enabled supply alone', () => {
  assert.equal(limited(enabled, 1234), byLoad);
  for (const other of [armed, bySupplier, byCredit, byTamper])
    assert.is(limited(other, 1234), other);
});

test('only an enabled supply is closed', () => {
  const closed = [enabled, armed, byLoad, bySupplier, byCredit, byTamper].filter(
    (supply) => switchPosition(supply) === 'closed',
  );
  assert.equal(closed, [enabled]);
});
test.run();
