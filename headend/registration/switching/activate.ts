/**
 * The day begins: what belonged to the old supplier ends, and what the new one needs is asked of the meters.
 * Access is not among it: that has moved by the dates of the registrations already.
 */
import { scheduleRemovalAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { type ListedDevice, pointsOf } from '../../inventory/device.ts';
import { hasKeys, isGone } from '../../inventory/inventory.ts';
import type { Change } from '../../non-device/change.ts';
import type { AddressedAlert, AddressedEvent } from '../../non-device/handler.ts';
import type { Task, TaskKind } from '../../tasks/task.ts';
import { detailsAt } from '../details/details.ts';
import { usersOf } from '../feed/feed-events.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import type { Switch, SwitchPoint } from './switch.ts';

type World = Pick<Stations, 'inventory' | 'register' | 'schedules'>;

/** What follows, before it has its numbers. */
export type Plan = {
  readonly changes: readonly Change[];
  readonly alerts: readonly AddressedAlert[];
  readonly events: readonly AddressedEvent[];
  readonly tasks: readonly Omit<Task, 'taskId'>[];
  /** Metering points of which an old supplier gave master data of its own. */
  readonly left: readonly MeteringPoint[];
};

/** Parties that lose a device by a switch, with the device. */
export type Loss = { readonly device: Eui64; readonly party: Eui64 };

const KEYS_OF: readonly string[] = ['ESME', 'GSME', 'HCALCS'];
const METERS: readonly string[] = ['ESME', 'GSME'];

export function activate(world: World, one: Switch, points: readonly MeteringPoint[]): Plan {
  const byNumber = new Map(points.map((point) => [point.mpxn, point]));
  const losses = lossesOf(world, one, points);
  const plan: Plan = { changes: [], alerts: [], events: [], tasks: [], left: [] };
  return one.points.reduce(
    (sum, point) => {
      const found = byNumber.get(point.mpxn);
      return found ? joined(sum, ofPoint(world, one, point, found)) : sum;
    },
    joined(plan, schedulesEnding(world, losses)),
  );
}

function joined(a: Plan, b: Partial<Plan>): Plan {
  return {
    changes: [...a.changes, ...(b.changes ?? [])],
    alerts: [...a.alerts, ...(b.alerts ?? [])],
    events: [...a.events, ...(b.events ?? [])],
    tasks: [...a.tasks, ...(b.tasks ?? [])],
    left: [...a.left, ...(b.left ?? [])],
  };
}

/** The old supplier and its agents, with each device that is not theirs any more by another metering point. */
export function lossesOf(
  { inventory, register }: World,
  one: Switch,
  points: readonly MeteringPoint[],
): Loss[] {
  const at = one.supplyStartUtcSeconds;
  const losses = new Map<string, Loss>();
  const switched = new Set(one.points.map(({ mpxn }) => mpxn));
  for (const { mpxn, losingSupplier } of one.points) {
    const point = points.find((found) => found.mpxn === mpxn);
    if (!losingSupplier || !point) continue;
    const parties = [losingSupplier, ...agentsOf(point, losingSupplier, at)];
    for (const device of inventory.fittedAt(mpxn)) {
      const others = pointsOf(device).filter((other) => !switched.has(other));
      if (others.some((other) => supplierOf(register, other, at) === losingSupplier)) continue;
      for (const party of parties)
        losses.set(`${device.record.eui64} ${party}`, { device: device.record.eui64, party });
    }
  }
  return [...losses.values()];
}

function supplierOf(register: World['register'], mpxn: string, at: number): Eui64 | undefined {
  const point = register.get(mpxn);
  return point && supplierAt(point, at)?.supplier;
}

/** Grants that a supplier gave, as far as they reach over a moment. */
function grantsOf({ grants = [] }: MeteringPoint, supplier: Eui64, at: number) {
  return grants.filter(
    ({ givenBy, effectiveToUtcSeconds: end }) =>
      givenBy === supplier && (end === undefined || end > at),
  );
}

const agentsOf = (point: MeteringPoint, supplier: Eui64, at: number): Eui64[] => [
  ...new Set(grantsOf(point, supplier, at).map(({ party }) => party)),
];

/** Of the parties that have lost the device; whoever owns one is told that the supplier has changed. */
function schedulesEnding({ schedules }: World, losses: readonly Loss[]): Partial<Plan> {
  const gone = losses.flatMap(({ device, party }) =>
    schedules.of(device).filter(({ owner }) => owner === party),
  );
  if (gone.length === 0) return {};
  return {
    changes: [{ kind: 'schedulesRemoved', scheduleIds: gone.map((one) => one.scheduleId) }],
    alerts: gone.map(({ owner, device, scheduleId }) => ({
      recipient: owner,
      alert: scheduleRemovalAlert('N17', device, scheduleId),
    })),
  };
}

function ofPoint(
  world: World,
  one: Switch,
  point: SwitchPoint,
  found: MeteringPoint,
): Partial<Plan> {
  const { losingSupplier } = point;
  const tasks = tasksOf(world, one, point, found);
  if (!losingSupplier) return { tasks };
  return { ...grantsEnding(one, losingSupplier, found), tasks };
}

/** Access by a grant has ended with the supply of whoever gave it; here it ends in the register too. */
function grantsEnding(
  { supplyStartUtcSeconds: at }: Switch,
  supplier: Eui64,
  point: MeteringPoint,
): Partial<Plan> {
  const { mpxn } = point;
  const changes = grantsOf(point, supplier, at).flatMap(({ grantId, ...grant }): Change[] =>
    grantId === undefined
      ? []
      : [
          {
            kind: 'grantEnds',
            ...{ mpxn, grantId },
            // One that was to begin later ends as it begins.
            effectiveToUtcSeconds: Math.max(at, grant.effectiveFromUtcSeconds),
          },
        ],
  );
  const named = usersOf(detailsAt(point.details, at));
  const events = [...new Set([...agentsOf(point, supplier, at), ...named])].map((recipient) => ({
    recipient,
    event: { appointmentEnded: { mpxns: [mpxn], supplier, endedAt: at } },
  }));
  return { changes, events, left: [point] };
}

function tasksOf(
  { inventory }: World,
  one: Switch,
  { mpxn, losingSupplier: oldSupplier }: SwitchPoint,
  found: MeteringPoint,
): Omit<Task, 'taskId'>[] {
  const { switchId, gainingSupplier: supplier, supplyStartUtcSeconds: at, keys } = one;
  const about = { switchId, supplier, ...(oldSupplier === undefined ? {} : { oldSupplier }) };
  const devices = inventory.fittedAt(mpxn).filter((device) => hasKeys(device) && !isGone(device));
  const task = (kind: TaskKind, device: ListedDevice, more: object) => ({
    ...{ kind, mpxn, device: device.record.eui64, notBeforeUtcSeconds: at },
    about: { ...about, ...more },
  });
  // Who supplies the export or the second element has no keys in the meter, and no tariff or balance.
  const imports = devices.filter((device) => device.mpxn === mpxn);
  const holders = imports.filter(({ record }) => KEYS_OF.includes(record.deviceType));
  const meters = devices.filter(({ record }) => METERS.includes(record.deviceType));
  const isPrepaid = detailsAt(found.details, at).customer?.paymentMode === 'prepayment';
  const prepaid = isPrepaid ? imports.filter((device) => meters.includes(device)) : [];
  return [
    ...meters.map((device) => task('supplyReading', device, { atUtcSeconds: at })),
    ...prepaid.map((device) => task('prepaymentHandOver', device, { atUtcSeconds: at })),
    // Last: the readings are asked for under the keys that the meter has.
    ...holders.map((device) => task('changeKeys', device, keys === undefined ? {} : { keys })),
  ];
}
