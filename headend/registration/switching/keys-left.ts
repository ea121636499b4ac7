/**
 * Keys that come although the supply does not: a 6.23 of the gaining supplier's own that a meter holds for the day
 * when the switch is annulled. It is under the change-of-supplier authority's signature and cannot be called back
 * without certificates, so the supplier that stays has a task: it is told, and its own 6.23 puts it right.
 */
import type { Stations } from '../../dispatch/stations.ts';
import type { Change } from '../../non-device/change.ts';
import type { Switch } from './switch.ts';

export async function keysLeftBehind(
  { inventory, store }: Pick<Stations, 'inventory' | 'store'>,
  { switchId, points, gainingSupplier, supplyStartUtcSeconds: start }: Switch,
): Promise<Change[]> {
  const devices = points.flatMap(({ mpxn, losingSupplier }) =>
    inventory
      .fittedAt(mpxn)
      .filter((device) => device.mpxn === mpxn && losingSupplier !== undefined)
      .map(({ record }) => ({ device: record.eui64, mpxn, supplier: losingSupplier })),
  );
  if (devices.length === 0) return [];
  const held = await store.database
    .selectFrom('held_key_changes')
    .select('device')
    .where('party', '=', gainingSupplier)
    .where('for_utc_seconds', '>=', BigInt(start))
    .where('is_done', '=', false)
    .where(
      'device',
      'in',
      devices.map(({ device }) => device),
    )
    .execute();
  const left = devices.filter(({ device }) => held.some((row) => row.device === device));
  if (left.length === 0) return [];
  const first = Number(await store.reserveCounter('task', left.length));
  return left.map(({ supplier, ...where }, index) => ({
    kind: 'taskAdded',
    task: {
      ...{ ...where, taskId: first + index, kind: 'changeKeys', notBeforeUtcSeconds: start },
      about: { switchId, supplier, oldSupplier: gainingSupplier },
    },
  }));
}
