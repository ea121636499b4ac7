/** Both ways of making a pair of pseudo-terminals give ends that behave like one cable. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openPseudoTerminals } from './pseudo-terminal.ts';
import { ReconnectingPort } from './reconnecting-port.ts';

const test = suite('pseudo-terminal');

async function openPort(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 115200 });
  await once(port, 'open');
  return port;
}

async function closePort(port: SerialPort): Promise<void> {
  const closed = once(port, 'close');
  port.close();
  await closed;
}

/** The next `length` bytes that arrive. */
async function readBytes(port: SerialPort, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  while (Buffer.concat(chunks).length < length) {
    const [chunk] = (await once(port, 'data')) as [Buffer];
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Unplugs the very moment the port is open, when the driver is in the middle of its first read. */
async function openedThenUnplugged(path: string, unplug: () => Promise<void>): Promise<void> {
  let unplugged: Promise<void> | undefined;
  let port: ReconnectingPort | undefined;
  await new Promise<string>((onClosed) => {
    const onOpen = () => {
      unplugged = unplug();
    };
    port = new ReconnectingPort({
      path,
      baudRate: 115200,
      onOpen,
      onClosed,
      onData: () => undefined,
    });
  });
  await unplugged;
  await port?.close();
}

const ALL_VALUES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));

for (const tool of ['socat', 'python3'] as const) {
  test(`${tool}: all 256 values cross both ways, also after an end was closed and opened again`, async () => {
    const cable = await openPseudoTerminals({ tool });
    assert.is(cable.kind, 'pair');
    if (cable.kind !== 'pair') return;
    const a = await openPort(cable.a);
    for (let round = 0; round < 3; round++) {
      const b = await openPort(cable.b);
      const atB = readBytes(b, 256);
      a.write(ALL_VALUES);
      assert.equal(await atB, ALL_VALUES);
      const atA = readBytes(a, 256);
      b.write(ALL_VALUES);
      assert.equal(await atA, ALL_VALUES);
      await closePort(b);
    }
    await closePort(a);
    await cable.close();
    assert.not.ok(existsSync(cable.a));
  });

  test(`${tool}: closing the pair takes the open port away, and the same paths come back`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cable-test-'));
    const seen: string[] = [];
    for (let round = 0; round < 2; round++) {
      const cable = await openPseudoTerminals({ tool, directory });
      assert.is(cable.kind, 'pair');
      if (cable.kind !== 'pair') return;
      await openedThenUnplugged(cable.a, () => cable.close());
      seen.push(cable.a);
    }
    rmSync(directory, { recursive: true });
    assert.equal(seen, [join(directory, 'a'), join(directory, 'a')]);
  });
}

test('a directory that is not there: says that no pair was made', async () => {
  const cable = await openPseudoTerminals({ tool: 'socat', directory: '/nowhere/at/all' });
  assert.is(cable.kind, 'unavailable');
});

test.run();
