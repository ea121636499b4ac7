/** Numbers of new metering points: right ones, each once, after a restart too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMpan } from '../../../protocol/identifiers/mpan.ts';
import { parseMprn } from '../../../protocol/identifiers/mprn.ts';
import type { Fault } from '../../faults.ts';
import { openStore } from '../../store/open.ts';
import type { Register } from '../register.ts';
import { mpanRange, mprnRange, takeNumbers } from './numbers.ts';

const nobody = { findAll: async () => [] } as unknown as Register;

const test = suite('numbers of new metering points');

test('every number of a range is one of its distributor, with its check digits', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 99 }),
      fc.integer({ min: 1, max: 999_999 }),
      (id, at) => {
        const mpan = mpanRange(id).numberOf(at) ?? '';
        assert.is(parseMpan(mpan).slice(0, 2), String(id));
        const mprn = mprnRange(String(id)).numberOf(at) ?? '';
        assert.equal(parseMprn(mprn), { mprn });
        assert.is(mprn.length, 10);
      },
    ),
  );
});

test('past its end a range has no number', () => {
  assert.is(mpanRange(20).numberOf(9_999_999_999)?.slice(0, 12), '209999999999');
  assert.is(mpanRange(20).numberOf(10_000_000_000), undefined);
  assert.is(mprnRange('7412').numberOf(10_000), undefined);
});

test('a range that is used up is said to be', async () => {
  const store = { reserveCounter: async () => 10_000n };
  const world = { store, register: nobody } as unknown as Parameters<typeof takeNumbers>[0];
  let code = '';
  await takeNumbers(world, mprnRange('7412'), 1).catch((error: Fault) => {
    code = error.code;
  });
  assert.is(code, 'CONNECTION_NUMBERS');
});

test('none is given twice, whatever asks at once and however often the head-end starts anew', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-numbers-'));
  const given: string[] = [];
  for (let start = 0; start < 2; start++) {
    const store = await openStore({ directory, nowMillis: Date.now });
    const world = { store, register: nobody };
    const asked = Array.from({ length: 10 }, () => takeNumbers(world, mpanRange(12), 7));
    given.push(...(await Promise.all(asked)).flat());
    await store.close();
  }
  rmSync(directory, { recursive: true, force: true });
  assert.is(given.length, 140);
  assert.is(new Set(given).size, 140);
});

test.run();
