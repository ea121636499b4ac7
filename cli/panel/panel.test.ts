/** The panel on a real pseudo-terminal: a token typed by hand, the ways out, and a crash. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toHex } from '../../protocol/bytes.ts';
import { SUPPLIER } from '../emulated-market.ts';
import { main } from '../main.ts';
import { OnTerminal } from './terminal.testing.ts';

const SEED = 'panel';
const COLUMNS = 60;
const LEAVE = '\u001b[?1049l';
const secret = new Uint8Array(32).fill(7);
const identity = seededIdentity(nodeCrypto, SEED, 1);

const folder = mkdtempSync(join(tmpdir(), 'meterwright-panel-'));
const anchors = join(folder, 'anchors.json');
writeFileSync(
  anchors,
  JSON.stringify({
    headEnd: {
      eui64: '90-B3-D5-1F-30-00-00-01',
      agreementPublic: toHex(nodeCrypto.x25519.publicKey(secret)),
    },
    supplier: {
      eui64: SUPPLIER,
      signingPublic: toHex(nodeCrypto.ed25519.publicKey(secret)),
      prepaymentPublic: toHex(nodeCrypto.p256.publicKey(secret)),
    },
  }),
);

/** What `meterwright token make` prints for a token of £5. */
async function token(): Promise<string> {
  const { write } = process.stdout;
  let printed = '';
  process.stdout.write = (chunk: string | Uint8Array) => {
    printed += chunk;
    return true;
  };
  const keys = [
    '--supplier-secret',
    toHex(secret),
    '--device-public',
    toHex(identity.prepaymentPublic),
  ];
  try {
    const parties = ['--supplier', SUPPLIER, '--device', identity.eui64];
    assert.is(
      await main(['token', 'make', ...parties, '--pounds', '5', '--counter', '1', ...keys]),
      0,
    );
  } finally {
    process.stdout.write = write;
  }
  return printed.trim();
}

/** No broker is there, which keeps no meter from living. */
const meterOnTerminal = (...more: readonly string[]) => {
  const where = ['--mqtt', 'mqtt://127.0.0.1:1', '--anchors', anchors, '--seed', SEED];
  return new OnTerminal(['node', 'cli/meterwright.js', 'meter', ...where, ...more], COLUMNS, 20);
};

const test = suite('the panel on a terminal');
test.after(() => rmSync(folder, { recursive: true }));

test('a token typed at the keypad raises the balance on the glass, and q leaves the terminal as it was', async () => {
  const terminal = meterOnTerminal('--prepayment', '10');
  await terminal.until(/CREDIT +£(10\.00|9\.9)/);
  for (const row of terminal.screen) assert.ok(row.length <= COLUMNS, row);
  const digits = await token();
  terminal.type(digits);
  await terminal.until(/Press ENTER/);
  terminal.type('\r');
  await terminal.until(/CREDITED +£5\.00/);
  await terminal.until(/CREDIT +£(15\.00|14\.9)/);
  await terminal.until(/creditAddedLocally/);
  terminal.type('q');
  const { code, output, mode } = await terminal.ended;
  assert.is(code, 0);
  assert.is(mode, 'cooked');
  assert.ok(output.includes(LEAVE));
  assert.ok(output.includes(`"eui64":"${identity.eui64}"`), 'the device record, before the panel');
});

test('Ctrl-C leaves too, and key A turns the page', async () => {
  const terminal = meterOnTerminal('--kind', 'gas');
  await terminal.until(/l\/h/);
  terminal.type('aa');
  await terminal.until(/GAS TOTAL/);
  terminal.type('\u0003');
  const { code, mode } = await terminal.ended;
  assert.equal([code, mode], [0, 'cooked']);
});

test('a crash gives the terminal back, and then says what went wrong', async () => {
  const child = 'cli/panel/crash.child.testing.ts';
  const terminal = new OnTerminal(['node', '--import', 'tsx', child], COLUMNS, 20);
  const { code, output, mode } = await terminal.ended;
  assert.is(code, 1);
  assert.is(mode, 'cooked');
  assert.ok(output.indexOf(LEAVE) < output.indexOf('a mistake'), output);
  assert.ok(output.includes('a mistake'));
});

test.run();
