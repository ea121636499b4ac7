/** An install code that waits for its day is in no file of the head-end. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import { updateHanDeviceLog } from '../../protocol/services/update-han-device-log.ts';
import { openStore } from './open.ts';
import { SECRET_SERVICES } from './request-secrets.ts';
import {
  METER,
  NOON_MILLIS,
  newRequest,
  requestIdOf,
  template,
  temporaryDirectory,
} from './store.testing.ts';
import type { Store } from './store.ts';

const INSTALL_CODE = Uint8Array.of(0xec, 0x5c, 0x28, 0xb5, 0x0a, 0xb7, 0x25, 0x2a);
const COMMAND = Uint8Array.of(0xd1, 0x84, ...INSTALL_CODE);
const body = encodeCbor(updateHanDeviceLog.request, {
  executionDateTime: NOON_MILLIS / 1000 + 86_400,
  deviceId: METER,
  requestType: 'Add',
  whitelisting: { joinTimePeriod: 600, installCode: INSTALL_CODE },
});
const [service = 0] = SECRET_SERVICES;
const requestId = requestIdOf(1);
const accept = {
  kind: 'accept',
  request: newRequest(1, { service, body }),
  counterScope: 'all',
  audit: [],
} as const;

const test = suite('a request with an install code');
const directory = temporaryDirectory();
let store: Store;
const open = async () =>
  openStore({ directory, nowMillis: () => NOON_MILLIS, template: await template() });
const keys = () => readdirSync(join(directory, 'request-keys'));
test.before(async () => {
  store = await open();
});
test.after(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

function filesWithIt(): string[] {
  const all = readdirSync(directory, { recursive: true, withFileTypes: true });
  const paths = all.filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name));
  const needles = [
    Buffer.from(INSTALL_CODE),
    Buffer.from(Buffer.from(INSTALL_CODE).toString('hex')),
  ];
  return paths.filter((path) => {
    const bytes = readFileSync(path);
    return needles.some((needle) => bytes.includes(needle));
  });
}

test('is read as it was, and stands nowhere while it waits, its command neither', async () => {
  await store.commit(accept);
  assert.equal((await store.request(requestId))?.body, body);
  await store.commit({
    kind: 'dispatch',
    requestId,
    command: COMMAND,
    commandCounter: 7n,
    audit: [],
  });
  assert.equal((await store.request(requestId))?.command, COMMAND);
  await store.close();
  assert.equal(filesWithIt(), []);
});

test('is there again after a restart', async () => {
  store = await open();
  const records = [];
  for await (const record of store.unfinished()) records.push(record);
  assert.equal(
    records.map((record) => [record.body, record.command]),
    [[body, COMMAND]],
  );
});

test('keeps its key when it comes again, and makes none that is not written', async () => {
  const [key] = keys();
  assert.ok((await store.commit(accept)).duplicateOf);
  const late = newRequest(0, { service, body });
  assert.ok((await store.commit({ ...accept, request: late })).isCounterUsed);
  assert.equal(keys(), [key]);
  assert.equal((await store.request(requestId))?.body, body);
});

test('leaves no key when it is answered', async () => {
  await store.commit({ kind: 'answer', requestId, responseCode: 'I0', audit: [] });
  assert.equal(keys(), []);
  assert.is((await store.request(requestId))?.body, undefined);
});

test('whose key is lost stops the head-end, which would never do what it has accepted', async () => {
  await store.commit({ ...accept, request: newRequest(2, { service, body }) });
  await store.close();
  rmSync(join(directory, 'request-keys'), { recursive: true });
  try {
    store = await open();
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'KEY_MISSING');
  }
});
test.run();
