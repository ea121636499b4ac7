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

/** Which forms are in which files; hexadecimal is how a statement would have carried them. */
function found(): string[] {
  return files().flatMap((path) => {
    const bytes = readFileSync(path);
    return Object.entries(forms)
      .filter(
        ([, form]) => bytes.includes(form) || bytes.includes(Buffer.from(form).toString('hex')),
      )
      .map(([name]) => `${name} in ${path}`);
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

test('the search finds what is there', async () => {
  await sql`create table plain (content bytea)`.execute(store.database);
  await sql`insert into plain values (${Buffer.from(forms['xml'] ?? [])})`.execute(store.database);
  await sql`checkpoint`.execute(store.database);
  assert.ok(found().some((hit) => hit.startsWith('xml in ')));
  await sql`update plain set content = ''`.execute(store.database);
  await sql`checkpoint`.execute(store.database);
  // Deleted is not gone: this is why the outbox encrypts.
  assert.ok(found().length > 0);
  await sql`drop table plain`.execute(store.database);
});

test('no file holds a reading, before it is confirmed or after, and then its key is gone', async () => {
  const own = Object.entries(forms).map(([name, content], at) => ({ name, content, at }));
  const before = new Set(found());
  for (const { name, content, at } of own) {
    const requestId = requestIdOf(at);
    await store.commit({ kind: 'accept', request: newRequest(at), audit: [] });
    const outbox = newMessage(name, { requestId, content });
    await store.commit({ kind: 'answer', requestId, responseCode: 'I0', outbox, audit: [] });
  }
  await sql`checkpoint`.execute(store.database);
  const isNew = (hit: string) => !before.has(hit);
  assert.equal(found().filter(isNew), []);
  assert.is(files().filter((path) => path.endsWith('.key')).length, 1);
  nowMillis += EPOCH_MILLIS_MIN;
  await store.commit({ kind: 'confirm', recipient: SUPPLIER, messageIds: Object.keys(forms) });
  await store.keys.retire();
  await sql`checkpoint`.execute(store.database);
  assert.equal(found().filter(isNew), []);
  assert.equal(
    files().filter((path) => path.endsWith('.key')),
    [],
  );
});

test.run();
