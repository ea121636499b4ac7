import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restrictAccessForChangeOfTenancy } from '../../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import { retrieveBillingDataLogPrepaymentCredits as readTopUps } from '../../../protocol/services/retrieve-billing-data-log-prepayment-credits.ts';
import { Bench, PREPAYMENT, START, utrn } from '../bench.testing.ts';
import { answerTo, EVER } from '../services/answer.testing.ts';
import { credit, debt } from './amounts.ts';
import { IDLE_SECONDS } from './panel.ts';
import { AtTheMeter } from './person.testing.ts';

const meet = () => new AtTheMeter(new Bench({ settings: PREPAYMENT }));

const pin = suite('the privacy PIN');

/** Somebody has set it, and has gone. */
const withPin = () => meet().turnTo('PRIVACY PIN').type('4711').press('enter').wait(IDLE_SECONDS);

pin('cannot be tried for ever by one who waits between his tries', () => {
  const person = withPin();
  for (const wrong of ['0001', '0002', '0003'])
    person.wait(IDLE_SECONDS).type(wrong).press('enter');
  assert.equal(person.lines.slice(0, 2), ['WRONG PIN', 'LOCKED FOR']);
  person.wait(IDLE_SECONDS).type('4711').press('enter');
  assert.is(person.lines[0], 'PIN LOCKED FOR');
});

pin('that is right forgets the wrong ones before it', () => {
  const person = withPin();
  for (const tried of ['0001', '0002', '4711']) person.type(tried).press('enter');
  assert.is(person.lines[0], 'CREDIT        £10.00');
  person.wait(IDLE_SECONDS).type('0003').press('enter');
  assert.equal(person.lines.slice(0, 2), ['WRONG PIN', '']);
});

pin('hides from a new tenant no less: only the supplier takes it away', () => {
  const person = withPin();
  person.ask(restrictAccessForChangeOfTenancy, { restrictionDateTime: START });
  person.wait(IDLE_SECONDS);
  assert.is(person.lines[0], 'ENTER PIN');
});
pin.run();

const tenancy = suite('a former tenant’s top-up');

tenancy('is not shown, and is read as before', () => {
  const person = meet();
  person.type(utrn(1, 10)).press('enter', 'enter');
  assert.ok(person.titles().includes('LAST TOP-UP'));
  person.ask(restrictAccessForChangeOfTenancy, { restrictionDateTime: START + 1 });
  assert.not.ok(person.titles().includes('LAST TOP-UP'));
  const { credits } = answerTo(person.bench, readTopUps, { readLogPeriod: EVER });
  assert.is(credits?.length, 1);
});
tenancy.run();

const keys = suite('a finger that slips');

keys('from the digits to A or B loses none of them', () => {
  const person = meet();
  person.type('7394').press('A', 'B');
  assert.is(person.lines[1], '7394');
});
keys.run();

const amounts = suite('amounts');

amounts('never show more credit or less debt than there is', () => {
  assert.equal([credit(999_999), credit(-1), credit(0)], ['£9.99', '-£0.01', '£0.00']);
  assert.equal([debt(1), debt(1000), debt(0)], ['£0.01', '£0.01', '£0.00']);
});
amounts.run();
