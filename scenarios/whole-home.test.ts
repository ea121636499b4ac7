/**
 * The house of `meterwright home`: what its supplier is given to ask first lets its devices in and joins them; then the
 * proxy has the gas meter's readings, the load controller hears its meter, and a power outage is told of.
 */
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstRequests } from '../cli/home/first-requests.ts';
import { MEMBER_NAMES, membersOf, mpanOfHome, mprnOfHome } from '../cli/home/members.ts';
import { type Networks, type StartedHome, startHome } from '../cli/home/start-home.ts';
import { makeSupplierKeys, supplierAnchor } from '../cli/supplier-keys.ts';
import { type HeadEnd, startHeadEnd } from '../headend/head-end.ts';
import { headEndAnchor } from '../headend/identity.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { readRequest } from '../headend/market/duis/request.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { recordOf } from '../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import type { DccAlert } from '../protocol/alerts/dcc-alerts.ts';
import { parseRequestId } from '../protocol/identifiers/request-id.ts';
import { readDeviceLog } from '../protocol/services/read-device-log.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const OPERATOR = '90-B3-D5-1F-30-00-00-02';
/** Three minutes go by in a third of a second. */
const SPEED = 600;

const members = membersOf('whole-home', 1);
const keys = makeSupplierKeys(SUPPLIER, '');
const link = new InMemoryLink();
const dccAlerts: Pick<DccAlert, 'alertCode' | 'alert'>[] = [];
const log: string[] = [];
let headEnd: HeadEnd;
let client: SupplierClient;
let home: StartedHome;

const test: Test = suite('The house of the command line');
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
    onDccAlert: async ({ alertCode, alert }) => {
      dccAlerts.push({ alertCode, alert });
    },
  });
  await headEnd.parties.put({
    eui64: SUPPLIER,
    name: 'Supplier',
    roles: ['IS', 'GS'],
    status: 'active',
    channel: 'duis',
    receiveUrl: `http://127.0.0.1:${transport.receivePort}/`,
    signingPublic: nodeCrypto.ed25519.publicKey(keys.signingSecret),
  });
  await enrolAll();
  home = await startHome({
    members,
    anchors: {
      headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
      supplier: supplierAnchor(keys),
    },
    seed: 'whole-home',
    networks: Object.fromEntries(
      MEMBER_NAMES.map((name) => [name, { kind: 'inMemory', link }]),
    ) as Networks,
    pastSeconds: 86_400,
    speed: SPEED,
    gasSleeps: false,
    creditMillipence: undefined,
    log: (line) => log.push(line),
  });
});
test.after(async () => {
  await home.stop();
  await client.close();
  await headEnd.stop();
});

async function enrolAll(): Promise<void> {
  const registrations = [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }];
  const supply = { networkOperator: OPERATOR, registrations };
  await headEnd.register.put({ mpxn: mpanOfHome(1), fuel: 'electricity', ...supply });
  await headEnd.register.put({ mpxn: mprnOfHome(1), fuel: 'gas', ...supply });
  const hub = members.hub.eui64;
  for (const name of MEMBER_NAMES) {
    const mpxn = name === 'gas' || name === 'proxy' ? mprnOfHome(1) : mpanOfHome(1);
    const place = name === 'hub' ? {} : { mpxn, hub };
    const record = recordOf(members[name]);
    await headEnd.inventory.put({ record, status: 'Commissioned', ...place });
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 400, what);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('is let in and joined by what the supplier is given to ask', async () => {
  for (const { file, xml } of firstRequests(members, SUPPLIER)) {
    const { header, service, body } = readRequest(xml);
    if (body.kind !== 'service') throw new Error(file);
    const { target } = parseRequestId(header.requestId);
    const result = await client.ask(service, target, body.value as never);
    assert.is(result.kind, 'done', file);
    const { messageSuccess } = (result as { value?: { messageSuccess?: boolean } }).value ?? {};
    assert.is(messageSuccess, true, file);
  }
  const { hub, electricity, gas, ppmid, hcalcs } = members;
  const read = await client.ask(readDeviceLog, hub.eui64, { readSecurityDetails: {} });
  assert.is(read.kind, 'done');
  const current = read.kind === 'done' ? read.value?.read?.connected?.current : undefined;
  const wanted = [electricity, gas, ppmid, hcalcs].map(({ eui64 }) => eui64);
  assert.equal(current?.map(({ deviceId }) => deviceId).sort(), wanted.sort());
});

test('has the readings of gas at its proxy, once the gas meter was awake', async () => {
  home.devices.get('gas')?.running.wake((meter) => meter.wake());
  const result = await client.ask(readInstantaneousImportRegisters, members.proxy.eui64, {});
  assert.is(result.kind, 'done');
  const registers = result.kind === 'done' ? result.value?.registers : undefined;
  assert.ok(registers?.gas, 'registers of gas');
});

test('is told of at its electricity supply when the hub has no mains for three minutes', async () => {
  home.mains(false);
  await until(() => dccAlerts.some(({ alertCode }) => alertCode === 'AD1'), 'AD1 comes');
  const { alert } = dccAlerts.find(({ alertCode }) => alertCode === 'AD1') ?? {};
  const { hub, mpxn } =
    (alert as { powerOutage?: { hub: string; mpxn: string } }).powerOutage ?? {};
  assert.equal([hub, mpxn], [members.hub.eui64, mpanOfHome(1)]);
  home.mains(true);
});

test.run();
