import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCanonical } from '../../protocol/cbor/canonical.ts';
import { openStore } from '../store/open.ts';
import {
  NOON_MILLIS,
  newMessage,
  newRequest,
  requestIdOf,
  SUPPLIER,
  template,
  temporaryDirectory,
} from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { EPOCH_MILLIS_MIN } from './epoch-keys.ts';

const test = suite('Readings leave nothing behind');
const directory = temporaryDirectory();
let nowMillis = NOON_MILLIS;
let store: Store;

/** In watt-hours: what no file holds by chance in any of the forms it has on its way. */
const READING = 7_316_904_528_153;

const text = new TextEncoder();
const forms: Readonly<Record<string, Uint8Array>> = {
  number: text.encode(String(READING)),
  cbor: encodeCanonical(READING),
  protobuf: varint(BigInt(READING)),
  xml: text.encode(`<ra:PrimaryValue>${READING}</ra:PrimaryValue>`),
  bigEndian: encodeCanonical(READING).subarray(1),
};

/** Protobuf encoding guide, "Base 128 Varints". */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push((bytes.pop() ?? 0) & 0x7f);
  return Uint8Array.from(bytes);
}

function files(): string[] {
  const all = readdirSync(directory, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name));
}

function keyFiles(): string[] {
  return files().filter((path) => path.endsWith('.key'));
}

/** Which forms are in which files; hexadecimal is how a statement would have carried them. */
function found(wanted: Readonly<Record<string, Uint8Array>>): string[] {
  const needles = Object.entries(wanted).flatMap(([name, form]): [string, Buffer][] => {
    const bytes = Buffer.from(form);
    return [
      [name, bytes],
      [`${name} in hexadecimal`, Buffer.from(bytes.toString('hex'))],
    ];
  });
  return files().flatMap((path) => {
    const bytes = readFileSync(path);
    const hits = needles.filter(([, needle]) => bytes.includes(needle));
    return hits.map(([name]) => `${name}: ${path}`);
  });
}

test.before(async () => {
  const options = { directory, template: await template(), nowMillis: () => nowMillis };
  store = await openStore(options);
});
test.after(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

test('a reading written plainly stays in the files after it is deleted: hence the keys', async () => {
  const plain = { reading: text.encode('reading of 2,468,013,579 Wh') };
  const content = Buffer.from(plain.reading);
  await sql`create table plain (content bytea)`.execute(store.database);
  await sql`insert into plain values (${content})`.execute(store.database);
  await sql`delete from plain`.execute(store.database);
  await sql`checkpoint`.execute(store.database);
  assert.ok(found(plain).length > 0);
});

test('no file holds a reading, before it is confirmed or after, and then its key is gone', async () => {
  for (const [at, [name, content]] of Object.entries(forms).entries()) {
    const requestId = requestIdOf(at);
    await store.commit({ kind: 'accept', request: newRequest(at), audit: [] });
    const outbox = [newMessage(name, { requestId, content })];
    await store.commit({ kind: 'answer', requestId, responseCode: 'I0', outbox, audit: [] });
  }
  await sql`checkpoint`.execute(store.database);
  assert.equal(found(forms), []);
  assert.is(keyFiles().length, 1);
  nowMillis += EPOCH_MILLIS_MIN;
  await store.commit({ kind: 'confirm', recipient: SUPPLIER, messageIds: Object.keys(forms) });
  await store.keys.retire();
  await sql`checkpoint`.execute(store.database);
  assert.equal(found(forms), []);
  assert.equal(keyFiles(), []);
});

test.run();
