import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keysOf } from './keyboard.ts';

const test = suite('the keys of the terminal');

test('digits, Enter, Backspace, A and B are those of the meter', () => {
  assert.equal(keysOf('07\r\u007faB'), ['0', '7', 'enter', 'back', 'A', 'B']);
});

test('a code may be pasted as it is printed', () => {
  assert.equal(keysOf('7394 6144').join(''), '73946144');
});

test('q and Ctrl-C quit', () => {
  for (const typed of ['q', '\u0003']) assert.equal(keysOf(typed), ['quit']);
});

test('an arrow or a function key is none of the letters in it', () => {
  assert.equal(keysOf('\u001b[A\u001b[B\u001bOB\u001b[15~5'), ['5']);
});

test.run();
