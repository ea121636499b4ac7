/** The parts of a head-end that a request goes through, with what was kept loaded into them. */
import { hkdfSync } from 'node:crypto';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { Parties } from './access/parties.ts';
import type { Stations } from './dispatch/stations.ts';
import type { HeadEndIdentity } from './identity.ts';
import { Inventory } from './inventory/inventory.ts';
import { bridgeFormatted } from './market/bridge/event-data.ts';
import type { DuisFormat } from './market/duis/format.ts';
import { openLegacy } from './market/legacy/legacy.ts';
import { onAnswered } from './non-device/after-answer.ts';
import { handlers } from './non-device/handler.ts';
import { WanCoverage } from './non-device/wan-coverage.ts';
import type { HeadEndOptions } from './options.ts';
import { Outbox } from './outbox/outbox.ts';
import { Register } from './registration/register.ts';
import { DueQueue } from './scheduling/due-queue.ts';
import { Schedules } from './scheduling/schedules.ts';
import { MasterData } from './store/master-data.ts';
import type { Store } from './store/store.ts';
import { Tasks } from './tasks/tasks.ts';
import { NativeTranslator } from './translation/native.ts';

export async function makeStations(
  options: HeadEndOptions,
  parts: Pick<Stations, 'store' | 'link'> & {
    readonly identity: HeadEndIdentity;
    readonly format: DuisFormat;
    readonly counts: Map<string, number>;
  },
): Promise<Stations> {
  const { clock = realClock, timer = realTimer, authorities = {}, log = () => {} } = options;
  const { store, link, identity, format, counts } = parts;
  const nowMillis = () => clock.nowMillis();
  const master = await masterData(store, nowMillis);
  const fingerprintKey = fingerprintKeyOf(identity);
  return {
    headEnd: identity.eui64,
    clock,
    store,
    outbox: new Outbox(store, { nowMillis, timer, random: Math.random }),
    ...master,
    due: new DueQueue(clock, timer),
    link,
    translator: new NativeTranslator(nodeCrypto, identity, authorities),
    authorities,
    ...(options.security ? { trust: options.security.trust } : {}),
    registrationScope: options.registration ?? 'all-sites',
    ...(options.legacyFolder === undefined
      ? {}
      : { legacy: await openLegacy(options.legacyFolder) }),
    fingerprintKey,
    handlers,
    onAnswered: (request, answer) =>
      onAnswered({ ...master, fingerprintKey }, request, answer, nowMillis()),
    formats: {
      duis: (message, recipient, messageId) => format.formatted(message, recipient, messageId),
      bridge: bridgeFormatted,
    },
    ...(options.retry ? { retry: options.retry } : {}),
    ...(options.responseSeconds ? { responseSeconds: options.responseSeconds } : {}),
    count: (code) => counts.set(code, (counts.get(code) ?? 0) + 1),
    report: (about, error) => log(`${about}: ${(error as Error).message}`),
  };
}

/** Of what is kept as long as the data, and apart from the database. */
function fingerprintKeyOf({ agreementSecret }: HeadEndIdentity): Uint8Array {
  const info = 'meterwright fingerprints of requests';
  return new Uint8Array(hkdfSync('sha256', agreementSecret, new Uint8Array(), info, 32));
}

async function masterData(store: Store, nowMillis: () => number) {
  const storage = new MasterData(store, nowMillis);
  const parties = new Parties(storage);
  const register = new Register(storage);
  const inventory = new Inventory(storage, register);
  const schedules = new Schedules(storage);
  const coverage = new WanCoverage(storage);
  const tasks = new Tasks(storage);
  for (const part of [parties, register, inventory, schedules, coverage, tasks]) await part.load();
  return { parties, register, inventory, schedules, coverage, tasks };
}
