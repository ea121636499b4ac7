/** A person at the meter: what the four lines say, key by key. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { customerIdentificationNumber } from '../../../protocol/identifiers/customer-identification-number.ts';
import { disablePrivacyPin } from '../../../protocol/services/disable-privacy-pin.ts';
import { displayMessage } from '../../../protocol/services/display-message.ts';
import { requestCustomerIdentificationNumber } from '../../../protocol/services/request-customer-identification-number.ts';
import { restrictAccessForChangeOfTenancy } from '../../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import { updateSupplierName } from '../../../protocol/services/update-supplier-name.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, priced, START, settingsWith, utrn } from '../bench.testing.ts';
import type { FactorySettings } from '../provision.ts';
import { AtTheMeter } from './person.testing.ts';
import { LINE_CHARACTERS } from './screen.ts';

const DAY = 86_400;
const test = suite('at the meter');
const KEPT: FactorySettings = { ...PREPAYMENT, clock: { offsetSeconds: 0, status: 'reliable' } };

const meet = (settings: FactorySettings = KEPT, watts = 0) =>
  new AtTheMeter(new Bench({ settings, sensor: new ConstantLoad(watts) }));

test('the first page has credit, supply, power and time', () => {
  const person = meet(KEPT, 423);
  assert.equal(person.lines, [
    'CREDIT        £10.00',
    '',
    'SUPPLY ON      423 W',
    '15-Jan-2030    00:00',
  ]);
});

test('a code typed in fours is checked at its last digit, and credited once', () => {
  const person = meet();
  const digits = utrn(1, 10);
  person.type(digits.slice(0, 19));
  assert.equal(person.lines[3], '19 of 20 digits');
  person.type(digits.slice(19));
  assert.equal(person.lines, [
    'TOP-UP CODE',
    `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8, 12)}`,
    `${digits.slice(12, 16)} ${digits.slice(16)}`,
    'Press ENTER',
  ]);
  person.press('enter');
  assert.equal(person.lines.slice(0, 2), ['CREDITED      £10.00', 'CREDIT        £20.00']);
  person.press('enter').type(digits).press('enter');
  assert.is(person.lines[0], 'ALREADY USED');
  assert.is(person.balancePounds, 20);
});

test('a slip of the finger is told before anything is tried, and can be taken back', () => {
  const person = meet();
  const digits = utrn(1, 10);
  const wrong = String((Number(digits[19]) + 1) % 10);
  person.type(digits.slice(0, 19) + wrong);
  assert.is(person.lines[3], 'WRONG DIGIT: CHECK');
  person.press('enter');
  assert.is(person.lines[0], 'NO SUCH CODE');
  person
    .press('back', 'back')
    .type(digits[19] as string)
    .press('enter');
  assert.is(person.balancePounds, 20);
});

test('too few digits are not tried, and not lost', () => {
  const person = meet();
  person.type('7394').press('enter');
  assert.is(person.lines[0], '16 DIGITS MISSING');
  person.press('back');
  assert.is(person.lines[1], '7394');
});

test('key B takes emergency credit and then switches an armed supply on', () => {
  const settings = settingsWith({ ...KEPT, balanceMillipence: 0 }, {});
  const person = meet(priced(settings, 100_000), 1000);
  person.wait(3600);
  assert.equal(person.lines.slice(1, 3), ['B: EMERGENCY CREDIT', 'SUPPLY OFF']);
  assert.ok(person.screen.lamps.alarm);
  person.press('B');
  assert.equal(person.lines.slice(0, 2), ['EMERGENCY CREDIT ON', 'B: SWITCH SUPPLY ON']);
  assert.is(person.screen.lamps.supply, 'armed');
  person.press('B');
  assert.is(person.lines[0], 'SUPPLY ON');
  assert.is(person.screen.lamps.supply, 'on');
  person.press('back', 'B');
  assert.equal(person.lines.slice(0, 2), ['NOTHING TO', 'SWITCH ON']);
});

test('a message stands first until it is read, a long one in pages', () => {
  const person = meet();
  const supplierMessage =
    'Your electricity will be off on Tuesday from 9:00 to 11:30 while we work in your street. Call us if you need help.';
  person.ask(displayMessage, { supplierMessage });
  person.wait(1);
  assert.is(person.lines[0], 'NEW MESSAGE    00:00');
  assert.ok(person.screen.lamps.message);
  assert.equal(person.wordsUnder('NEW MESSAGE'), supplierMessage.split(' '));
  person.press('enter');
  assert.is(person.lines[0], 'CREDIT        £10.00');
  assert.not.ok(person.screen.lamps.message);
});

test('with a PIN the amounts are hidden until it is typed, and again a minute later', () => {
  const person = meet();
  person.turnTo('PRIVACY PIN').type('4711').press('enter');
  assert.is(person.lines[0], 'PIN SET');
  person.wait(61);
  assert.equal(person.lines, ['ENTER PIN', '', 'SUPPLY ON', '15-Jan-2030    00:01']);
  assert.not.ok(person.titles().some((title) => /CREDIT|IMPORT|POWER|PRICE|USED/.test(title)));
  person.type('47');
  assert.is(person.lines[1], '**');
  person.type('11').press('enter');
  assert.is(person.lines[0], 'CREDIT        £10.00');
  person.wait(61);
  assert.is(person.lines[0], 'ENTER PIN');
});

test('three wrong PINs lock the keypad for it, not for a top-up', () => {
  const person = meet();
  person.turnTo('PRIVACY PIN').type('4711').press('enter').wait(61);
  for (const wrong of ['0000', '1234', '9999']) person.type(wrong).press('enter');
  assert.equal(person.lines, ['WRONG PIN', 'LOCKED FOR', '15 minutes', '']);
  person.type('4711').press('enter');
  assert.is(person.lines[0], 'PIN LOCKED FOR');
  person.type(utrn(1, 10)).press('enter');
  assert.is(person.balancePounds, 20);
  person.wait(900).type('4711').press('enter');
  assert.is(person.lines[0], 'CREDIT        £20.00');
});

test('the PIN outlives a power cut, and the supplier can switch it off', () => {
  const person = meet();
  person.turnTo('PRIVACY PIN').type('4711').press('enter');
  person.bench.reboot();
  assert.is(person.lines[0], 'ENTER PIN');
  person.ask(disablePrivacyPin, {});
  person.wait(1);
  assert.is(person.lines[0], 'CREDIT        £10.00');
});

test('0000 takes the PIN away, for whoever has it', () => {
  const person = meet();
  person.turnTo('PRIVACY PIN').type('4711').press('enter', 'enter').type('0000').press('enter');
  assert.is(person.lines[0], 'PIN OFF');
  person.wait(61);
  assert.is(person.lines[0], 'CREDIT        £10.00');
});

test('a new tenant sees no day and no message from before, the registers stay', () => {
  const person = meet({ ...KEPT, mode: 'credit' }, 1000);
  person.ask(displayMessage, { supplierMessage: 'For the former tenant' });
  person.press('enter').wait(3 * DAY);
  assert.equal(person.turnTo('USED EACH DAY (UTC)').lines.slice(1), [
    'Today        0.0 kWh',
    '17-Jan-2030 24.0 kWh',
    '16-Jan-2030 24.0 kWh',
  ]);
  person.ask(restrictAccessForChangeOfTenancy, { restrictionDateTime: START + 2 * DAY });
  person.wait(1);
  assert.equal(person.turnTo('USED EACH DAY (UTC)').lines.slice(1), [
    'Today        0.0 kWh',
    '17-Jan-2030 24.0 kWh',
    '',
  ]);
  assert.not.ok(person.titles().some((title) => title.startsWith('MESSAGE')));
  assert.is(person.turnTo('IMPORT TOTAL').lines[1], '00000072.000 kWh');
});

test('the supplier is named with its telephone', () => {
  const person = meet();
  const request = { supplierName: 'Good Energy', supplierTelephoneNumber: '0800 254 0000' };
  person.ask(updateSupplierName, request);
  person.wait(1);
  assert.equal(person.turnTo('SUPPLIER').lines.slice(1, 3), ['Good Energy', '0800 254 0000']);
});

test('the customer number is the one the head-end finds, and goes at a key', () => {
  const person = meet();
  const { headEnd } = person.bench;
  const counter = headEnd.counter;
  assert.is(person.ask(requestCustomerIdentificationNumber, {})?.status ?? 0, 0);
  person.wait(1);
  const told = customerIdentificationNumber(headEnd.pair.sending('command'), counter);
  assert.is(person.lines[2]?.trim(), told);
  person.press('A');
  assert.is(person.lines[0], 'CREDIT        £10.00');
});

test('the customer number goes by itself after an hour', () => {
  const person = meet();
  person.ask(requestCustomerIdentificationNumber, {});
  person.wait(3599);
  assert.is(person.lines[0], 'CUSTOMER NUMBER');
  person.wait(1);
  assert.is(person.lines[0], 'CREDIT        £10.00');
});

test('the customer number goes when the board has lost its time', () => {
  const person = meet();
  person.ask(requestCustomerIdentificationNumber, {});
  person.bench.reboot(START - 86_400);
  person.wait(1);
  assert.is(person.lines[0], 'CREDIT        £10.00');
  const before = person.bench.flash.operations;
  person.press('back');
  assert.is(person.bench.flash.operations, before);
});

test('key A goes round every page, each four lines of twenty', () => {
  const person = meet();
  const titles = person.titles();
  assert.is(new Set(titles).size, titles.length);
  assert.ok(titles.length > 8);
  for (const _ of titles) {
    for (const line of person.screen.lines) assert.is(line.length, LINE_CHARACTERS);
    person.press('A');
  }
  assert.is(person.lines[0], titles[0]);
});

test('keys that change nothing write nothing', () => {
  const person = meet();
  const before = person.bench.flash.operations;
  for (const key of ['A', '1', 'back', 'enter', 'A', 'B', 'back'] as const) person.press(key);
  assert.is(person.bench.flash.operations, before);
});

test.run();
