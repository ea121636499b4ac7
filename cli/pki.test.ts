import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('meterwright pki');
const folder = mkdtempSync(join(tmpdir(), 'meterwright-pki-'));
const directory = join(folder, 'pki');
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const certificate = (name: string) => join(directory, 'certificates', `${name}.pem`);

function meterwright(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['cli/meterwright.js', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.before(() => {
  const made = meterwright('pki', 'init', directory, '--head-end', '90-B3-D5-1F-30-00-00-01');
  assert.is(made.status, 0, made.stderr);
});
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('issues, lists, checks and revokes', () => {
  const party = ['--eui64', SUPPLIER, '--role', 'supplier', '--name', 'Alpha Energy'];
  const use = ['--use', 'transport', '--host', 'alpha.example', '--days', '30'];
  assert.is(meterwright('pki', 'issue', directory, ...party, ...use).status, 0);
  const file = certificate('90b3d51f30010000-transport');
  const good = meterwright('pki', 'check', directory, file);
  assert.match(good.stdout, /: good, transport of Alpha Energy \(supplier 90-B3/);
  assert.is(good.status, 0);
  const other = meterwright('pki', 'check', directory, file, '--use', 'xmlSigning');
  assert.match(other.stdout, /: wrongUse,/);
  assert.is(other.status, 1);
  assert.is(meterwright('pki', 'revoke', directory, file, '--reason', 'superseded').status, 0);
  assert.is(meterwright('pki', 'check', directory, file).status, 1);
  const rows = meterwright('pki', 'list', directory).stdout.split('\n');
  assert.match(rows.find((row) => row.startsWith(SUPPLIER)) ?? '', /Alpha Energy.*revoked$/);
  assert.is(rows.filter((row) => row.endsWith('good')).length, 3);
});

test('certifies a key that its holder keeps', () => {
  const key = join(folder, 'own.key');
  execFileSync('openssl', ['genpkey', '-algorithm', 'ED25519', '-out', key]);
  const own = join(folder, 'own.pem');
  writeFileSync(own, execFileSync('openssl', ['pkey', '-in', key, '-pubout']));
  const holder = ['--eui64', '00-DB-12-34-56-78-90-A0', '--public', own];
  const device = (use: string) => meterwright('pki', 'device', directory, ...holder, '--use', use);
  assert.is(device('digitalSigning').status, 0);
  const refused = device('keyAgreement');
  assert.match(refused.stderr, /keyAgreement is of a key of X25519/);
  assert.is(refused.status, 1);
});

test('says what is missing or wrong', () => {
  const issue = (...args: string[]) => meterwright('pki', 'issue', directory, ...args);
  assert.match(issue('--eui64', SUPPLIER).stderr, /--role is missing/);
  const baker = issue('--eui64', SUPPLIER, '--role', 'baker', '--name', 'B');
  assert.match(baker.stderr, /role: expected one of supplier, networkOperator/);
  assert.match(meterwright('pki', 'revoke', directory, 'x.pem').stderr, /--reason is missing/);
  assert.match(meterwright('pki', 'fly', directory).stderr, /pki takes init, issue/);
  assert.match(meterwright('pki', 'list', folder).stderr, /authorities/);
});

test('a head-end that others can reach wants certificates, or to be told not to', () => {
  const { status, stderr } = meterwright(
    'headend',
    '--host',
    '0.0.0.0',
    '--data',
    join(folder, 'd'),
  );
  assert.is(status, 2);
  assert.match(stderr, /0\.0\.0\.0 is not this machine alone: --pki DIR/);
  const broker = meterwright(
    'headend',
    '--mqtt',
    'mqtt://broker.example',
    '--data',
    join(folder, 'd'),
  );
  assert.match(broker.stderr, /broker\.example is not this machine alone/);
  const both = meterwright('headend', '--pki', directory, '--insecure');
  assert.match(both.stderr, /exclude each other/);
});

test.run();
