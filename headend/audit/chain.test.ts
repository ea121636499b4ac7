import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../../protocol/bytes.ts';
import { CHAIN_START, follows, sealBlock } from './chain.ts';
import type { AuditEntry } from './entry.ts';

const test = suite('Chain of the audit');

const NOON_MILLIS = 1_768_996_800_000;
const received: AuditEntry = { atMillis: NOON_MILLIS, step: 'received' };
const answered: AuditEntry = { atMillis: NOON_MILLIS + 900, step: 'answered' };

test('a block hashes what stands before it, its number and its text', () => {
  const block = sealBlock(CHAIN_START, [received], NOON_MILLIS);
  assert.is(block.entries, '[{"atMillis":1768996800000,"step":"received"}]');
  const parts = `${'00'.repeat(32)}0000000000000001${Buffer.from(block.entries).toString('hex')}`;
  const expected = createHash('sha256').update(Buffer.from(parts, 'hex')).digest('hex');
  assert.is(toHex(block.hash), expected);
});

test('a block says from when to when it speaks, in whatever order its entries came', () => {
  const block = sealBlock(CHAIN_START, [answered, received], 0);
  assert.equal([block.fromMillis, block.toMillis], [NOON_MILLIS, NOON_MILLIS + 900]);
  const empty = sealBlock(CHAIN_START, [], NOON_MILLIS);
  assert.equal([empty.fromMillis, empty.toMillis], [NOON_MILLIS, NOON_MILLIS]);
});

test('only the block that was sealed after another follows it', () => {
  const first = sealBlock(CHAIN_START, [received], NOON_MILLIS);
  const second = sealBlock(first, [answered], NOON_MILLIS);
  assert.ok(follows(CHAIN_START, first));
  assert.ok(follows(first, second));
  assert.not(follows(CHAIN_START, second));
  assert.not(follows(first, { ...second, sequence: 3n }));
  assert.not(follows(first, { ...second, entries: second.entries.replace('900', '901') }));
  assert.not(follows(first, { ...second, previousHash: second.hash }));
});

test.run();
