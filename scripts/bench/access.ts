/**
 * Decisions on access in one second of a core, over ever more metering points, each with a meter: from the request to
 * the reason, through the register, the inventory and the parties as a head-end holds them. Told by the clock and by
 * the processor time of this process, which others on the machine do not take away. Meters are asked for far from one
 * another in memory, and then few of them again and again: what remains then is the rules alone. Yardstick: two bare
 * lookups in maps of the same size. Then how long a change that is committed takes until it decides.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Parties } from '../../headend/access/parties.ts';
import { allow, type Stations } from '../../headend/dispatch/stations.ts';
import { Fault } from '../../headend/faults.ts';
import { testDevice } from '../../headend/inventory/device.testing.ts';
import { Inventory } from '../../headend/inventory/inventory.ts';
import { takeChanges } from '../../headend/non-device/take-changes.ts';
import { registerInMemory } from '../../headend/registration/register.testing.ts';
import { Register } from '../../headend/registration/register.ts';
import type { Grant, MeteringPoint } from '../../headend/registration/registration.ts';
import type { ServiceRequest } from '../../headend/service-request.ts';
import { MasterData } from '../../headend/store/master-data.ts';
import { openStore } from '../../headend/store/open.ts';
import { startPostgres, temporaryDirectory } from '../../headend/store/store.testing.ts';
import type { Store } from '../../headend/store/store.ts';
import { serviceByReference } from '../../protocol/services/index.ts';
import { median } from './wire.ts';

const SIZES = (process.env['BENCH_POINTS'] ?? '10000,100000,1000000').split(',').map(Number);
const ROUNDS = 7;
/** In one round, of each row. */
const ASKED = 50_000;
/** Meters that a processor keeps near. */
const FEW = 100;
const CHANGES = 200;
const NOW = 1_768_996_800;
const HEAD_END = '90-B3-D5-1F-30-00-00-02';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const AGENT = '90-B3-D5-1F-30-02-00-00';
const OTHER_USER = '90-B3-D5-1F-30-03-00-00';
const STRANGER = '90-B3-D5-1F-30-04-00-00';
const NETWORK = '90-B3-D5-1F-30-05-00-00';

type World = Pick<Stations, 'headEnd' | 'parties' | 'inventory' | 'register'>;
type Row = {
  readonly name: string;
  readonly party: string;
  readonly reference: string;
  readonly body?: object;
};
type Result = {
  readonly points: number;
  /** How many meters are asked for in turn. */
  readonly meters: number;
  readonly name: string;
  readonly perSecond: number;
  readonly perProcessorSecond: number;
  readonly ofLookups: number;
};
type Rate = Pick<Result, 'perSecond' | 'perProcessorSecond'>;

const ROWS: readonly Row[] = [
  { name: 'supplier', party: SUPPLIER, reference: '4.1.1' },
  { name: 'network operator', party: NETWORK, reference: '4.1.1' },
  { name: 'agent by grant', party: AGENT, reference: '11.2' },
  {
    name: 'consent, tenancy, log',
    party: OTHER_USER,
    reference: '4.8.1',
    body: { readLogPeriod: { startDateTime: NOW - 3600, endDateTime: NOW } },
  },
  { name: 'stranger, told nothing', party: STRANGER, reference: '4.8.1' },
];

const mpxnOf = (at: number) => String(1_000_000_000_000 + at);
const pairs = (at: number) =>
  [24, 16, 8, 0].map((bits) => ((at >>> bits) & 255).toString(16).padStart(2, '0'));
/** In one piece in memory, as one that was read from a message or a row is. */
const deviceOf = (at: number) => ['00-db-12-34', ...pairs(at)].join('-').toUpperCase();

function pointAt(at: number): MeteringPoint {
  const period = { effectiveFromUtcSeconds: NOW - 86_400 };
  return {
    mpxn: mpxnOf(at),
    fuel: 'electricity',
    networkOperator: NETWORK,
    registrations: [
      {
        supplier: STRANGER.replace('04', '0A'),
        effectiveFromUtcSeconds: 0,
        effectiveToUtcSeconds: NOW - 86_400,
      },
      { supplier: SUPPLIER, ...period },
    ],
    grants: [
      { grantId: 2 * at + 1, party: AGENT, role: 'RSA', givenBy: SUPPLIER, ...period },
      { grantId: 2 * at + 2, party: OTHER_USER, role: 'OU', scope: ['4.8.1'], ...period },
    ],
    details: [
      {
        detailsId: at + 1,
        effectiveFromUtcSeconds: NOW - 86_400,
        knownFromMillis: 0,
        value: { tenancy: { from: NOW - 86_400 }, customer: { customerType: 'domestic' } },
      },
    ],
  };
}

async function makeParties(): Promise<Parties> {
  const parties = new Parties({ saveParty: async () => {}, async *loadParties() {} });
  const roles = {
    [SUPPLIER]: 'IS',
    [AGENT]: 'RSA',
    [OTHER_USER]: 'OU',
    [STRANGER]: 'OU',
    [NETWORK]: 'ED',
  } as const;
  for (const [eui64, role] of Object.entries(roles))
    await parties.put({
      eui64,
      roles: [role],
      name: 'a user',
      status: 'active',
      channel: 'bridge',
    });
  return parties;
}

async function makeWorld(points: number): Promise<World> {
  const register = registerInMemory();
  const inventory = new Inventory({ saveDevice: async () => {}, async *loadDevices() {} });
  // The keys are no part of the decision.
  const { record, ...place } = testDevice(deviceOf(0), mpxnOf(0));
  for (let at = 0; at < points; at += 1) {
    inventory.take({ ...place, record: { ...record, eui64: deviceOf(at) }, mpxn: mpxnOf(at) });
    await register.hold([mpxnOf(at)]);
    register.take({ kind: 'pointAdded', point: pointAt(at) });
  }
  return { headEnd: HEAD_END, parties: await makeParties(), inventory, register };
}

/** Of meters far from one another: the step has no divisor in common with any of the sizes. */
const targetsOf = (points: number, meters: number): string[] =>
  Array.from({ length: ASKED }, (_, index) => deviceOf(((index % meters) * 7_919) % points));

/** Made for each meter anew, as one that has just been read. */
function requestTo({
  party: originator,
  reference,
  body = {},
}: Row): (target: string) => ServiceRequest {
  const service = serviceByReference.get(reference);
  if (!service) throw new Error(reference);
  const requestId = `${originator}:1`;
  return (target) => ({
    requestId,
    originator,
    target,
    counter: 1n,
    service,
    body,
    commandVariant: 1,
    channel: 'bridge',
    endpoint: 'bridge',
  });
}

/** Why it may; undefined: it may not. */
function decided(world: World, request: ServiceRequest): string | undefined {
  try {
    return allow(world as unknown as Stations, request, NOW * 1000);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

async function measure(points: number): Promise<Result[]> {
  const world = await makeWorld(points);
  const { devices, numbers } = bareMaps(points);
  const runs = [
    {
      name: 'two bare lookups',
      run: (target: string) => numbers.get(devices.get(target) ?? ''),
    },
    ...ROWS.map((row) => {
      const requestOf = requestTo(row);
      const isAllowed = decided(world, requestOf(deviceOf(0))) !== undefined;
      if (isAllowed === (row.party === STRANGER))
        throw new Error(`${row.name}: not what is measured`);
      return { name: row.name, run: (target: string) => decided(world, requestOf(target)) };
    }),
  ];
  return [FEW, ASKED].flatMap((meters) => {
    const targets = targetsOf(points, meters);
    // The first round warms the compiler.
    const rounds = Array.from({ length: ROUNDS + 1 }, () =>
      runs.map(({ run }) => rateOf(targets, run)),
    ).slice(1);
    const rates = runs.map((_, at) => medians(rounds.map((round) => round[at] as Rate)));
    const [bare] = rates as [Rate];
    return runs.map(({ name }, at) => {
      const rate = rates[at] as Rate;
      const ofLookups = rate.perProcessorSecond / bare.perProcessorSecond;
      return { points, meters: Math.min(meters, points), name, ...rate, ofLookups };
    });
  });
}

function rateOf(targets: readonly string[], run: (target: string) => unknown): Rate {
  const began = performance.now();
  const before = process.cpuUsage();
  for (const target of targets) run(target);
  const { user, system } = process.cpuUsage(before);
  const millis = performance.now() - began;
  return {
    perSecond: Math.round((targets.length / millis) * 1e3),
    perProcessorSecond: Math.round((targets.length / (user + system)) * 1e6),
  };
}

const medians = (rates: readonly Rate[]): Rate => ({
  perSecond: median(rates.map((rate) => rate.perSecond)),
  perProcessorSecond: median(rates.map((rate) => rate.perProcessorSecond)),
});

function bareMaps(points: number) {
  const all = Array.from({ length: points }, (_, at) => at);
  return {
    devices: new Map(all.map((at) => [deviceOf(at), mpxnOf(at)])),
    numbers: new Map(all.map((at) => [mpxnOf(at), at])),
  };
}

type Delay = {
  readonly database: string;
  readonly commitMs: number;
  readonly knownMs: number;
  readonly worstMs: number;
};

/** A grant ends: until that is durable, and from then until the first decision that knows it. */
async function measureChange(database: string, store: Store): Promise<Delay> {
  const master = new MasterData(store, () => NOW * 1000);
  const register = new Register(master);
  const inventory = new Inventory(master);
  await inventory.put(testDevice(deviceOf(0), mpxnOf(0)));
  await register.put({ ...pointAt(0), grants: [], details: [] });
  await register.load();
  const world = { headEnd: HEAD_END, parties: await makeParties(), inventory, register };
  const request = requestTo(ROWS[2] as Row)(deviceOf(0));
  const commits: number[] = [];
  const known: number[] = [];
  for (let grantId = 1; grantId <= CHANGES; grantId += 1) {
    const grant: Grant & { grantId: number } = {
      grantId,
      party: AGENT,
      role: 'RSA',
      effectiveFromUtcSeconds: 0,
    };
    await written(world, store, { kind: 'grantGiven', mpxn: mpxnOf(0), grant });
    if (decided(world, request) === undefined) throw new Error('the grant is not known');
    const ends = {
      kind: 'grantEnds',
      mpxn: mpxnOf(0),
      grantId,
      effectiveToUtcSeconds: NOW,
    } as const;
    const { asked, durable } = await written(world, store, ends);
    if (decided(world, request) !== undefined) throw new Error('the end is not known');
    commits.push(durable - asked);
    known.push(performance.now() - durable);
  }
  await store.close();
  return {
    database,
    commitMs: median(commits),
    knownMs: median(known),
    worstMs: Math.max(...known),
  };
}

async function written(world: World, store: Store, change: Parameters<Register['take']>[0]) {
  const asked = performance.now();
  await store.commit({ kind: 'deliver', outbox: [], changes: [change], audit: [] });
  const durable = performance.now();
  takeChanges(world as unknown as Stations, [change]);
  return { asked, durable };
}

async function measureChanges(): Promise<Delay[]> {
  const pglite = await openStore({ directory: temporaryDirectory(), nowMillis: () => NOW * 1000 });
  const delays = [await measureChange('PGlite', pglite)];
  const postgres = await startPostgres();
  if (!postgres) return delays;
  try {
    const url = await postgres.database();
    const server = await openStore({
      url,
      directory: temporaryDirectory(),
      nowMillis: () => NOW * 1000,
    });
    return [...delays, await measureChange('PostgreSQL', server)];
  } finally {
    await postgres.remove();
  }
}

async function main(): Promise<void> {
  const results: Result[] = [];
  for (const points of SIZES) {
    const found = await measure(points);
    for (const { meters, name, perSecond, perProcessorSecond, ofLookups } of found)
      console.log(
        `${String(points).padStart(8)} points, ${String(meters).padStart(6)} asked `,
        name.padEnd(24),
        `${String(perSecond).padStart(9)} /s`,
        `${String(perProcessorSecond).padStart(9)} /s of processor`,
        `${(ofLookups * 100).toFixed(1)} %`.padStart(8),
      );
    results.push(...found);
  }
  const delays = await measureChanges();
  for (const { database, commitMs, knownMs, worstMs } of delays)
    console.log(
      `${database}: durable after ${commitMs.toFixed(2)} ms, decided by ${knownMs.toFixed(3)} ms later (at worst ${worstMs.toFixed(2)} ms)`,
    );
  mkdirSync('.bench', { recursive: true });
  writeFileSync('.bench/access.json', `${JSON.stringify({ results, delays }, null, 2)}\n`);
}

if (import.meta.filename === process.argv[1]) await main();
