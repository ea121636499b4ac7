/**
 * Of two requests in a sequence the head-end is killed on the way of the first: the meter does both, once
 * and in their order.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import type { Station } from './stations.testing.ts';
import { makeWorld, type World } from './world.testing.ts';

const test = suite('a sequence of requests, and a head-end killed');
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

/** Disable, and enable after it: gives both results. */
async function offAndOn() {
  const { eui64 } = world.identity;
  const { promise, accepted } = acceptance();
  const off = world.supplier.ask(disableSupply, eui64, {}, { onAccepted: accepted });
  const after = await promise;
  const on = world.supplier.ask(enableSupply, eui64, {}, { after });
  return Promise.all([off, on]);
}

function acceptance() {
  let accepted = (_: string) => {};
  const promise = new Promise<string>((resolve) => {
    accepted = resolve;
  });
  return { promise, accepted };
}

const ON_THE_WAY: readonly Station[] = [
  'after accept',
  'after send',
  'before answer',
  'after answer',
];

for (const station of ON_THE_WAY)
  test(`${station} of the first: both are done, once and in their order`, async () => {
    const before = world.switches.length;
    await world.willDieAt(station);
    const asked = offAndOn();
    assert.is(await world.headEndDead(), 'SIGKILL');
    await world.startHeadEnd();
    const results = await asked;
    assert.equal(
      results.map(({ kind }) => kind),
      ['done', 'done'],
    );
    assert.equal(world.switches.slice(before), ['open', 'closed']);
  });

test.run();
