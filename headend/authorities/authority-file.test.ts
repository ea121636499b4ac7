import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../protocol/refused.ts';
import { loadAuthorities } from './authority-file.ts';

const test = suite('the file of the authorities');
let directory: string;
test.before.each(() => {
  directory = mkdtempSync(join(tmpdir(), 'meterwright-authorities-'));
});
test.after.each(() => rmSync(directory, { recursive: true }));

const refusal = (text: string): string => {
  const path = join(directory, 'bad.json');
  writeFileSync(path, text);
  try {
    loadAuthorities(path);
    return 'none';
  } catch (error) {
    assert.instance(error, Refused);
    return (error as Refused).reason;
  }
};

test('is made the first time, for its user alone, and is the same from then on', () => {
  const path = join(directory, 'authorities.json');
  const made = loadAuthorities(path);
  assert.is(made.changeOfSupplier?.signingSecret.length, 32);
  assert.is(statSync(path).mode & 0o777, 0o600);
  const before = readFileSync(path, 'utf8');
  assert.equal(loadAuthorities(path), made);
  assert.is(readFileSync(path, 'utf8'), before);
});

test('that is damaged is refused by what is wrong, and its secret is not quoted', () => {
  const party = { eui64: '90-B3-D5-1F-30-00-00-04', signingSecret: '04'.repeat(32) };
  assert.is(refusal(JSON.stringify({ handover: party })), 'none');
  assert.is(refusal('{"changeOfSupplier": 5e'), 'is no JSON');
  assert.match(refusal(JSON.stringify({ recovery: party })), /no such party: recovery/);
  assert.match(refusal('{}'), /names none of changeOfSupplier, handover/);
  const short = { ...party, signingSecret: 'abcdef' };
  assert.match(refusal(JSON.stringify({ handover: short })), /^handover.signingSecret: expected/);
  const nameless = { ...party, eui64: 'x' };
  assert.match(refusal(JSON.stringify({ handover: nameless })), /handover.eui64/);
});

test.run();
