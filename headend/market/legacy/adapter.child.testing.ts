/**
 * A process for tests to die: takes the files of a folder until none is left, and kills itself when it comes
 * past the database or the way out for the time it was told; 0: never. Arguments: store, folder, time.
 */
import { openStore } from '../../store/open.ts';
import { template } from '../../store/store.testing.ts';
import { Store } from '../../store/store.ts';
import { LegacyOut } from './out.ts';
import { openStation } from './station.testing.ts';
import { NOW_MILLIS } from './world.testing.ts';

const [directory = '', path = '', dieAt = '0'] = process.argv.slice(2);
let passages = 0;

/** Nothing is flushed, closed or told to anybody: the process is gone. */
function passing(): void {
  passages += 1;
  if (passages === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
}

const { commit } = Store.prototype;
Store.prototype.commit = async function (write) {
  if (write.kind === 'audit') return commit.call(this, write);
  passing();
  const committed = await commit.call(this, write);
  passing();
  return committed;
};
const { deliver } = LegacyOut.prototype;
LegacyOut.prototype.deliver = async function (recipient, messages) {
  passing();
  const written = await deliver.call(this, recipient, messages);
  passing();
  return written;
};

const place = { directory, template: await template() };
const store = await openStore({ ...place, nowMillis: () => NOW_MILLIS });
const station = await openStation(store, path, 'smart-sites');
while ((await station.names('in')).length > 0 || (await station.stations.outbox.waiting()) > 0)
  await station.poll();
await station.stop();
await store.close();
process.stdout.write('done\n');
