/**
 * The head-end is killed at each station of a request and started again on its data: the request ends
 * in exactly one answer, and the meter has done what was asked exactly once.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import { STATIONS } from './stations.testing.ts';
import { makeWorld, until, type World } from './world.testing.ts';

const test = suite('a head-end killed at any station');
let postgres: Postgres | undefined;
let world: World;

test.before(async () => {
  postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
  world = await makeWorld(await postgres.database());
  await world.startHeadEnd();
});

test.after(async () => {
  await world?.killHeadEnd();
  await world?.end();
  await postgres?.remove();
});

/** Asks a head-end that will die, brings up another when it has, and gives the result. */
async function askAcross<T>(station: (typeof STATIONS)[number], ask: () => Promise<T>): Promise<T> {
  await world.willDieAt(station);
  const asked = ask();
  assert.is(await world.headEndDead(), 'SIGKILL');
  await world.startHeadEnd();
  const result = await asked;
  // The last station lies behind the answer: what it left is finished by the one that runs now.
  await until('everything is confirmed', async () => (await openMessages()) === 0);
  return result;
}

async function openMessages(): Promise<number> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: world.settings.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select count(*)::int as count from outbox');
    return rows[0].count;
  } finally {
    await client.end();
  }
}

for (const [index, station] of STATIONS.entries()) {
  const service = index % 2 === 0 ? disableSupply : enableSupply;
  test(`${station}: a critical command is executed once and answered once`, async () => {
    const before = world.switches.length;
    const { eui64 } = world.identity;
    const result = await askAcross(station, () => world.supplier.ask(service, eui64, {}));
    assert.is(result.kind, 'done', JSON.stringify(result));
    const wanted = index % 2 === 0 ? 'open' : 'closed';
    assert.equal(world.switches.slice(before), [wanted]);
    const answers = world.answers.filter(({ requestId }) => requestId === result.requestId);
    assert.is(answers.length, 1);
  });

  test(`${station}: a top-up is credited once and answered once`, async () => {
    const { eui64, prepaymentPublic } = world.identity;
    const balance = () => world.meter.meter.state.prepayment.balanceMillipence;
    const before = balance();
    const credit = { device: eui64, prepaymentPublic, valueClass: 'pence', value: 100 } as const;
    const utrn = await world.supplier.makeUtrn(credit);
    const result = await askAcross(station, () => world.supplier.ask(topUpDevice, eui64, { utrn }));
    assert.is(result.kind, 'done', JSON.stringify(result));
    // Consumption takes a little of it meanwhile: far less than a second credit.
    const credited = balance() - before;
    assert.ok(credited > 50_000 && credited <= 100_000, `credited ${credited}`);
    const answers = world.answers.filter(({ requestId }) => requestId === result.requestId);
    assert.is(answers.length, 1);
  });
}

test.run();
