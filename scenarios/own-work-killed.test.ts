/**
 * The head-end is killed while it asks a meter for something by itself: for a schedule of a user, or for the reading
 * of a change of supplier. After the next start it goes on; the user has one answer, and not two.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStore } from '../headend/store/open.ts';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import type { Task } from '../headend/tasks/task.ts';
import { createSchedule } from '../protocol/services/create-schedule.ts';
import type { Station } from './stations.testing.ts';
import { MPAN, makeWorld, SUPPLIER, until, type World } from './world.testing.ts';

const test = suite('a head-end killed while it asks a meter by itself');
let postgres: Postgres | undefined;
let world: World;

test.before(async () => {
  postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
  world = await makeWorld(await postgres.database());
});

test.after(async () => {
  await world?.killHeadEnd();
  await world?.end();
  await postgres?.remove();
});

/** Long enough for what would come twice. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_500));
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Daily, for the first time in a few seconds. */
function soon() {
  const at = nowSeconds() + 3;
  const date = new Date(at * 1000).toISOString().slice(0, 10).replaceAll('-', '');
  return {
    ...{ scheduleFrequency: 'Daily', scheduleStartDate: Number(date) },
    ...{ scheduleExecutionStartTime: at % 86_400, deviceId: world.identity.eui64 },
    ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16' },
    read: { activePowerImport: {} },
  };
}

const ofSchedules = () =>
  world.answers.filter(({ requestId }) => requestId.startsWith(world.headEnd));

const DURING_A_RUN: readonly Station[] = [
  'before accept',
  'after accept',
  'after send',
  'after answer',
];
for (const station of DURING_A_RUN)
  test(`P6: ${station}: the run of a schedule is answered once`, async () => {
    await world.startHeadEnd();
    const before = ofSchedules().length;
    const created = await world.supplier.ask(createSchedule, world.headEnd, soon() as never);
    assert.is(created.kind, 'done');
    await world.willDieAt(station);
    assert.is(await world.headEndDead(), 'SIGKILL');
    await world.startHeadEnd();
    await until('the answer comes', () => ofSchedules().length > before);
    await aWhile();
    assert.is(ofSchedules().length, before + 1);
    assert.is(ofSchedules().at(-1)?.kind, 'done');
    await world.killHeadEnd();
  });

/** In the database of a head-end that is not running. */
async function inDatabase<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>) {
  const { directory, databaseUrl } = world.settings;
  const store = await openStore({
    ...(databaseUrl === undefined ? {} : { url: databaseUrl }),
    directory,
    nowMillis: Date.now,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const DURING_A_TASK: readonly Station[] = ['after accept', 'before answer'];
for (const [index, station] of DURING_A_TASK.entries())
  test(`P9: ${station}: the reading of a change of supplier comes once`, async () => {
    const task: Task = {
      ...{ taskId: index + 1, kind: 'supplyReading', mpxn: MPAN, device: world.identity.eui64 },
      notBeforeUtcSeconds: nowSeconds() + 6,
      about: { switchId: index + 1, oldSupplier: SUPPLIER, atUtcSeconds: nowSeconds() },
    };
    const changes = [{ kind: 'taskAdded', task } as const];
    await inDatabase((store) => store.commit({ kind: 'deliver', outbox: [], changes, audit: [] }));
    await world.startHeadEnd();
    await world.willDieAt(station);
    assert.is(await world.headEndDead(), 'SIGKILL');
    await world.startHeadEnd();
    await until('the reading comes', () => world.events.length > index);
    await aWhile();
    assert.is(world.events.length, index + 1);
    const [last] = world.events.slice(-1);
    assert.ok(last && 'changeOfSupplierReading' in last.body);
    assert.is(last.body.changeOfSupplierReading.side, 'closing');
    await world.killHeadEnd();
    const rows = await inDatabase((store) =>
      store.database.selectFrom('tasks').select(['outcome', 'record']).execute(),
    );
    assert.equal(rows.at(-1), { outcome: 'done', record: {} });
  });

test.run();
