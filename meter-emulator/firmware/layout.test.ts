import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EVENTS_PER_GROUP_MAX, meterLayout, slotValues } from './layout.ts';
import { stored } from './state.ts';

const test = suite('what a meter keeps');

test('each value has one place, after the slots', () => {
  const names = meterLayout.values.slice(slotValues.length).map(({ name }) => name);
  assert.equal(names, Object.keys(stored));
});

test('a group of every value and all events finds room', () => {
  assert.ok(meterLayout.groupBytesMax > EVENTS_PER_GROUP_MAX * 28);
});
test.run();
