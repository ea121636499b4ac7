/**
 * Random histories of registrations, grants, consents, tenancies, statuses and suspensions; what the head-end decides at
 * random instants is what a naive model finds that reads the whole history anew. METER_HISTORIES=all: a million.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import { allow, type Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { Inventory } from '../inventory/inventory.ts';
import type { Change } from '../non-device/change.ts';
import { takeChanges } from '../non-device/take-changes.ts';
import { registerInMemory } from '../registration/register.testing.ts';
import { Register } from '../registration/register.ts';
import type { ServiceRequest } from '../service-request.ts';
import { MasterData } from '../store/master-data.ts';
import { memoryStore } from '../store/store.testing.ts';
import { apply } from './apply-history.testing.ts';
import type { Fact } from './facts.testing.ts';
import {
  beginnings,
  Chance,
  HEAD_END,
  type Instant,
  nextFacts,
  randomInstant,
} from './history.testing.ts';
import { naiveCode } from './naive.testing.ts';
import { Parties } from './parties.ts';

const isAll = process.env['METER_HISTORIES'] === 'all';
const DECISIONS = isAll ? 1_000_000 : 50_000;
const IN_DATABASE = isAll ? 300 : 20;
const STEPS = 40;
const PER_STEP = 25;
const TRIES = 8;
const PROBLEMS_SHOWN = 5;

const nothing = async () => {};
async function* none() {}

/** 6.22 looks into its value for whose alerts it is: the cells at the door compare that. */
const asked = services.filter(
  ({ reference, modes }) => reference !== '6.22' && !modes.includes('nonDevice'),
);

const forLater = asked.filter(({ modes }) => modes.includes('futureDatedDevice'));

type World = Pick<Stations, 'parties' | 'register' | 'inventory'>;

function makeWorld(): World {
  return {
    parties: new Parties({ saveParty: nothing, loadParties: none }),
    inventory: new Inventory({ saveDevice: nothing, loadDevices: none }),
    register: registerInMemory(),
  };
}

/** The code a request is answered with at the door. */
function codeOf(world: World, instant: Instant, service: Service): string {
  const { party: originator, device: target, at, forDate, readsFrom } = instant;
  const { mpxn } = world.inventory.get(target) ?? {};
  const body = {
    ...(forDate === undefined ? {} : { executionDateTime: forDate }),
    ...(readsFrom === undefined ? {} : { readLogPeriod: { startDateTime: readsFrom } }),
    ...(service.reference === '6.23' && mpxn !== undefined ? { importMpxn: mpxn } : {}),
    ...(service.reference === '6.23' ? { supplierReplacementCertificates: {} } : {}),
  };
  // The request itself, for its pre-command; or what was signed.
  const isSigned = service.critical && at % 2 === 0;
  const variant = isSigned ? 5 : service.critical ? 4 : 1;
  const request: ServiceRequest = {
    requestId: `${originator}:${target}:1`,
    originator,
    target,
    counter: 1n,
    service,
    commandVariant: variant,
    channel: 'bridge',
    endpoint: 'bridge',
    body: isSigned ? undefined : body,
    ...(isSigned ? { signedPreCommand: new Uint8Array(1) } : {}),
  };
  const signer = { eui64: HEAD_END, signingSecret: new Uint8Array(32) };
  const stations = {
    ...world,
    headEnd: HEAD_END,
    // What was signed is read; that the signature verifies is tested where it is.
    translator: { checkSigned: () => body },
    authorities: { changeOfSupplier: signer, handover: signer },
  };
  try {
    allow(stations as unknown as Stations, request, at * 1000);
    return 'I99';
  } catch (error) {
    if (error instanceof Fault) return error.response;
    throw error;
  }
}

type Tally = {
  decisions: number;
  readonly codes: Map<string, number>;
  readonly problems: string[];
};

function compare(world: World, facts: readonly Fact[], chance: Chance, tally: Tally): void {
  const instant = randomInstant(chance);
  const service = serviceFor(instant, facts, chance);
  const found = codeOf(world, instant, service);
  const right = naiveCode(facts, { ...instant, service });
  tally.decisions += 1;
  tally.codes.set(found, (tally.codes.get(found) ?? 0) + 1);
  if (found === right || tally.problems.length >= PROBLEMS_SHOWN) return;
  const where = `${service.reference} ${JSON.stringify(instant)}`;
  tally.problems.push(`${where}: ${found}, not ${right}\n${facts.map(shown).join('\n')}`);
}

/** Most of those that are asked for are ones that the role may ask, of a device that has them. */
function serviceFor(instant: Instant, facts: readonly Fact[], chance: Chance): Service {
  const { party, device, forDate } = instant;
  const from = forDate !== undefined && chance.below(2) === 0 ? forLater : asked;
  let service = chance.of(from);
  for (let tries = 0; tries < TRIES; tries += 1, service = chance.of(from)) {
    const { roles, deviceTypes } = service;
    const hasRole = facts.some(
      (one) =>
        one.fact === 'party' &&
        one.party === party &&
        roles.some((role) => one.roles.includes(role)),
    );
    const isFor = facts.some(
      (one) =>
        one.fact === 'device' &&
        one.device === device &&
        deviceTypes.some((type) => type === one.type),
    );
    if (hasRole && isFor) break;
  }
  return service;
}

const shown = (fact: Fact) => JSON.stringify(fact);
const newTally = (): Tally => ({ decisions: 0, codes: new Map(), problems: [] });

function isRight({ decisions, codes, problems }: Tally, where: string): void {
  assert.equal(problems, []);
  // Each of them, and none so seldom that its rules are not tried.
  for (const code of ['I99', 'E1', 'E2', 'E3', 'E4', 'E5', 'E11', 'E19'])
    assert.ok((codes.get(code) ?? 0) > decisions / 500, `${code}: ${codes.get(code)}`);
  const said = [...codes].sort().map(([code, times]) => `${code} ${times}`);
  console.log(`measured: ${decisions} decisions compared ${where}: ${said.join(', ')}`);
}

const test = suite('access through random histories');

test('P2: every decision is what a replay of the whole history says', async () => {
  const tally = newTally();
  for (let seed = 1; tally.decisions < DECISIONS; seed += 1) {
    const chance = new Chance(seed);
    const world = makeWorld();
    const facts: Fact[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      const more = step === 0 ? beginnings(chance) : nextFacts(chance, facts, step);
      for (const fact of more) {
        facts.push(fact);
        const change = await apply(world, fact, facts.length);
        if (change) takeChanges(world as unknown as Stations, [change]);
      }
      for (let count = 0; count < PER_STEP; count += 1) compare(world, facts, chance, tally);
    }
  }
  isRight(tally, 'in memory');
});

test('P2: the same after all of it was written to the database and read again', async () => {
  const store = await memoryStore();
  const tally = newTally();
  for (let seed = 1; seed <= IN_DATABASE; seed += 1) {
    const chance = new Chance(seed);
    const master = new MasterData(store, () => 0);
    const kept = makeKept(master);
    const facts: Fact[] = [];
    const changes: Change[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      const id = seed * STEPS + step;
      for (const fact of step === 0 ? beginnings(chance) : nextFacts(chance, facts, id)) {
        facts.push(fact);
        const change = await apply(kept, fact, facts.length);
        if (!change) continue;
        changes.push(change);
        takeChanges(kept as unknown as Stations, [change]);
      }
    }
    await store.commit({ kind: 'deliver', outbox: [], changes, audit: [] });
    const again = makeKept(master);
    for (const part of [again.parties, again.inventory, again.register]) await part.load();
    for (let count = 0; count < STEPS * PER_STEP; count += 1) compare(again, facts, chance, tally);
    for (const table of [
      'metering_points',
      'registrations',
      'grants',
      'point_details',
      'devices',
      'parties',
    ] as const)
      await store.database.deleteFrom(table).execute();
  }
  await store.close();
  isRight(tally, `from the database, ${IN_DATABASE} histories`);
});

function makeKept(master: MasterData): World {
  return {
    parties: new Parties(master),
    inventory: new Inventory(master),
    register: new Register(master),
  };
}

test.run();
