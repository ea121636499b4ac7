/** The tour of the register comes out as it must, on a head-end of its own whose clock is set forward. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startRegistrationWorld } from './registration-world.ts';
import { prepareRegistrationTour, registrationTourOf } from './tour-registration.ts';

const test = suite('tour of the register');

test('P9, P13, P16, P22: every step of the tour comes to what it must', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-tour-'));
  const lines: string[] = [];
  const world = await startRegistrationWorld(directory, (line) => lines.push(line));
  try {
    const homes = await prepareRegistrationTour(world);
    for (const { title, service, run } of registrationTourOf(world, homes)) {
      const { isRight, text } = await run();
      assert.ok(isRight, `${service} ${title}: ${text}\n${lines.slice(-5).join('\n')}`);
    }
  } finally {
    await world.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test.run();
