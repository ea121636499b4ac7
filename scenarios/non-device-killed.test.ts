/**
 * The head-end is killed between the write of a request that it answers itself and what it has in memory, and
 * just before the write: after the next start it is done once, whole, and answered as if nothing had been.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadIdentity } from '../headend/identity.ts';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import type { Service } from '../protocol/definition/service.ts';
import { createSchedule } from '../protocol/services/create-schedule.ts';
import { decommissionDevice } from '../protocol/services/decommission-device.ts';
import { readInventory } from '../protocol/services/read-inventory.ts';
import { readSchedule } from '../protocol/services/read-schedule.ts';
import type { Station } from './stations.testing.ts';
import { makeWorld, type World } from './world.testing.ts';

const test = suite('a head-end killed while it answers a request itself');
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

/** What is answered, or the code it is refused with. */
async function ask(service: Service, body: object): Promise<unknown> {
  const { eui64 } = loadIdentity(world.settings.identityFile);
  const result = await world.supplier.ask(service, eui64, body as never);
  assert.ok(result.kind === 'done' || result.kind === 'refused', JSON.stringify(result));
  return result.kind === 'done' ? result.value : result.code;
}

async function askAcross(station: Station, service: Service, body: object): Promise<unknown> {
  await world.willDieAt(station);
  const asked = ask(service, body);
  assert.is(await world.headEndDead(), 'SIGKILL');
  await world.startHeadEnd();
  return asked;
}

const schedule = () => ({
  ...{ scheduleFrequency: 'Daily', scheduleStartDate: 2026_0101 },
  ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16' },
  ...{ deviceId: world.identity.eui64, read: { activePowerImport: {} } },
});

for (const [index, station] of (['before accept', 'after accept'] as const).entries())
  test(`${station}: a schedule is created once, and has one number`, async () => {
    const scheduleId = index + 1;
    assert.equal(await askAcross(station, createSchedule, schedule()), { scheduleId });
    const { eui64: deviceId } = world.identity;
    const { schedules } = (await ask(readSchedule, { deviceId })) as { schedules: object[] };
    assert.is(schedules.length, scheduleId);
  });

test('after accept: a meter is decommissioned, and its schedules are gone with it', async () => {
  const { eui64: deviceId } = world.identity;
  assert.is(await askAcross('after accept', decommissionDevice, { deviceId }), undefined);
  const { devices } = (await ask(readInventory, { deviceId })) as {
    devices: { deviceStatus: string }[];
  };
  assert.is(devices[0]?.deviceStatus, 'Decommissioned');
  assert.is(await ask(readSchedule, { deviceId }), 'E050201');
  assert.is(await ask(decommissionDevice, { deviceId }), 'E5');
});

test.run();
