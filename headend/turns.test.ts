import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Turns } from './turns.ts';

const later = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
const test = suite('turns');

test('of one key begin in the order of arrival, each when the one before lets it', async () => {
  const turns = new Turns();
  const said: string[] = [];
  const work = (name: string, millis: number) =>
    turns.run('one', async (letNext) => {
      said.push(`${name} begins`);
      await later(millis);
      letNext();
      await later(1);
      said.push(`${name} ends`);
    });
  await Promise.all([work('a', 10), work('b', 1), work('c', 1)]);
  const begun = said.filter((one) => one.endsWith('begins'));
  assert.equal(begun, ['a begins', 'b begins', 'c begins']);
  assert.is(turns.size, 0);
});

test('of another key are not held up, nor by one that has failed', async () => {
  const turns = new Turns();
  const failed = turns.run('one', () => Promise.reject(new Error('no'))).catch(() => 'failed');
  assert.is(await turns.run('two', async () => 'done'), 'done');
  assert.is(await turns.run('one', async () => 'next'), 'next');
  assert.is(await failed, 'failed');
});

test.run();
