/** A head-end in a process of its own that kills itself when a request reaches the station it was told. */
import type { HeadEndOptions } from '../headend/head-end.ts';
import { startHeadEnd } from '../headend/head-end.ts';
import { loadIdentity } from '../headend/identity.ts';
import { DuisSender } from '../headend/market/duis/sender.ts';
import { Store } from '../headend/store/store.ts';
import { MqttLink } from '../headend/transport/mqtt-link.ts';
import type { Station } from './stations.testing.ts';

type Settings = {
  readonly directory: string;
  readonly identityFile: string;
  readonly databaseUrl?: string;
  readonly httpPort: number;
  readonly mqttPort: number;
};

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;

let dieAt: Station | undefined;
process.on('message', (station: Station) => {
  dieAt = station;
  process.send?.('armed');
});

/** Nothing is flushed, closed or told to anybody: the process is gone. */
function passing(station: Station): void {
  if (station === dieAt) process.kill(process.pid, 'SIGKILL');
}

const { commit } = Store.prototype;
Store.prototype.commit = async function (write) {
  const isOfRequest =
    write.kind === 'accept' || write.kind === 'answer' || write.kind === 'confirm';
  if (isOfRequest) passing(`before ${write.kind}`);
  const committed = await commit.call(this, write);
  if (isOfRequest) passing(`after ${write.kind}`);
  return committed;
};

const { send } = MqttLink.prototype;
MqttLink.prototype.send = async function (device, command) {
  passing('before send');
  await send.call(this, device, command);
  passing('after send');
};

const { deliver } = DuisSender.prototype;
DuisSender.prototype.deliver = async function (recipient, messages) {
  passing('before delivery');
  const confirmed = await deliver.call(this, recipient, messages);
  passing('after delivery');
  return confirmed;
};

const options: HeadEndOptions = {
  directory: settings.directory,
  ...(settings.databaseUrl ? { databaseUrl: settings.databaseUrl } : {}),
  identity: loadIdentity(settings.identityFile),
  host: '127.0.0.1',
  httpPort: settings.httpPort,
  mqtt: { port: settings.mqttPort },
  retry: { firstMillis: 500, maxMillis: 1_000 },
  log: (line) => process.stderr.write(`${line}\n`),
};
await startHeadEnd(options);
process.stdout.write('ready\n');
