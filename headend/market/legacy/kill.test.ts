import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mpanCheckDigit } from '../../../protocol/identifiers/mpan.ts';
import { verifyAudit } from '../../audit/read.ts';
import { openStore } from '../../store/open.ts';
import { template, temporaryDirectory } from '../../store/store.testing.ts';
import { d0217 } from './flows/registration.ts';
import { openStation } from './station.testing.ts';
import { DAY, NOW_MILLIS, sent, TODAY } from './world.testing.ts';

const test = suite('legacy adapter whose process is killed');
const CHILD = fileURLToPath(new URL('adapter.child.testing.ts', import.meta.url));
/** METERWRIGHT_KILLS=100 takes minutes. */
const KILLS = Number(process.env['METERWRIGHT_KILLS'] ?? 3);
/** Each kill is at another passage; more files than kills, so that there is always one left to die in. */
const FILES = KILLS * 3;
const PASSAGES = 9;

const mpanOf = (number: number): string => {
  const digits = String(200_000_000_000 + number);
  return `${digits}${mpanCheckDigit(digits)}`;
};
const isRefused = (number: number): boolean => number % 3 === 0;

/** Whether it came to its end. */
function run(directory: string, path: string, dieAt: number): Promise<boolean> {
  const args = ['--import', 'tsx', CHILD, directory, path, String(dieAt)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return new Promise((resolve) => child.once('close', () => resolve(text === 'done\n')));
}

test('every file is taken once, and every answer goes out under one name, wherever it is killed', async () => {
  const directory = temporaryDirectory();
  const path = temporaryDirectory();
  const fresh = await template();
  const open = () => openStore({ directory, template: fresh, nowMillis: () => NOW_MILLIS });
  const before = await open();
  const filling = await openStation(before, path, 'smart-sites');
  for (let number = 0; number < FILES; number++) {
    const supplier = isRefused(number) ? 'XXXX' : 'NEWE';
    const entries = [{ mpan: mpanOf(number), supplier, supplyStart: TODAY + 7 * DAY }];
    await filling.send(`${String(number).padStart(4, '0')}.usr`, sent(d0217, 'SMRA', { entries }));
  }
  await filling.stop();
  await before.close();
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill++)
    if (!(await run(directory, path, 1 + ((kill * 4) % PASSAGES)))) killed += 1;
  assert.is(killed, KILLS);
  assert.is(await run(directory, path, 0), true);

  const store = await open();
  const after = await openStation(store, path, 'smart-sites');
  for (let number = 0; number < FILES; number++) {
    const point = await after.stations.register.find(mpanOf(number));
    assert.is(point?.registrations.length ?? 0, isRefused(number) ? 0 : 1, mpanOf(number));
  }
  assert.is((await after.names('done')).length, FILES);
  const answered = (await after.sentOut()).map(({ value }) => JSON.stringify(value));
  assert.is(new Set(answered).size, answered.length);
  assert.is(answered.length, FILES / 3);
  const { count } = await store.database
    .selectFrom('legacy_files')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  assert.is(Number(count), FILES);
  assert.is((await verifyAudit(store)).brokenAt, undefined);
  await after.stop();
  await store.close();
});

test.run();
