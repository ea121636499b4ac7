import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type HeadEnd, startHeadEnd } from '../head-end.ts';
import { newMessage } from '../store/store.testing.ts';
import { OperatorServer } from './server.ts';

const PARTY = {
  eui64: '90-B3-D5-1F-30-01-00-00',
  name: 'Supplier',
  roles: ['IS'],
  status: 'active',
  channel: 'bridge',
};
const JSON_TYPE = { 'content-type': 'application/json' };
const master = JSON.stringify({ parties: [PARTY] });

const test = suite('operator');
let headEnd: HeadEnd;
let operator: OperatorServer;
let port = 0;
test.before(async () => {
  headEnd = await startHeadEnd({ host: '127.0.0.1', httpPort: 0, mqtt: { port: 0 } });
  operator = new OperatorServer(headEnd);
  port = await operator.listen(0);
});
test.after(async () => {
  await operator.close();
  await headEnd.stop();
});

/** Not fetch, which does not let Host be chosen. */
function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<{ status: number; json: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, async (response) => {
      const parts = await response.toArray();
      resolve({ status: response.statusCode ?? 0, json: JSON.parse(parts.join('')) });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('status, anchor and trace are there, and nothing else', async () => {
  const status = await send('GET', '/status');
  assert.is(status.status, 200);
  assert.is(status.json['headEnd'], headEnd.identity.eui64);
  assert.is((await send('GET', '/anchor')).json['eui64'], headEnd.identity.eui64);
  const id = '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1';
  for (const written of [id, id.toLowerCase(), encodeURIComponent(id)])
    assert.equal((await send('GET', `/trace/${written}`)).json, []);
  for (const path of ['/', '/keys', '/master', '/identity.json'])
    assert.is((await send('GET', path)).status, 404, path);
});

test('an address that is not well-formed is the asker’s mistake', async () => {
  for (const path of ['/trace/%', '/trace/%ZZ', '/trace/%C3', '/trace/%00', '/trace/1', '//'])
    assert.is((await send('GET', path)).status, 400, path);
});

test('what a page in a browser could send is refused, and changes nothing', async () => {
  const from: [string, Record<string, string>][] = [
    ['another site', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no type', {}],
    ['a name made to point here', { ...JSON_TYPE, host: 'evil.example' }],
  ];
  for (const [who, headers] of from) {
    const { status, json } = await send('POST', '/master', headers, master);
    assert.is(status, 403, who);
    assert.is(json['code'], 'FOREIGN');
    assert.is(headEnd.parties.get(PARTY.eui64), undefined, who);
  }
  assert.is((await send('GET', '/status', { host: 'evil.example:80' })).status, 403);
});

test('a master file is taken, and one that is wrong is refused with its place', async () => {
  assert.equal(await send('POST', '/master', JSON_TYPE, master), {
    status: 200,
    json: { parties: 1, meteringPoints: 0, devices: 0, wanCoverage: 0 },
  });
  assert.is(headEnd.parties.get(PARTY.eui64)?.name, 'Supplier');
  const wrong = await send('POST', '/master', JSON_TYPE, '{"devices": [1]}');
  assert.is(wrong.status, 400);
  assert.is(wrong.json['path'], 'devices[0]');
  assert.is((await send('POST', '/master', JSON_TYPE, 'x')).status, 400);
});

test('what users could not use is listed, and sent again when that is asked for', async () => {
  const message = newMessage('p', { recipient: PARTY.eui64 });
  await headEnd.store.commit({ kind: 'deliver', outbox: [message], audit: [] });
  const parked = { failures: 12, failure_reason: 'no such meter', parked_at_millis: 0n };
  await headEnd.store.database.updateTable('outbox').set(parked).execute();
  const { json } = await send('GET', '/parked');
  const [row] = json as unknown as readonly Record<string, unknown>[];
  assert.equal([row?.['messageId'], row?.['reason']], ['p', 'no such meter']);
  assert.is(row?.['parkedAt'], '1970-01-01T00:00:00.000Z');
  for (const wrong of ['{}', '{"messageIds":"p"}', '{"messageIds":[1]}'])
    assert.is((await send('POST', '/parked', JSON_TYPE, wrong)).status, 400, wrong);
  const asked = JSON.stringify({ messageIds: ['p', 'unknown'] });
  assert.equal((await send('POST', '/parked', JSON_TYPE, asked)).json, { sentAgain: ['p'] });
  assert.equal((await send('GET', '/parked')).json, []);
});

test.run();
