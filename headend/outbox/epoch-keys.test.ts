import { readdirSync, rmSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf, newMessage, OTHER_SUPPLIER, temporaryDirectory } from '../store/store.testing.ts';
import { EPOCH_MESSAGES_MAX, EPOCH_MILLIS_MAX, EPOCH_MILLIS_MIN, EpochKeys } from './epoch-keys.ts';
import { KeyFiles } from './key-files.ts';
import type { SealedMessage } from './message.ts';

const test = suite('Keys of the outbox');
const NONE = new Map<string, number>();
let directory: string;
let nowMillis = 0;
let drawn = 0;
const options = {
  nowMillis: () => nowMillis,
  randomBytes: (length: number) => new Uint8Array(length).fill(++drawn),
};

test.before.each(() => {
  directory = temporaryDirectory();
});
test.after.each(() => rmSync(directory, { recursive: true }));

const open = (outstanding: ReadonlyMap<string, number> = NONE) =>
  EpochKeys.open(new KeyFiles(directory), outstanding, options);
const files = () => readdirSync(directory).length;

async function sealOne(keys: EpochKeys, messageId: string, more = {}): Promise<SealedMessage> {
  const [sealed] = await keys.seal([newMessage(messageId, more)]);
  if (!sealed) throw new Error('nothing was sealed');
  return sealed;
}

test('what is sealed opens again, also for the next process', async () => {
  const keys = await open();
  const content = Uint8Array.of(1, 2, 3);
  const sealed = await sealOne(keys, 'a', { content });
  assert.equal(keys.unseal(sealed), content);
  const next = await open(new Map([[sealed.epoch, 1]]));
  assert.equal(next.unseal(sealed), content);
});

test('content moved to another message, or changed, does not open', async () => {
  const keys = await open();
  const [a, b] = [await sealOne(keys, 'a'), await sealOne(keys, 'b')];
  assert.throws(() => keys.unseal({ ...a, message: b.message, nonce: a.nonce }), /KEY_MISSING/);
  assert.throws(
    () => keys.unseal({ ...a, sealed: a.sealed.map((byte) => byte ^ 1) }),
    /KEY_MISSING/,
  );
});

test('no two messages of an epoch have one nonce', async () => {
  const keys = await open();
  const sealed = await keys.seal(['a', 'b', 'c'].map((id) => newMessage(id)));
  assert.equal(
    sealed.map(({ nonce }) => nonce),
    [0, 1, 2],
  );
  assert.is(new Set(sealed.map(({ epoch }) => epoch)).size, 1);
});

test('a later process never goes on with the nonces of an earlier one', async () => {
  const first = await sealOne(await open(), 'a');
  const second = await sealOne(await open(new Map([[first.epoch, 1]])), 'b');
  assert.is.not(second.epoch, first.epoch);
});

test('each recipient has epochs of its own, and new ones with time and with many messages', async () => {
  const keys = await open();
  const epochs = new Set<string>();
  epochs.add((await sealOne(keys, 'a')).epoch);
  epochs.add((await sealOne(keys, 'b', { recipient: OTHER_SUPPLIER })).epoch);
  nowMillis += EPOCH_MILLIS_MAX;
  epochs.add((await sealOne(keys, 'c')).epoch);
  const many = Array.from({ length: EPOCH_MESSAGES_MAX }, (_, at) => newMessage(`m-${at}`));
  for (const { epoch } of await keys.seal(many)) epochs.add(epoch);
  assert.is(epochs.size, 4);
  assert.is(files(), 4);
});

test('the key goes when the last message of a finished epoch is confirmed', async () => {
  const keys = await open();
  const [a, b] = [await sealOne(keys, 'a'), await sealOne(keys, 'b')];
  nowMillis += EPOCH_MILLIS_MIN;
  keys.release(a.epoch);
  await keys.retire();
  assert.equal(keys.unseal(b).length > 0, true);
  keys.release(b.epoch);
  await keys.retire();
  assert.is(files(), 0);
  assert.throws(() => keys.unseal(b), /KEY_MISSING/);
});

test('a young epoch is not thrown away each time a recipient has confirmed everything', async () => {
  const keys = await open();
  const a = await sealOne(keys, 'a');
  keys.release(a.epoch);
  await keys.retire();
  assert.is((await sealOne(keys, 'b')).epoch, a.epoch);
});

test('a process that died between erasing a message and its key leaves the key to the next', async () => {
  await sealOne(await open(), 'a');
  await open(NONE);
  assert.is(files(), 0);
});

test('waiting messages without their keys stop the start: it is the wrong folder', async () => {
  assert.is(await codeOf(open(new Map([['0123456789abcdef', 3]]))), 'KEY_MISSING');
});

test.run();
