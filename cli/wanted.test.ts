import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readMeteringPoint } from '../protocol/registration/read-metering-point.ts';
import { meterwright } from './run-here.testing.ts';
import { wantedInJson } from './wanted.ts';

const test = suite('what a supplier asks for in JSON');
const HEAD_END = '90-B3-D5-1F-30-00-00-01';
const folder = mkdtempSync(join(tmpdir(), 'meterwright-wanted-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const fileWith = (json: string): string => {
  const file = join(folder, 'asked.json');
  writeFileSync(file, json);
  return file;
};
const asked = { reference: '90.1', device: HEAD_END, pki: undefined };

test('a service of the register is asked of the head-end, with its value', async () => {
  const file = fileWith('{"of": {"mpxn": "2012345678385"}}');
  assert.equal(await wantedInJson(file, asked), {
    file,
    service: readMeteringPoint,
    target: HEAD_END,
    value: { of: { mpxn: '2012345678385' } },
  });
});

test('what is wrong is told with file and place, before anything is sent', async () => {
  const keys = join(folder, 'supplier.json');
  assert.is((await meterwright('supplier', 'keys', keys)).code, 0);
  const ask = (reference: string, json: string, ...more: string[]) =>
    meterwright('supplier', 'ask', reference, fileWith(json), '--keys', keys, ...more);
  const toHeadEnd = ['--device', HEAD_END];
  for (const [code, reason, ran] of [
    [2, /no service 99\.1/, await ask('99.1', '{}', ...toHeadEnd)],
    [2, /--device is missing/, await ask('90.1', '{}')],
    [1, /asked\.json: of: /, await ask('90.1', '{}', ...toHeadEnd)],
    [1, /asked\.json: .*stands twice/, await ask('90.1', '{"of": 1, "of": 1}', ...toHeadEnd)],
    [1, /asked\.json: of\.mpxn: /, await ask('90.1', '{"of": {"mpxn": 1}}', ...toHeadEnd)],
  ] as const) {
    assert.match(ran.err, reason);
    assert.is(ran.code, code, ran.err);
  }
});

test('keys are made for any role there is, and no other', async () => {
  const keys = ['supplier', 'keys', join(folder, 'agent.json'), '--roles'];
  const { out } = await meterwright(...keys, 'RSA,OU');
  assert.equal(JSON.parse(out).parties[0].roles, ['RSA', 'OU']);
  assert.is((await meterwright(...keys, 'IS,XX')).code, 2);
});

test.run();
