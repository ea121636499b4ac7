/** A head-end in a process of its own, at an hour of its own, that kills itself at a commit it was told. */
import { startHeadEnd } from '../headend/head-end.ts';
import { loadIdentity } from '../headend/identity.ts';
import { Store } from '../headend/store/store.ts';
import type { HeadEndSettings } from './switching-process.testing.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as HeadEndSettings;
const { directory, databaseUrl, identityFile, httpPort, mqttPort, ahead, death } = settings;

let commits = 0;

/** Nothing is flushed, closed or told to anybody: the process is gone. */
function passing(when: 'before' | 'after'): void {
  if (death?.when === when && commits === death.commit) process.kill(process.pid, 'SIGKILL');
}

const { commit } = Store.prototype;
Store.prototype.commit = async function (write) {
  commits++;
  passing('before');
  const committed = await commit.call(this, write);
  passing('after');
  return committed;
};

await startHeadEnd({
  directory,
  databaseUrl,
  identity: loadIdentity(identityFile),
  host: '127.0.0.1',
  httpPort,
  mqtt: { port: mqttPort },
  registration: settings.registration,
  clock: { nowMillis: () => Date.now() + ahead },
  retry: { firstMillis: 500, maxMillis: 1_000 },
  deliverAgainMillis: 500,
  authorities: {
    changeOfSupplier: {
      eui64: settings.authority,
      signingSecret: new Uint8Array(32).fill(settings.authorityByte),
    },
  },
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write('ready\n');
