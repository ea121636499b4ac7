/**
 * Commands brought to a meter by hand, and a head-end that is killed: when the command is given, and when the answer
 * is brought back. The meter is on no network at all. What the head-end knew of RequestIDs it knows afterwards.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import { returnLocalCommandResponse } from '../protocol/services/return-local-command-response.ts';
import type { Station } from './stations.testing.ts';
import { makeWorld, SUPPLIER, until, type World } from './world.testing.ts';

const test = suite('a command brought by hand, and a head-end killed');
/** Between the meter and whoever stands before it. */
const hand = new InMemoryLink();
const said: Uint8Array[] = [];
let postgres: Postgres | undefined;
let world: World;

test.before(async () => {
  postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
  hand.onMessage(async (_, kind, message) => {
    if (kind === 'response') said.push(message);
  });
  world = await makeWorld(await postgres.database(), { kind: 'inMemory', link: hand });
  await world.startHeadEnd();
});

test.after(async () => {
  await world?.killHeadEnd();
  await world?.end();
  await postgres?.remove();
});

/** Asks a head-end that dies at the station, and the one that follows it. */
async function across<T>(station: Station, ask: () => Promise<T>): Promise<T> {
  await world.willDieAt(station);
  const asked = ask();
  assert.is(await world.headEndDead(), 'SIGKILL');
  await world.startHeadEnd();
  return asked;
}

/** The answer of the meter to a command that is brought to it. */
async function brought(command: Uint8Array): Promise<Uint8Array> {
  const before = said.length;
  await hand.send(world.identity.eui64, command);
  await until('the meter answers', () => said.length > before);
  return said.at(-1) ?? new Uint8Array();
}

const WHEN: readonly (readonly [given: Station, returned: Station])[] = [
  ['before accept', 'before accept'],
  ['after accept', 'after accept'],
  ['after accept', 'before answer'],
  ['after accept', 'after answer'],
];

for (const [index, [given, returned]] of WHEN.entries())
  test(`${given} when it is given and ${returned} of its answer: done once, answered once`, async () => {
    const service = index % 2 === 0 ? disableSupply : enableSupply;
    const { identity, supplier, switches, answers, headEnd } = world;
    const before = switches.length;
    const command = await across(given, () =>
      supplier.ask(service, identity.eui64, {}, { delivery: 'given' }),
    );
    if (command.kind !== 'localCommand') throw new Error(`${command.kind} instead of the command`);
    const deviceResponse = await brought(command.command);
    const back = await across(returned, () =>
      supplier.ask(returnLocalCommandResponse, headEnd, { deviceResponse }),
    );
    assert.is(back.kind, 'done', JSON.stringify(back));
    const own = () => answers.filter(({ requestId }) => requestId === command.requestId);
    await until('the answer is there', () => own().length > 0);
    assert.equal(
      own().map(({ kind }) => kind),
      ['done'],
    );
    assert.equal(switches.slice(before), [index % 2 === 0 ? 'open' : 'closed']);
  });

/** Of the same party, and with counters from a number on. */
async function clientFrom(counter: bigint): Promise<SupplierClient> {
  const url = `http://127.0.0.1:${world.settings.httpPort}`;
  return SupplierClient.open({
    transport: new DuisTransport({
      ...{ party: SUPPLIER, url },
      receive: { host: '127.0.0.1', port: 0 },
    }),
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: world.keys.signingSecret,
    requestCounter: { load: async () => counter, save: async () => {} },
  });
}

test('knows after all of that which RequestIDs were used, and by what', async () => {
  // The 1st was of the meter, the 2nd of the head-end, and so on.
  for (const [counter, expected] of [
    [1n, 'refused'],
    [2n, 'refused'],
    [1_000n, 'localCommand'],
  ] as const) {
    const client = await clientFrom(counter);
    const { eui64 } = world.identity;
    const asked = await client.ask(
      readInstantaneousImportRegisters,
      eui64,
      {},
      { delivery: 'given' },
    );
    await client.close();
    assert.is(asked.kind, expected, `${counter}`);
    if (asked.kind === 'refused') assert.is(asked.code, 'E48');
  }
});

test.run();
