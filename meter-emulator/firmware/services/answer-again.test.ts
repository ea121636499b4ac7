import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { displayMessage } from '../../../protocol/services/display-message.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { updateSupplierName } from '../../../protocol/services/update-supplier-name.ts';
import { Bench } from '../bench.testing.ts';
import { meterLayout } from '../layout.ts';
import { valueNamed } from '../storage/layout.ts';
import { Store } from '../storage/store.ts';

const test = suite('a command that comes again');

test('gets the answer that was kept, byte for byte, also after a power cut', () => {
  const bench = new Bench();
  const message = bench.headEnd.command(displayMessage, { supplierMessage: 'Hello' });
  bench.deliver(message);
  const first = bench.sent.at(-1)?.message;
  bench.reboot();
  bench.deliver(message);
  assert.equal(bench.sent.at(-1)?.message, first);
});

test('whose answer is rotten is not done again, and not said to be done', () => {
  const bench = new Bench();
  const request = { supplierName: 'Once', supplierTelephoneNumber: '0123' };
  const message = bench.headEnd.command(updateSupplierName, request);
  bench.deliver(message);
  const store = new Store(bench.flash, meterLayout);
  const rot = Uint8Array.of(0xf6);
  store.commit([{ kind: 'put', value: valueNamed(meterLayout, 'answer'), bytes: rot }]);
  bench.reboot();
  const { display } = bench.meter.state;
  const answer = bench.deliver(message);
  assert.is(answer?.status, refusalCode(updateSupplierName, 'executionFailed'));
  assert.is(answer?.content, undefined);
  assert.is(bench.meter.state.display, display);
});
test.run();
