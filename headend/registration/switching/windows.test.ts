import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dayOf, startOfDay } from '../calendar/days.ts';
import {
  coolingOffUntil,
  earliestSupplyDay,
  gateClosureOf,
  objectionUntil,
  standstillUntil,
} from './windows.ts';

const utc = (text: string) => Date.parse(`${text}Z`) / 1000;

const test = suite('windows of a switch');

test('a domestic supplier may object until 17:00 of the next working day', () => {
  assert.is(objectionUntil(utc('2026-01-21T10:00:00'), 'domestic'), utc('2026-01-22T17:00:00'));
  assert.is(objectionUntil(utc('2026-01-23T23:30:00'), 'domestic'), utc('2026-01-26T17:00:00'));
  assert.is(objectionUntil(utc('2026-04-02T18:00:00'), 'domestic'), utc('2026-04-07T16:00:00'));
});

test('of a non-domestic customer it is the second working day', () => {
  assert.is(objectionUntil(utc('2026-01-22T10:00:00'), 'nonDomestic'), utc('2026-01-26T17:00:00'));
});

test('the days are those of UK time: half past eleven UTC in summer is tomorrow', () => {
  assert.is(objectionUntil(utc('2026-07-20T22:59:59'), 'domestic'), utc('2026-07-21T16:00:00'));
  assert.is(objectionUntil(utc('2026-07-20T23:30:00'), 'domestic'), utc('2026-07-22T16:00:00'));
});

test('the gate closes at 17:00 UK time of the day before', () => {
  assert.is(gateClosureOf(dayOf(2026_0123)), utc('2026-01-22T17:00:00'));
  assert.is(gateClosureOf(dayOf(2026_0330)), utc('2026-03-29T16:00:00'));
});

test('the first day that can still be had is tomorrow until the gate closes', () => {
  assert.is(earliestSupplyDay(utc('2026-01-21T16:59:59')), dayOf(2026_0122));
  assert.is(earliestSupplyDay(utc('2026-01-21T17:00:00')), dayOf(2026_0123));
});

test('standstill is five working days, cooling off fourteen days', () => {
  const start = startOfDay(dayOf(2026_0122));
  assert.is(standstillUntil(start), startOfDay(dayOf(2026_0129)));
  assert.is(coolingOffUntil(start), startOfDay(dayOf(2026_0205)));
});

test.run();
