/** The commands with certificates, as they are typed: a head-end, many meters behind a gateway, a supplier on the bridge. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duisRequest } from '../headend/market/client/duis-messages.ts';
import { VARIANT } from '../headend/market/client/transport.ts';
import { writeRequest } from '../headend/market/duis/request.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';

const HEAD_END = '90-B3-D5-1F-30-00-00-01';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const GATEWAY = '90-B3-D5-1F-30-05-00-00';
const LINE_MILLIS_MAX = 120_000;

const test = suite('commands over TLS');
const folder = mkdtempSync(join(tmpdir(), 'meterwright-tls-'));
const at = (name: string) => join(folder, name);
const running: ChildProcess[] = [];

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

async function ran(...args: string[]): Promise<Ran> {
  const child = spawn('node', ['cli/meterwright.js', ...args]);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

async function done(...args: string[]): Promise<string> {
  const { code, out, err } = await ran(...args);
  assert.is(code, 0, `${args.join(' ')}: ${err}${out}`);
  return out;
}

/** Runs until the test is over; resolves with what it has said once that is enough. */
function started(enough: RegExp, ...args: string[]): Promise<string> {
  const child = spawn('node', ['cli/meterwright.js', ...args]);
  running.push(child);
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`${args.join(' ')}: ${said}`));
    const timeout = setTimeout(fail, LINE_MILLIS_MAX);
    const listen = (chunk: Buffer) => {
      said += chunk;
      if (!enough.test(said)) return;
      clearTimeout(timeout);
      resolve(said);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('close', fail);
  });
}

let mqtt = '';
let operator = '';

test.before(async () => {
  const pki = (...args: string[]) => done('pki', args[0] as string, at('pki'), ...args.slice(1));
  await pki('init', '--head-end', HEAD_END, '--host', '127.0.0.1');
  await pki('issue', '--eui64', SUPPLIER, '--role', 'supplier', '--name', 'Alpha Energy');
  await pki('issue', '--eui64', GATEWAY, '--role', 'wanProvider', '--name', 'Gateway');
  const keys = ['supplier', 'keys', at('keys.json'), '--pki', at('pki'), '--channel', 'bridge'];
  writeFileSync(at('party.json'), await done(...keys));
  const ports = ['--http', '0', '--mqtt', '0', '--operator', '0'];
  const files = ['--data', at('data'), '--master', at('party.json'), '--pki', at('pki')];
  const said = await started(/"operatorPort":\d+/, 'headend', ...files, ...ports);
  const { mqttPort, operatorPort } = JSON.parse(/^\{.*\}$/m.exec(said)?.[0] ?? '');
  mqtt = `mqtts://127.0.0.1:${mqttPort}`;
  operator = `http://127.0.0.1:${operatorPort}`;
});

test.after(async () => {
  for (const child of running.reverse()) {
    child.removeAllListeners('close');
    const ended = once(child, 'close');
    child.kill();
    if (child.exitCode === null) await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

test('many meters behind a gateway answer a supplier on the bridge', async () => {
  const fleet = ['--keys', at('keys.json'), '--operator', operator, '--count', '3'];
  const gateway = ['--mqtt', mqtt, '--pki', at('pki'), '--gateway', GATEWAY];
  const said = await started(/3 meters are on mqtts/, 'meter', ...fleet, ...gateway);
  const records = [...said.matchAll(/^\{"eui64".*\}$/gm)].map(([line]) => line);
  assert.is(records.length, 3);
  writeFileSync(at('records.json'), records.join('\n'));
  const target = JSON.parse(records[2] as string).eui64;
  const requestId = formatRequestId({ originator: SUPPLIER, target, counter: 1n });
  const service = readFirmwareVersion;
  const command = { requestId, service, commandVariant: VARIANT.command, body: {} };
  writeFileSync(at('read.xml'), writeRequest(duisRequest(command)));
  const ways = ['--keys', at('keys.json'), '--bridge', mqtt, '--pki', at('pki')];
  assert.match(await done('supplier', 'send', at('read.xml'), ...ways), /"kind":"done"/);
});

test('a meter’s own keys are certified from the record it prints', async () => {
  const out = await done('pki', 'device', at('pki'), '--record', at('records.json'));
  assert.is(out.match(/ device .* good$/gm)?.length, 12);
  const [first] = readFileSync(at('records.json'), 'utf8').split('\n');
  const { eui64 } = JSON.parse(first as string);
  const name = `${eui64.replaceAll('-', '').toLowerCase()}-digitalSigning.pem`;
  const file = join(at('pki'), 'certificates', name);
  assert.match(await done('pki', 'check', at('pki'), file), /: good, digitalSigning of /);
  assert.throws(() => readFileSync(join(at('pki'), 'private', name)), /ENOENT/);
});

test('a gateway or supplier without a certificate is told so', async () => {
  const meter = ['meter', '--keys', at('keys.json'), '--operator', operator, '--mqtt', mqtt];
  const nobody = await ran(
    ...meter,
    '--count',
    '2',
    '--pki',
    at('pki'),
    '--gateway',
    SUPPLIER.replace('01', '09'),
  );
  assert.is(nobody.code, 1);
  assert.match(nobody.err, /has no certificate for transport of 90-B3-D5-1F-30-09/);
  const unsaid = await ran(...meter, '--count', '2', '--pki', at('pki'));
  assert.match(unsaid.err, /--gateway says whose certificate/);
});

test('a head-end with certificates goes to no other’s broker in plain text', async () => {
  const plain = ['--pki', at('pki'), '--data', at('other'), '--mqtt', 'mqtt://broker.example'];
  const { code, err } = await ran('headend', ...plain, '--http', '0', '--operator', '0');
  assert.is(code, 1);
  assert.match(err, /mqtt:\/\/broker\.example is plain text/);
});

test('of several files each is judged, and what is none is named', async () => {
  const bad = at('keys.json');
  const good = join(at('pki'), 'certificates', '90b3d51f30010000-transport.pem');
  const { code, out } = await ran('pki', 'check', at('pki'), bad, good);
  assert.is(code, 1);
  const [first, second] = out.split('\n');
  assert.match(String(first), /keys\.json: expected one PEM block/);
  assert.match(String(second), /: good, transport of Alpha Energy/);
});

test.run();
