/** The serial link over a real pseudo-terminal pair: both ends, a peer that is killed, a port that goes away. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../protocol/bytes.ts';
import { HEADEND, METER, randomBytes, seeded } from '../protocol/link/line.testing.ts';
import { openPseudoTerminals } from './pseudo-terminal.ts';
import {
  monotonicClock,
  openSerialLink,
  resendFirstMillis,
  type SerialLink,
  type SerialLinkSettings,
} from './serial-port.ts';

const test = suite('serial port');

/** Bounds a hang only; no test passes or fails by it otherwise. */
const PATIENCE_MILLIS = 60_000;

async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMillis = monotonicClock.nowMillis() + PATIENCE_MILLIS;
  while (!isSo()) {
    assert.ok(monotonicClock.nowMillis() < endMillis, `waited in vain: ${what}`);
    await wait(5);
  }
}

async function makeCable(directory?: string) {
  const cable = await openPseudoTerminals(directory ? { directory } : {});
  if (cable.kind !== 'pair') throw new Error(cable.why);
  return cable;
}

type Recording = {
  readonly link: SerialLink;
  readonly messages: string[];
  readonly verdicts: string[];
  readonly states: string[];
  hellos: number;
  log: string;
};

function record(path: string, hello: SerialLinkSettings['hello']): Recording {
  const [messages, verdicts, states]: [string[], string[], string[]] = [[], [], []];
  const link = openSerialLink({
    path,
    baudRate: 115200,
    hello,
    clock: monotonicClock,
    modemLines: { dtr: true, rts: true },
    onHello: () => {
      recording.hellos += 1;
    },
    onMessage: ({ channel, message }) => messages.push(`${channel} ${toHex(message)}`),
    onLog: (text) => {
      recording.log += text;
    },
    onState: ({ kind }) => states.push(kind),
    onVerdict: (_, verdict) => verdicts.push(verdict),
  });
  const recording: Recording = { link, messages, verdicts, states, hellos: 0, log: '' };
  return recording;
}

test('200 messages of 1 to 3000 bytes each way arrive once, in order and equal', async () => {
  const cable = await makeCable();
  const [headend, meter] = [record(cable.a, HEADEND), record(cable.b, METER)];
  const random = seeded(7);
  const [commands, responses]: [string[], string[]] = [[], []];
  for (let count = 0; count < 200; count++) {
    const [command, response] = [0, 1].map(() =>
      randomBytes(random, 1 + Math.floor(random() * 3000)),
    );
    assert.is(headend.link.send('command', command as Uint8Array), count + 1);
    assert.is(meter.link.send('response', response as Uint8Array), count + 1);
    commands.push(`command ${toHex(command as Uint8Array)}`);
    responses.push(`response ${toHex(response as Uint8Array)}`);
  }
  const verdicts = () => headend.verdicts.length + meter.verdicts.length;
  await until('400 verdicts', () => verdicts() === 400);
  await Promise.all([headend.link.close(), meter.link.close()]);
  await cable.close();
  assert.equal(meter.messages, commands);
  assert.equal(headend.messages, responses);
  assert.equal(new Set([...headend.verdicts, ...meter.verdicts]), new Set(['delivered']));
});

async function startPeer(path: string, nonce: number): Promise<ChildProcess> {
  const program = new URL('./serial-peer.testing.ts', import.meta.url).pathname;
  const peer = spawn(process.execPath, ['--import', 'tsx', program, path, String(nonce)], {
    stdio: 'inherit',
  });
  await once(peer, 'spawn');
  return peer;
}

async function killPeer(peer: ChildProcess): Promise<void> {
  const exited = once(peer, 'exit');
  peer.kill('SIGKILL');
  await exited;
}

test('a peer that is killed and comes back is noticed, and answers again', async () => {
  const cable = await makeCable();
  const headend = record(cable.a, HEADEND);
  for (const round of [1, 2, 3]) {
    const peer = await startPeer(cable.b, round);
    await until('hello', () => headend.hellos === round);
    headend.link.send('command', Uint8Array.of(round));
    await until('the answer', () => headend.messages.at(-1) === `response 0${round}`);
    await killPeer(peer);
  }
  await headend.link.close();
  await cable.close();
  assert.equal(headend.messages, ['response 01', 'response 02', 'response 03']);
  assert.is(headend.log, 'board started\n'.repeat(3));
});

test('an adapter unplugged and plugged in again: the link opens by itself, nothing old is written', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cable-test-'));
  const cable = await makeCable(directory);
  const [headend, meter] = [record(cable.a, HEADEND), record(cable.b, METER)];
  await until('hello', () => headend.hellos > 0 && meter.hellos > 0);
  await cable.close();
  await until('closed', () => !headend.link.isOpen() && !meter.link.isOpen());
  headend.link.send('command', Uint8Array.of(1));
  const [before, again] = [headend.hellos, await makeCable(directory)];
  await until('hello again', () => headend.hellos > before);
  headend.link.send('command', Uint8Array.of(2));
  await until('two verdicts', () => headend.verdicts.length === 2);
  await Promise.all([headend.link.close(), meter.link.close()]);
  await again.close();
  rmSync(directory, { recursive: true });
  // The first has waited for the port, and on a slow machine perhaps longer than a message waits.
  const delivered = ['command 01', 'command 02'].filter(
    (_, index) => headend.verdicts[index] === 'delivered',
  );
  assert.equal(meter.messages, delivered);
  assert.is(meter.messages.at(-1), 'command 02');
  assert.is(headend.states[0], 'open');
  assert.ok(headend.states.includes('lost') && headend.states.includes('closed'));
  assert.ok(headend.states.lastIndexOf('open') > headend.states.lastIndexOf('closed'));
});

test('a port that is not there: says closed, keeps trying, and lets itself be closed', async () => {
  const alone = record('/dev/there-is-no-such-port', HEADEND);
  await until('two attempts', () => alone.states.length >= 2);
  assert.is(alone.link.isOpen(), false);
  await alone.link.close();
  assert.equal(new Set(alone.states), new Set(['closed']));
});

test('the first wait allows for two windows on the line', () => {
  assert.is(resendFirstMillis(115200), 200 + 335);
  assert.is(resendFirstMillis(9600), 200 + 4017);
});

test.run();
