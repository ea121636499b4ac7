import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NOR } from '../firmware/storage/flash.ts';
import { seeded } from '../firmware/storage/scenario.testing.ts';
import { PowerCut } from './emulated-flash.ts';
import { killAndCount } from './flash-file.counting.testing.ts';
import { FlashFileFault, openFlashFile } from './flash-file.ts';

const test = suite('flash file');
const folder = mkdtempSync(join(tmpdir(), 'flash-file-test-'));
let files = 0;

test.after(() => rmSync(folder, { recursive: true }));

function newPath(): string {
  files++;
  return join(folder, `${files}.flash`);
}

function codeOf(act: () => void): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof FlashFileFault) return error.code;
    throw error;
  }
  return undefined;
}

/** A number no process has: the kernel's own limit lies below. */
const NOBODY = 2 ** 22 + 1;

test('a new file is a blank part of its size, and leaves no lock behind', () => {
  const path = newPath();
  const { flash, close } = openFlashFile(path, NOR, 3);
  const page = new Uint8Array(256);
  flash.read(2 * 4096, page, 256);
  assert.ok(page.every((byte) => byte === 0xff));
  close();
  assert.is(readFileSync(path).length, 3 * 4096 + 32);
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('1.flash')),
    ['1.flash'],
  );
});

test('programs and erases are in the file when they return, at their own address', () => {
  const path = newPath();
  const { flash, close } = openFlashFile(path, NOR, 3);
  flash.program(
    4096 + 32,
    Uint8Array.from({ length: 16 }, (_, index) => index),
  );
  flash.program(0, new Uint8Array(16));
  flash.erase(0);
  const file = readFileSync(path);
  assert.equal([...file.subarray(4096 + 32, 4096 + 48)], [...Array(16).keys()]);
  assert.ok(file.subarray(0, 4096).every((byte) => byte === 0xff));
  close();
  const again = openFlashFile(path, NOR, 3);
  const bytes = new Uint8Array(16);
  again.flash.read(4096 + 32, bytes, 16);
  assert.equal([...bytes], [...Array(16).keys()]);
  assert.throws(() => again.flash.program(4096 + 32, new Uint8Array(16)), 'programmed twice');
  again.close();
});

test('an operation torn by a power cut leaves its torn bits in the file', () => {
  const path = newPath();
  const { flash, close } = openFlashFile(path, NOR, 1);
  flash.cutAt({ operation: 1, when: 'torn', random: seeded(2) });
  assert.throws(
    () => flash.program(0, new Uint8Array(256)),
    (error: unknown) => error instanceof PowerCut,
  );
  const page = new Uint8Array(256);
  flash.read(0, page, 256);
  assert.ok(page.some((byte) => byte !== 0xff) && page.some((byte) => byte !== 0));
  assert.equal([...readFileSync(path).subarray(0, 256)], [...page]);
  close();
});

test('a file of another geometry is refused and left as it is', () => {
  const path = newPath();
  openFlashFile(path, NOR, 4).close();
  const before = readFileSync(path);
  const small = { blockSize: 2048, pageSize: 256, programUnit: 16 };
  assert.is(
    codeOf(() => openFlashFile(path, small, 8)),
    'flashFileGeometry',
  );
  assert.is(
    codeOf(() => openFlashFile(path, NOR, 5)),
    'flashFileGeometry',
  );
  assert.is(
    codeOf(() => openFlashFile(path, { ...NOR, programUnit: 8 }, 4)),
    'flashFileGeometry',
  );
  assert.equal(readFileSync(path), before);
  openFlashFile(path, NOR, 4).close();
});

test('a file that is none of ours, or cut short, is refused', () => {
  const path = newPath();
  writeFileSync(path, 'MPAN,MSN\n');
  assert.is(
    codeOf(() => openFlashFile(path, NOR, 1)),
    'flashFileForeign',
  );
  writeFileSync(path, '');
  assert.is(
    codeOf(() => openFlashFile(path, NOR, 1)),
    'flashFileForeign',
  );
  const whole = newPath();
  openFlashFile(whole, NOR, 2).close();
  writeFileSync(path, readFileSync(whole).subarray(4096));
  assert.is(
    codeOf(() => openFlashFile(path, NOR, 2)),
    'flashFileForeign',
  );
});

test('a part in use is refused, and free again once closed', () => {
  const path = newPath();
  const first = openFlashFile(path, NOR, 1);
  assert.is(
    codeOf(() => openFlashFile(path, NOR, 1)),
    'flashFileInUse',
  );
  first.close();
  openFlashFile(path, NOR, 1).close();
  writeFileSync(`${path}.lock`, `${process.ppid}\n`);
  assert.is(
    codeOf(() => openFlashFile(path, NOR, 1)),
    'flashFileInUse',
  );
  assert.is(readFileSync(`${path}.lock`, 'utf8'), `${process.ppid}\n`);
});

test('a lock whose owner is gone, or had our number before a restart, is taken over', () => {
  const path = newPath();
  for (const owner of [`${NOBODY}\n`, `${process.pid}\n`, '']) {
    writeFileSync(`${path}.lock`, owner);
    const { close } = openFlashFile(path, NOR, 1);
    assert.is(readFileSync(`${path}.lock`, 'utf8'), `${process.pid}\n`);
    close();
  }
});

test('a process killed at any moment has lost nothing it acknowledged', async () => {
  const { failures, commits } = await killAndCount(8, 4);
  assert.equal(failures, []);
  assert.ok(commits >= 8);
});

test.run();
