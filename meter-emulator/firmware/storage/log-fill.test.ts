import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EmulatedFlash } from '../../board/emulated-flash.ts';
import { NOR } from './flash.ts';
import { activeImport, balance, counters, halfHour, layout, wattHours } from './store.testing.ts';
import { Store } from './store.ts';

const HALF_HOURS = 300;

/** The same life; blocks of the log are left after so many bytes. */
function lived(logFillBytes: number) {
  const flash = new EmulatedFlash({ ...NOR, logFillBytes }, layout.blocks);
  const store = new Store(flash, layout);
  store.commit([{ kind: 'put', value: counters, bytes: Uint8Array.of(9) }]);
  for (let period = 0; period < HALF_HOURS; period++)
    store.commit([
      { kind: 'put', value: balance, bytes: new Uint8Array(48).fill(period) },
      halfHour(period, period),
    ]);
  const log = flash.erases.subarray(0, layout.logBlocks);
  return { flash, erases: log.reduce((sum, count) => sum + count, 0) };
}

const test = suite('a log that leaves its blocks early');

test('takes more blocks, and keeps the same', () => {
  const [full, early] = [lived(NOR.blockSize), lived(NOR.blockSize / 4)];
  assert.ok(early.erases > 2 * full.erases, `${early.erases} for ${full.erases}`);
  const store = new Store(early.flash, layout);
  assert.equal(store.get(counters), Uint8Array.of(9));
  assert.equal(store.get(balance), new Uint8Array(48).fill(HALF_HOURS - 1));
  const kept = [...store.read(activeImport, 0, HALF_HOURS - 1)].map(wattHours);
  assert.equal(
    kept,
    Array.from({ length: HALF_HOURS }, (_, period) => period),
  );
});

test('has room for any group, be it left ever so early', () => {
  const { flash, erases } = lived(1);
  assert.ok(erases > HALF_HOURS, 'a block for each group');
  assert.equal(new Store(flash, layout).get(balance), new Uint8Array(48).fill(HALF_HOURS - 1));
});
test.run();
