/**
 * Every service the firmware has, with requests drawn from its definition, through head-end and device of each
 * kind: always an answer, of the definition or a refusal by name, and neither side falls over.
 */
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import { emulatedMpan, emulatedMprn } from '../cli/emulated-market.ts';
import { settingsOf } from '../cli/meter-kinds.ts';
import { startMeter } from '../cli/start-meter.ts';
import { makeSupplierKeys, supplierAnchor } from '../cli/supplier-keys.ts';
import { anchorOf } from '../headend/authorities/authorities.ts';
import { type HeadEnd, startHeadEnd } from '../headend/head-end.ts';
import { headEndAnchor } from '../headend/identity.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import type { Result } from '../headend/market/client/result.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { EMULATED_LABELS, seededIdentity } from '../meter-emulator/board/factory.ts';
import { recordOf } from '../meter-emulator/firmware/provision.ts';
import { executors } from '../meter-emulator/firmware/services/index.ts';
import { DEVICE_TYPE_OF, isMeterKind, type Kind } from '../meter-emulator/firmware/variant.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import { answerType, type Role, type Service } from '../protocol/definition/service.ts';
import { validate } from '../protocol/definition/validate.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { refusals, serviceByReference } from '../protocol/services/index.ts';
import { readMeterBalance } from '../protocol/services/read-meter-balance.ts';
import { requestCustomerIdentificationNumber } from '../protocol/services/request-customer-identification-number.ts';
import { validRequests } from './valid-requests.testing.ts';
import { inMemoryCounter, NETWORK_OPERATOR, SUPPLIER } from './world.testing.ts';

const KINDS = Object.keys(DEVICE_TYPE_OF) as readonly Kind[];
/** Of each service for each kind of meter; `METERWRIGHT_RUNS` takes another number. */
const RUNS = Number(process.env['METERWRIGHT_RUNS'] ?? 1);
const SEED = 20_261_124;
const DAY_SECONDS = 86_400;
const PROXY: Eui64 = '00-DB-12-34-56-78-90-A3';
const ROLES: Readonly<Record<Eui64, readonly Role[]>> = {
  [SUPPLIER]: ['IS', 'GS', 'ES', 'OU'],
  [NETWORK_OPERATOR]: ['ED', 'GT'],
};
const signer = (end: string, byte: number) => ({
  eui64: `90-B3-D5-1F-30-00-00-${end}`,
  signingSecret: new Uint8Array(32).fill(byte),
});
const AUTHORITIES = { changeOfSupplier: signer('04', 4), handover: signer('0A', 10) };

type World = Awaited<ReturnType<typeof openWorld>>;

async function openWorld() {
  const link = new InMemoryLink();
  const faults: string[] = [];
  const headEnd = await startHeadEnd({
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    links: [link],
    authorities: AUTHORITIES,
    log: (line) => faults.push(line),
  });
  const keys = {
    [SUPPLIER]: makeSupplierKeys(SUPPLIER, ''),
    [NETWORK_OPERATOR]: makeSupplierKeys(NETWORK_OPERATOR, ''),
  };
  const clients: Record<Eui64, SupplierClient> = {};
  for (const [party, { signingSecret }] of Object.entries(keys)) {
    const transport = new DuisTransport({
      party,
      url: `http://127.0.0.1:${headEnd.httpPort}`,
      receive: { host: '127.0.0.1', port: 0 },
    });
    clients[party] = await SupplierClient.open({
      transport,
      crypto: nodeCrypto,
      timer: realTimer,
      signingSecret,
      requestCounter: inMemoryCounter(),
    });
    await headEnd.parties.put({
      eui64: party,
      name: 'User',
      roles: ROLES[party] ?? [],
      status: 'active',
      channel: 'duis',
      receiveUrl: `http://127.0.0.1:${transport.receivePort}/`,
      signingPublic: nodeCrypto.ed25519.publicKey(signingSecret),
    });
  }
  const close = async () => {
    for (const client of Object.values(clients)) await client.close();
    await headEnd.stop();
  };
  return { headEnd, link, keys, clients, faults, close };
}

async function startMeterOf({ headEnd, link, keys }: World, kind: Kind) {
  const index = KINDS.indexOf(kind) + 1;
  const identity = seededIdentity(nodeCrypto, 'every service', index, kind);
  const isGas = kind === 'gas' || kind === 'gasProxy';
  const mpxn = isGas ? emulatedMprn(index) : emulatedMpan(index);
  const exportMpan = emulatedMpan(1000 + index);
  const point = {
    fuel: isGas ? 'gas' : 'electricity',
    networkOperator: NETWORK_OPERATOR,
    registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
    grants: [{ party: SUPPLIER, role: 'OU', effectiveFromUtcSeconds: 0 }],
  } as const;
  for (const one of isGas ? [mpxn] : [mpxn, exportMpan])
    await headEnd.register.put({ ...point, mpxn: one });
  const place = { status: 'Commissioned', mpxn, ...(isGas ? {} : { exportMpan }) } as const;
  await headEnd.inventory.put({ ...place, record: recordOf(identity) });
  const log: string[] = [];
  const started = await startMeter({
    identity,
    anchors: anchorsOf(headEnd, keys),
    settings: settingsFor(kind),
    seed: identity.eui64,
    network: { kind: 'inMemory', link },
    pastSeconds: DAY_SECONDS,
    log: (line) => log.push(line),
  });
  return { ...started, eui64: identity.eui64, mpxn };
}

/** Electricity meters with all the switches there may be. */
function settingsFor(kind: Kind) {
  const settings = settingsOf(kind, isMeterKind(kind) ? 1_000_000 : undefined);
  if (DEVICE_TYPE_OF[kind] !== 'ESME') return settings;
  return { ...settings, variant: { kind, auxiliarySwitches: 5, hasBoostButton: true } };
}

function anchorsOf({ identity }: HeadEnd, keys: World['keys']) {
  return {
    headEnd: headEndAnchor(nodeCrypto, identity),
    supplier: supplierAnchor(keys[SUPPLIER]),
    // Not handed over yet: a meter does not answer whoever signs and is in none of its slots.
    networkOperator: anchorOf(nodeCrypto, AUTHORITIES.handover),
    changeOfSupplier: anchorOf(nodeCrypto, AUTHORITIES.changeOfSupplier),
  };
}

/** Who may ask this: the first of the users whose role it is. */
function askerOf(service: Service, value: unknown): Eui64 | undefined {
  const roles = service.rolesFor?.(value) ?? service.roles;
  return Object.keys(ROLES).find((party) => ROLES[party]?.some((role) => roles.includes(role)));
}

/** What waits here for a day years ahead is asked for now, and a change of supplier for where the meter is. */
function askedFor(service: Service, value: unknown, mpxn: string): unknown {
  const { executionDateTime: _, ...now } = value as { readonly executionDateTime?: number };
  const request = service.modes.includes('futureDatedDcc') ? now : value;
  return service.reference === '6.23' ? { ...(request as object), importMpxn: mpxn } : request;
}

/** As they are defined for users: recovery may ask a meter for more. */
const SERVICES = executors.flatMap(
  ({ service }) => serviceByReference.get(service.reference) ?? [],
);
const NAMES = new Set(refusals.map(({ name }) => name));
/** What the head-end says when a service, or its asker, is of the other fuel. */
const OF_OTHER_FUEL = ['E11', 'E4'];

function validateAnswer(service: Service, value: unknown): void {
  const type = answerType(service);
  assert.ok(type);
  validate(type, value);
}

function judge(result: Result<unknown>, service: Service): string {
  switch (result.kind) {
    case 'done':
      validateAnswer(service, result.value);
      return 'done';
    case 'refusedByDevice':
      // A service with a status of its own in the answer says there why.
      if (result.value !== undefined) validateAnswer(service, result.value);
      else assert.ok(NAMES.has(result.refusal), `${service.name}: ${result.refusal}`);
      return 'refused';
    case 'refused':
      assert.ok(OF_OTHER_FUEL.includes(result.code), `${service.name}: ${result.code}`);
      return 'of the other fuel';
    default:
      return assert.unreachable(`${service.name}: ${JSON.stringify(result)}`) as never;
  }
}

const test: Test = suite('every service');
let world: World;
test.before(async () => {
  world = await openWorld();
});
test.after(() => world.close());

for (const kind of KINDS)
  test(`is answered by a device of kind ${kind}`, async () => {
    const meter = await startMeterOf(world, kind);
    const counts = new Map<string, number>();
    try {
      for (const service of SERVICES)
        for (const value of validRequests(service, RUNS, SEED)) {
          const asker = askerOf(service, value);
          // A load controller has no role in DUIS.
          if (asker === undefined) continue;
          const request = askedFor(service, value, meter.mpxn);
          const client = world.clients[asker] as SupplierClient;
          const result = await client.ask(service, meter.eui64, request as never, {
            answerWithinMillis: 10_000,
          });
          const became = judge(result, service);
          counts.set(became, (counts.get(became) ?? 0) + 1);
        }
      // What stands beside meters has few, and a proxy alone knows no meter to read.
      const doneMin = isMeterKind(kind) ? 30 : 5;
      assert.ok((counts.get('done') ?? 0) > doneMin, JSON.stringify([...counts]));
      assert.equal(world.faults, []);
    } finally {
      await meter.stop();
    }
  });

test('is answered by the gas meter for its proxy, and with four digits for 9.1', async () => {
  const meter = await startMeterOf(world, 'gas');
  try {
    const { headEnd, clients } = world;
    const { manufacturer, model, firmwareVersion } = EMULATED_LABELS.gas;
    const label = {
      eui64: PROXY,
      manufacturer,
      model,
      firmwareVersion,
      deviceType: 'GPF',
    } as const;
    await headEnd.inventory.put({ record: label, status: 'Commissioned', mpxn: meter.mpxn });
    const client = clients[SUPPLIER] as SupplierClient;
    const balance = await client.ask(readMeterBalance, PROXY, {});
    assert.is(judge(balance, readMeterBalance), 'done');
    const digits = await client.ask(requestCustomerIdentificationNumber, meter.eui64, {});
    assert.ok(digits.kind === 'done');
    assert.match(digits.value.customerIdentificationNumber, /^[0-9]{4}$/);
  } finally {
    await meter.stop();
  }
});

test.run();
