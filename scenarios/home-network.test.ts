/**
 * One house: a communications hub with its gas proxy, a gas meter that sleeps between half-hours, and a prepayment
 * interface. Devices are let in, joined, read and taken out by a supplier through the head-end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import { emulatedMprn } from '../cli/emulated-market.ts';
import { settingsOf } from '../cli/meter-kinds.ts';
import { type StartedMeter, startMeter } from '../cli/start-meter.ts';
import { makeSupplierKeys, supplierAnchor } from '../cli/supplier-keys.ts';
import { type HeadEnd, startHeadEnd } from '../headend/head-end.ts';
import { headEndAnchor } from '../headend/identity.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { EmulatedHome } from '../meter-emulator/board/emulated-home.ts';
import { emulatedInstallCode, seededIdentity } from '../meter-emulator/board/factory.ts';
import { recordOf } from '../meter-emulator/firmware/provision.ts';
import type { Identity, Variant } from '../meter-emulator/firmware/state.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import type { Service } from '../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../protocol/definition/words.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { joinServiceCritical } from '../protocol/services/join-service-critical.ts';
import { joinServiceNonCritical } from '../protocol/services/join-service-non-critical.ts';
import { readActiveImportProfileData } from '../protocol/services/read-active-import-profile-data.ts';
import { readChfSubGhzChannel } from '../protocol/services/read-chf-sub-ghz-channel.ts';
import { readChfSubGhzChannelLog } from '../protocol/services/read-chf-sub-ghz-channel-log.ts';
import { readDeviceConfigurationIdentityExcMpxn } from '../protocol/services/read-device-configuration-identity-exc-mpxn.ts';
import { readDeviceLog } from '../protocol/services/read-device-log.ts';
import { readEventOrSecurityLog } from '../protocol/services/read-event-or-security-log.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import { requestChfSubGhzChannelScan } from '../protocol/services/request-chf-sub-ghz-channel-scan.ts';
import { unjoinServiceNonCritical } from '../protocol/services/unjoin-service-non-critical.ts';
import { updateHanDeviceLog } from '../protocol/services/update-han-device-log.ts';

const SUPPLIER: Eui64 = '90-B3-D5-1F-30-01-00-00';
const MPRN = emulatedMprn(1);
const DAY_SECONDS = 86_400;
/** In the order of their numbers. */
const KINDS = {
  hub: 'communicationsHub',
  proxy: 'gasProxy',
  gas: 'gas',
  ppmid: 'prepaymentInterface',
} as const;
type Name = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as readonly Name[];
const identities = Object.fromEntries(
  NAMES.map((name, index) => [name, seededIdentity(nodeCrypto, 'home', index + 1, KINDS[name])]),
) as Readonly<Record<Name, Identity>>;
const euiOf = (name: Name) => identities[name].eui64;

const keys = makeSupplierKeys(SUPPLIER, '');
const link = new InMemoryLink();
const home = new EmulatedHome();
const directory = mkdtempSync(join(tmpdir(), 'meterwright-home-'));
const log: string[] = [];
const started = new Map<Name, StartedMeter>();
let headEnd: HeadEnd;
let client: SupplierClient;

async function start(name: Name): Promise<void> {
  const kind: Variant['kind'] = KINDS[name];
  const device = await startMeter({
    identity: identities[name],
    anchors: {
      headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
      supplier: supplierAnchor(keys),
    },
    settings: settingsOf(kind, undefined),
    seed: name,
    network: { kind: 'inMemory', link },
    flashFile: join(directory, name),
    pastSeconds: name === 'gas' ? DAY_SECONDS : 0,
    home,
    sleeps: name === 'gas',
    log: (line) => log.push(`${name}: ${line}`),
  });
  started.set(name, device);
}

type ResultOf<S extends Service> = ValueOf<Extract<S['response'], AnyType>>;

/** Asks for it and gives the result; what sleeps is woken until it has answered. */
async function ask<S extends Service>(
  service: S,
  name: Name,
  request: ValueOf<S['request']>,
): Promise<ResultOf<S>> {
  const asked = client.ask(service, euiOf(name), request as never, { answerWithinMillis: 10_000 });
  let isAnswered = false;
  void asked.finally(() => {
    isAnswered = true;
  });
  if (name === 'gas')
    while (!isAnswered) {
      wakeGasMeter();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  const result = await asked;
  assert.is(
    result.kind,
    'done',
    JSON.stringify(result, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
  );
  return (result as unknown as { readonly value: ResultOf<S> }).value;
}

/** What its half-hour does. */
function wakeGasMeter(): void {
  const { meter, running } = started.get('gas') as StartedMeter;
  running.wake(() => meter.wake());
}

async function letIn(name: Name): Promise<void> {
  const installCode = emulatedInstallCode(nodeCrypto, euiOf(name));
  const whitelisting = { joinTimePeriod: 3600, installCode };
  await ask(updateHanDeviceLog, 'hub', { deviceId: euiOf(name), requestType: 'Add', whitelisting });
}

const connected = async () =>
  (await ask(readDeviceLog, 'hub', { readSecurityDetails: {} })).read?.connected?.current?.map(
    ({ deviceId }) => deviceId,
  );

const test: Test = suite('A house with a communications hub');
test.before(async () => {
  headEnd = await startHeadEnd({
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    links: [link],
  });
  const transport = new DuisTransport({
    party: SUPPLIER,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  client = await SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: keys.signingSecret,
    requestCounter: { load: async () => 0n, save: async () => {} },
  });
  await headEnd.parties.put({
    eui64: SUPPLIER,
    name: 'Supplier',
    roles: ['GS'],
    status: 'active',
    channel: 'duis',
    receiveUrl: `http://127.0.0.1:${transport.receivePort}/`,
    signingPublic: nodeCrypto.ed25519.publicKey(keys.signingSecret),
  });
  await headEnd.register.put({
    mpxn: MPRN,
    fuel: 'gas',
    networkOperator: '90-B3-D5-1F-30-00-00-02',
    registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
  });
  for (const name of NAMES) {
    const place = name === 'hub' ? {} : { mpxn: MPRN, hub: euiOf('hub') };
    await headEnd.inventory.put({
      record: recordOf(identities[name]),
      status: 'Commissioned',
      ...place,
    });
    await start(name);
  }
});
test.after(async () => {
  for (const device of started.values()) await device.stop();
  await client.close();
  await headEnd.stop();
  rmSync(directory, { recursive: true });
});

test('lets in who is in the log of the hub and knows its install code', async () => {
  await letIn('ppmid');
  assert.equal(await connected(), [euiOf('ppmid')]);
  await letIn('gas');
  assert.equal(await connected(), [euiOf('ppmid')], 'the gas meter is asleep');
  wakeGasMeter();
  assert.equal(await connected(), [euiOf('ppmid'), euiOf('gas')]);
});

test('never says an install code again', async () => {
  const code = Buffer.from(emulatedInstallCode(nodeCrypto, euiOf('gas')));
  assert.not.ok(log.some((line) => line.includes(code.toString('hex'))));
  const { meter } = started.get('hub') as StartedMeter;
  const kept = JSON.stringify(meter.state.hub, (_, v) => (v instanceof Uint8Array ? [...v] : v));
  assert.not.ok(kept.includes(code.join(',')));
});

test('has its devices joined, each as what it is', async () => {
  const { joinResponseCode } = await ask(joinServiceNonCritical, 'proxy', {
    otherDeviceId: euiOf('gas'),
  });
  assert.is(joinResponseCode.asn1Status, 'success');
  await ask(joinServiceNonCritical, 'gas', { otherDeviceId: euiOf('proxy') });
  await ask(joinServiceCritical, 'gas', { otherDeviceId: euiOf('ppmid') });
  await ask(joinServiceNonCritical, 'ppmid', { otherDeviceId: euiOf('proxy') });
  const entriesOf = async (name: Name) =>
    (await ask(readDeviceLog, name, {})).read?.device?.entries?.map(({ deviceType }) => deviceType);
  assert.equal(await entriesOf('gas'), ['GPF', 'PPMID']);
  assert.equal(await entriesOf('proxy'), ['GSME']);
  assert.equal(await entriesOf('ppmid'), ['GPF']);
});

test('reads gas from the proxy while the meter sleeps, as the meter was when it woke', async () => {
  const { meter } = started.get('gas') as StartedMeter;
  wakeGasMeter();
  const wokeUtcSeconds = meter.utcSeconds;
  const registers = await ask(readInstantaneousImportRegisters, 'proxy', {});
  assert.equal(registers, await ask(readInstantaneousImportRegisters, 'gas', {}));
  const midnight = Math.floor(wokeUtcSeconds / DAY_SECONDS) * DAY_SECONDS;
  const readLogPeriod = { startDateTime: midnight - DAY_SECONDS, endDateTime: wokeUtcSeconds };
  const profile = await ask(readActiveImportProfileData, 'proxy', { readLogPeriod });
  assert.equal(profile, await ask(readActiveImportProfileData, 'gas', { readLogPeriod }));
  assert.ok(profile.logEntries.length > 40, 'the history of the past day came over too');
});

test('answers from the proxy when the gas meter is gone', async () => {
  const before = await ask(readInstantaneousImportRegisters, 'proxy', {});
  await started.get('gas')?.stop();
  started.delete('gas');
  assert.equal(await ask(readInstantaneousImportRegisters, 'proxy', {}), before);
  await started.get('proxy')?.stop();
  await start('proxy');
  assert.equal(
    await ask(readInstantaneousImportRegisters, 'proxy', {}),
    before,
    'after a power cut',
  );
});

test('reads and moves the sub-GHz channel of the hub', async () => {
  const before = await ask(readChfSubGhzChannel, 'hub', {});
  await ask(requestChfSubGhzChannelScan, 'hub', {});
  const after = await ask(readChfSubGhzChannel, 'hub', {});
  assert.not.equal(after, before);
  const readLogPeriod = { startDateTime: 0, endDateTime: 4_000_000_000 };
  const { entries } = await ask(readChfSubGhzChannelLog, 'hub', { readLogPeriod });
  assert.equal(
    entries?.map(({ operatingChannel, scanTrigger }) => [operatingChannel, scanTrigger]),
    [[after.operatingChannel, 'RemotePartyCommand']],
  );
});

test('is told who its devices are', async () => {
  const { manufacturerIdentifier } = await ask(readDeviceConfigurationIdentityExcMpxn, 'hub', {});
  assert.is(manufacturerIdentifier, 'Meterwright');
  assert.is((await ask(readFirmwareVersion, 'ppmid', {})).firmwareVersion, '00010000');
});

test('keeps the log of the hub through a power cut, and says what happened to it', async () => {
  const before = await connected();
  await started.get('hub')?.stop();
  await start('hub');
  assert.equal(await connected(), before);
  const readLogPeriod = { startDateTime: 0, endDateTime: 4_000_000_000 };
  const { read } = await ask(readEventOrSecurityLog, 'hub', { readLogPeriod, logToRead: 'Event' });
  const codes = read?.log?.entries?.map(({ logCode }) =>
    Buffer.from(logCode ?? []).toString('hex'),
  );
  assert.is(codes?.filter((code) => code === '8f12').length, 4, 'two added and two joined');
});

test('takes a device out again', async () => {
  await ask(unjoinServiceNonCritical, 'ppmid', { otherDeviceId: euiOf('proxy') });
  assert.equal((await ask(readDeviceLog, 'ppmid', {})).read?.device?.entries ?? [], []);
  await ask(updateHanDeviceLog, 'hub', { deviceId: euiOf('ppmid'), requestType: 'Remove' });
  const { read } = await ask(readDeviceLog, 'hub', { readSecurityDetails: {} });
  assert.equal(
    read?.connected?.current?.map(({ deviceId }) => deviceId),
    [euiOf('gas')],
  );
  assert.equal(
    read?.connected?.historic?.map(({ deviceId }) => deviceId),
    [euiOf('ppmid')],
  );
});

test.run();
