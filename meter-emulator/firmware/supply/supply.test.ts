import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Supply } from '../state.ts';
import { type SupplyInput, supplyAfter, switchPosition } from './supply.ts';

const enabled: Supply = { position: 'enabled' };
const armed: Supply = { position: 'armed' };
const bySupplier: Supply = { position: 'disabled', disabledBy: 'supplier' };
const byCredit: Supply = { position: 'disabled', disabledBy: 'credit' };

/** Rows: the state; columns in the order of INPUTS. */
const INPUTS: readonly SupplyInput[] = [
  'enable',
  'disable',
  'arm',
  'button',
  'creditExhausted',
  'creditRestored',
];
const TABLE: readonly (readonly [Supply, ...(readonly Supply[])])[] = [
  [enabled, enabled, bySupplier, enabled, enabled, byCredit, enabled],
  [armed, enabled, bySupplier, armed, enabled, byCredit, armed],
  [bySupplier, enabled, bySupplier, armed, bySupplier, bySupplier, bySupplier],
  [byCredit, enabled, bySupplier, armed, byCredit, byCredit, armed],
];

const test = suite('the supply switch');

for (const [state, ...after] of TABLE)
  test(`from ${state.position} ${state.disabledBy ?? ''}`, () => {
    for (const [at, input] of INPUTS.entries()) {
      const next = supplyAfter(state, input);
      assert.equal(next, after[at], input);
      if (next.position === state.position && next.disabledBy === state.disabledBy)
        assert.is(next, state, 'nothing changes, nothing is new');
    }
  });

test('only an enabled supply is closed', () => {
  assert.equal([enabled, armed, bySupplier, byCredit].map(switchPosition), [
    'closed',
    'open',
    'open',
    'open',
  ]);
});
test.run();
