/**
 * A process for tests to kill: migrates in small steps and says a line for each that is done. Arguments: a
 * directory, the address of a server or nothing, and the files.
 */
import { writeSync } from 'node:fs';
import { openFiles } from '../../headend/registration/migration/files.ts';
import { migrate } from '../../headend/registration/migration/migrate.ts';
import { openStore } from '../../headend/store/open.ts';
import { template } from '../../headend/store/store.testing.ts';

const [directory = '', url = '', ...paths] = process.argv.slice(2);
const place = url === '' ? { template: await template() } : { url };
const store = await openStore({ ...place, directory, nowMillis: Date.now });
await migrate(store, await openFiles(paths), {
  nowMillis: Date.now(),
  blockBytes: 24 * 1024,
  batchPoints: 100,
  onProgress: ({ phase, done }) => writeSync(1, `${phase} ${done}\n`),
});
await store.close();
