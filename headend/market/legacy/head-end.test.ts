import { readdir, writeFile as write } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startHeadEnd } from '../../head-end.ts';
import { temporaryDirectory } from '../../store/store.testing.ts';
import { writeFile } from './file.ts';
import { d0217 } from './flows/registration.ts';
import { openLegacy } from './legacy.ts';
import { DAY, MPAN, PARTICIPANTS, sent, TODAY } from './world.testing.ts';

const test = suite('a head-end with a legacy side');
const options = { host: '127.0.0.1', httpPort: 0, mqtt: { port: 0 } };

test('P17: 2A takes files of the old network beside the messages of the new one', async () => {
  const path = temporaryDirectory();
  await write(join(path, 'participants.json'), JSON.stringify(PARTICIPANTS));
  await openLegacy(path);
  const supplyStart = TODAY + 7 * DAY;
  const entries = [{ mpan: MPAN, supplier: 'NEWE', supplyStart }];
  await write(join(path, 'in', 'a.usr'), writeFile(sent(d0217, 'SMRA', { entries })));
  const now = { nowMillis: () => TODAY * 1000 };
  const more = { registration: 'smart-sites', legacyFolder: path, clock: now } as const;
  const headEnd = await startHeadEnd({ ...options, ...more });
  try {
    for (let tries = 0; (await readdir(join(path, 'done'))).length === 0; tries++) {
      assert.ok(tries < 200, 'it was not taken');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const point = await headEnd.register.find(MPAN);
    assert.is(point?.registrations[0]?.effectiveFromUtcSeconds, supplyStart);
  } finally {
    await headEnd.stop();
  }
});

test('a head-end does not start over participants that cannot be, and says what is wrong', async () => {
  for (const [text, reason] of [
    ['{', /participants\.json: cannot be read/],
    ['{"own":"TOOLONG"}', /participants\.json\.own/],
    [JSON.stringify({ ...PARTICIPANTS, users: { OLDE: 'x' } }), /participants\.json\.users\.OLDE/],
    [JSON.stringify({ ...PARTICIPANTS, distributors: { 9: MPAN } }), /distributors\.9/],
    [JSON.stringify({ ...PARTICIPANTS, oven: 'MWRG' }), /oven: not one of/],
  ] as const) {
    const path = temporaryDirectory();
    await write(join(path, 'participants.json'), text);
    const problem = await openLegacy(path).catch((error: Error) => error.message);
    assert.match(String(problem), reason);
  }
});

test.run();
