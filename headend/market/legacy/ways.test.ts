import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FLOWS } from './flows/index.ts';
import { type Transaction, transactionOf, WAYS, wayOf } from './ways.ts';

const test = suite('ways of messages');

/** What goes by which way at [smart, traditional] sites. */
const under = (scope: 'smart-sites' | 'all-sites') =>
  Object.fromEntries(
    (Object.keys(WAYS) as Transaction[]).map((what) => [
      what,
      `${wayOf(what, true, scope)} ${wayOf(what, false, scope)}`,
    ]),
  );

test('P17: 2A has new messaging for smart sites, and the old network for traditional ones', () => {
  assert.equal(under('smart-sites'), {
    serviceRequest: 'dcc none',
    changeOfSupplier: 'dcc legacy',
    newConnection: 'legacy legacy',
    masterData: 'dcc none',
    appointment: 'dcc none',
    settlementUpdate: 'dcc none',
    meterWork: 'dcc none',
    smartMeterThere: 'legacy none',
    settlementFeed: 'legacy none',
    settlementReading: 'legacy none',
  });
});

test('P17: 2B has new messaging for all sites, and the old network for what is settlement’s', () => {
  assert.equal(under('all-sites'), {
    serviceRequest: 'dcc none',
    changeOfSupplier: 'dcc dcc',
    newConnection: 'dcc dcc',
    masterData: 'dcc dcc',
    appointment: 'dcc legacy',
    settlementUpdate: 'dcc legacy',
    meterWork: 'dcc legacy',
    smartMeterThere: 'legacy none',
    settlementFeed: 'legacy legacy',
    settlementReading: 'legacy none',
  });
});

test('each flow is about one thing, and every one that is named is one that can be read', () => {
  const named = Object.values(WAYS).flatMap(({ flowsIn }): readonly string[] => flowsIn);
  assert.is(new Set(named).size, named.length);
  assert.equal(
    named.filter((name) => !FLOWS.some((flow) => flow.name === name)),
    [],
  );
  assert.is(transactionOf('D0217'), 'changeOfSupplier');
  assert.is(transactionOf('D0010'), undefined);
});

test.run();
