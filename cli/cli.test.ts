import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeRequest } from '../headend/market/duis/request.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { toHex } from '../protocol/bytes.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import { meterwright, type Ran } from './run-here.testing.ts';

/** Runs the command line as a person would, and waits for its end, or stops it when it has said enough. */
function spawned(args: readonly string[], isEnough = (_: string) => false): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn('node', ['cli/meterwright.js', ...args]);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (isEnough(out)) child.kill();
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

process.env['NO_COLOR'] = '1';

const folder = mkdtempSync(join(tmpdir(), 'meterwright-cli-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const REQUEST_ID = '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000';
const topUp = writeRequest({
  header: {
    requestId: REQUEST_ID,
    commandVariant: 1,
    serviceReference: '2.2',
    serviceReferenceVariant: '2.2',
  },
  service: topUpDevice,
  body: { kind: 'service', value: { utrn: '73946144332040217315' } },
});

const test = suite('command line');
test.after(() => rmSync(folder, { recursive: true }));

test('every command says how it is used', async () => {
  const { code, out } = await spawned(['--help']);
  assert.is(code, 0);
  const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name as string);
  const wanted = 'up headend meter home supplier duis register token pki trace'.split(' ');
  assert.equal(names, wanted);
  for (const name of names) {
    const help = await meterwright(name, '--help');
    assert.is(help.code, 0, name);
    assert.match(help.out, `meterwright ${name}`);
  }
});

test('what is asked wrongly ends with 2 and says what is right', async () => {
  for (const args of [
    [],
    ['nothing'],
    ['duis'],
    ['duis', 'parse'],
    ['token', 'make'],
    ['up', '--what'],
  ]) {
    const { code, out, err } = await meterwright(...args);
    assert.is(code, 2, args.join(' '));
    assert.match(out + err, 'meterwright');
  }
  const { code, err } = await spawned(['nothing']);
  assert.is(code, 2);
  assert.match(err, 'There is no command nothing');
});

test('duis parse prints one JSON object of the request', async () => {
  const { code, out, err } = await meterwright('duis', 'parse', file('top-up.xml', topUp));
  assert.is(code, 0, err);
  assert.is(out.trim().split('\n').length, 1);
  const { header, service, body } = JSON.parse(out);
  assert.is(header.requestId, REQUEST_ID);
  assert.equal(service, { reference: '2.2', name: 'TopUpDevice' });
  assert.equal(body, { utrn: '73946144332040217315' });
});

test('duis parse says what is wrong with its code, element and line, and ends with 2', async () => {
  const wrong: [string, string, RegExp][] = [
    [
      'element',
      topUp.replaceAll('TopUpDevice', 'TopUpDevise'),
      /^XML_REFUSED: .*\(\/Request\/Body\/TopUpDevise, line 1\)$/,
    ],
    ['digits', topUp.replace('73946144332040217315', '7394'), /^XML_REFUSED: .*UTRN, line 1\)$/],
    ['dtd', `<!DOCTYPE a [<!ENTITY b "c">]>${topUp}`, /^XML_FORBIDDEN: /],
    ['end', topUp.slice(0, -10), /^XML_MALFORMED: /],
  ];
  for (const [name, xml, expected] of wrong) {
    const { code, out, err } = await meterwright('duis', 'parse', file(`${name}.xml`, xml));
    assert.is(code, 2, name);
    assert.is(out, '');
    assert.match(err.trim(), expected);
  }
});

test('token make and check agree, and check notices another key', async () => {
  const supplierSecret = new Uint8Array(32).fill(7);
  const deviceSecret = new Uint8Array(32).fill(9);
  const publicOf = (secret: Uint8Array) => toHex(nodeCrypto.p256.publicKey(secret));
  const parties = ['--supplier', '90-B3-D5-1F-30-01-00-00', '--device', '00-DB-12-34-56-78-90-A0'];
  const numbered = [...parties, '--counter', '5'];
  const keys = [
    '--supplier-secret',
    toHex(supplierSecret),
    '--device-public',
    publicOf(deviceSecret),
  ];
  const made = await meterwright('token', 'make', '--pounds', '10', ...numbered, ...keys);
  assert.is(made.code, 0, made.err);
  const utrn = made.out.trim();
  assert.match(utrn, /^7[345]\d{18}$/);
  const form = await meterwright('token', 'check', utrn);
  assert.match(form.out, '£10.00 (10 pounds)');
  const verify = (secret: Uint8Array) =>
    meterwright(
      'token',
      'check',
      utrn,
      ...numbered,
      '--supplier-public',
      publicOf(supplierSecret),
      '--device-secret',
      toHex(secret),
    );
  assert.is((await verify(deviceSecret)).code, 0);
  assert.is((await verify(supplierSecret)).code, 1);
  for (const wrong of [
    ['--pence', ''],
    ['--pence', '5.5'],
    ['--pounds', '8192'],
    ['--pence', '5', '--counter', '4294967296'],
  ])
    assert.is((await meterwright('token', 'make', ...numbered, ...keys, ...wrong)).code, 2);
  const mistyped = `${utrn.slice(0, 19)}${(Number(utrn.at(-1)) + 1) % 10}`;
  const { code, err } = await meterwright('token', 'check', mistyped);
  assert.is(code, 1);
  assert.match(err, 'TOKEN_REFUSED');
});

test('a trace in a folder that is not there makes none', async () => {
  const nowhere = join(folder, 'nowhere');
  const { code, err } = await meterwright('trace', REQUEST_ID, '--data', nowhere);
  assert.is(code, 1);
  assert.match(err, nowhere);
  assert.not(existsSync(nowhere));
});

test('no house is enrolled that was asked for wrongly', async () => {
  const keys = join(folder, 'house.json');
  assert.is((await meterwright('supplier', 'keys', keys)).code, 0);
  const common = ['home', '--keys', keys, '--operator', 'http://127.0.0.1:1'];
  const mqtt = ['--mqtt', 'mqtt://127.0.0.1:1'];
  for (const args of [
    [],
    [...mqtt, '--number', '0'],
    [...mqtt, '--speed', '0'],
    [...mqtt, '--prepayment', 'lots'],
    [...mqtt, '--kind', 'gas'],
  ])
    assert.is((await meterwright(...common, ...args)).code, 2, args.join(' '));
  const { code, err } = await meterwright(...common, ...mqtt);
  assert.is(code, 1);
  assert.match(err, 'no head-end answers at http://127.0.0.1:1');
});

test('nothing is enrolled for meters that were asked for wrongly', async () => {
  const keys = join(folder, 'supplier.json');
  assert.is((await meterwright('supplier', 'keys', keys)).code, 0);
  // No head-end is there: asking one would end with 1.
  const common = ['meter', '--keys', keys, '--operator', 'http://127.0.0.1:1'];
  const mqtt = ['--mqtt', 'mqtt://127.0.0.1:1'];
  for (const args of [
    [],
    [...mqtt, '--serial', '/dev/null'],
    [...mqtt, '--count', '0'],
    [...mqtt, '--count', '2', '--flash', join(folder, 'flash')],
    [...mqtt, '--prepayment', 'lots'],
    [...mqtt, '--speed', '0'],
    [...mqtt, '--kind', 'steam'],
  ])
    assert.is((await meterwright(...common, ...args)).code, 2, args.join(' '));
  const { code, err } = await meterwright(...common, ...mqtt);
  assert.is(code, 1);
  // With the place and the cause, not `fetch failed` alone.
  assert.match(err, /meter: no head-end answers at http:\/\/127\.0\.0\.1:1 \(./);
});

test('a flash file is that of one meter', async () => {
  const anchors = file(
    'anchors.json',
    JSON.stringify({
      headEnd: { eui64: '90-B3-D5-1F-30-00-00-01', agreementPublic: '09'.padEnd(64, '0') },
      supplier: {
        eui64: '90-B3-D5-1F-30-01-00-00',
        signingPublic: toHex(nodeCrypto.ed25519.publicKey(new Uint8Array(32).fill(7))),
        prepaymentPublic: toHex(nodeCrypto.p256.publicKey(new Uint8Array(32).fill(7))),
      },
    }),
  );
  const flash = join(folder, 'one.flash');
  const meter = ['meter', '--anchors', anchors, '--flash', flash, '--serial', '/dev/ttyNONE'];
  const first = spawn('node', ['cli/meterwright.js', ...meter]);
  await new Promise<void>((resolve) => {
    first.stderr.on('data', (text) => String(text).includes('boot') && resolve());
  });
  first.kill('SIGKILL');
  const other = await spawned([...meter, '--eui', '00-DB-12-34-56-78-90-A0']);
  assert.is(other.code, 1);
  assert.match(other.err, 'is the flash of 02-4D-57-00-00-00-00-01');
});

const data = join(folder, 'up');

test('up --once runs the tour and ends with 0 when every answer came, and works again in its folder', async () => {
  const tour = ['up', '--once', '--json', '--data', data];
  const { code, out, err } = await spawned(tour);
  assert.is(code, 0, out + err);
  const steps = stepsIn(out);
  assert.ok(steps.every(({ isRight }) => isRight === true));
  const over = (way: string) => steps.filter((step) => step.way.includes(way)).length;
  assert.ok(over('serial port') > 10 && over('MQTT') > 20 && over('bridge') > 5);
  const services = new Set(steps.map(({ service }) => service));
  assert.ok(services.size >= 25, [...services].join());
  // As far as a top-up that is refused the second time: the counters of all who take part went on.
  const again = await spawned(tour, (said) => said.includes('alreadyUsed'));
  const first = stepsIn(again.out);
  assert.ok(first.length >= 7, again.out + again.err);
  assert.equal(
    first.map(({ title, isRight }) => [title, isRight]),
    steps.slice(0, first.length).map(({ title }) => [title, true]),
  );
});

function stepsIn(out: string) {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

test('a head-end that cannot start says why, and ends', async () => {
  const ports = ['--http', '0', '--mqtt', '0', '--operator', '0'];
  const wrong = file('master.json', '{"parties": 1}');
  // In the folder of the tour: a new database takes seconds to be made.
  const args = ['headend', '--data', data, ...ports, '--master', wrong];
  const { code, err } = await spawned(args);
  assert.is(code, 1);
  assert.match(err, `VALUE_REFUSED: ${wrong}: parties`);
});

test.run();
