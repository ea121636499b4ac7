/** Switches whose time has come: each goes on as far as the clock says, with all that follows. */
import type { Stations } from '../../dispatch/stations.ts';
import type { Change } from '../../non-device/change.ts';
import type { AddressedAlert, AddressedEvent } from '../../non-device/handler.ts';
import { detailsAtChangeOfSupplier } from '../master-data/at-change-of-supplier.ts';
import type { MeteringPoint } from '../registration.ts';
import { activate, type Plan } from './activate.ts';
import { switchNotices } from './notices.ts';
import { secure } from './secure.ts';
import { nextDue, type Switch, stateAfter } from './switch.ts';
import { switchPut } from './switch-change.ts';

/** A switch has come to be in a state. */
export type Step = {
  readonly record: Switch;
  readonly changes: readonly Change[];
  readonly alerts: readonly AddressedAlert[];
  readonly events: readonly AddressedEvent[];
};
/** Before its tasks and details have their numbers. */
type Planned = Step & Partial<Pick<Plan, 'tasks' | 'left'>>;

/** `points`: all of the switches'. Reads, and takes numbers of the counters, and changes nothing else. */
export async function advance(
  stations: Stations,
  switches: readonly Switch[],
  points: readonly MeteringPoint[],
  nowUtcSeconds: number,
): Promise<Step[]> {
  const byNumber = new Map(points.map((point) => [point.mpxn, point]));
  const planned = switches.flatMap((one) => {
    const own = one.points.flatMap(({ mpxn }) => byNumber.get(mpxn) ?? []);
    return stepsOf(stations, one, own, nowUtcSeconds);
  });
  return numbered(stations, planned);
}

/** More than one where the head-end was away meanwhile. */
function stepsOf(
  stations: Stations,
  one: Switch,
  points: readonly MeteringPoint[],
  nowUtcSeconds: number,
): Planned[] {
  const steps: Planned[] = [];
  for (let now = one; ; ) {
    const due = nextDue(now);
    if (!due || due.at > nowUtcSeconds) return steps;
    // Its day begins over registrations that are written, and after what the old supplier waits for has ended.
    if (now !== one && now.state === 'secured') return steps;
    const step = stepOf(stations, now, points);
    if (!step) return steps;
    steps.push(step);
    now = step.record;
  }
}

function stepOf(
  stations: Stations,
  one: Switch,
  points: readonly MeteringPoint[],
): Planned | undefined {
  switch (one.state) {
    case 'pending':
      return told({ ...one, state: to(one, 'windowClosed') }, points, one);
    case 'confirmed': {
      const secured = secure(one, points);
      if (!secured) {
        const state = to(one, 'registrationChanged');
        return told({ ...one, state, ended: 'registrationChanged' }, points, one);
      }
      return told({ ...secured.record, state: to(one, 'gateClosed') }, points, one, secured);
    }
    case 'secured': {
      const plan = activate(stations, one, points);
      return told({ ...one, state: to(one, 'dayBegun') }, points, one, plan);
    }
    case 'active':
    case 'cancelled':
      return undefined;
  }
}

/** The machine's own word; what is due is possible, or there is nothing due. */
function to({ state }: Switch, on: Parameters<typeof stateAfter>[1]): Switch['state'] {
  return stateAfter(state, on) ?? state;
}

function told(
  record: Switch,
  points: readonly MeteringPoint[],
  before: Switch,
  more: Partial<Plan> = {},
): Planned {
  return {
    record,
    ...(more.tasks ? { tasks: more.tasks } : {}),
    ...(more.left ? { left: more.left } : {}),
    changes: [switchPut(record), ...(more.changes ?? [])],
    alerts: more.alerts ?? [],
    events: [...switchNotices(record, points, undefined, before.state), ...(more.events ?? [])],
  };
}

/** One reservation of each counter for all. */
async function numbered(
  { store, clock }: Pick<Stations, 'store' | 'clock'>,
  planned: readonly Planned[],
): Promise<Step[]> {
  const count = (of: (one: Planned) => readonly unknown[] | undefined) =>
    planned.reduce((sum, one) => sum + (of(one)?.length ?? 0), 0);
  const taskCount = count(({ tasks }) => tasks);
  const detailsCount = count(({ left }) => left);
  let taskId = taskCount && Number(await store.reserveCounter('task', taskCount));
  let detailsId = detailsCount && Number(await store.reserveCounter('details', detailsCount));
  const knownFromMillis = clock.nowMillis();
  return planned.map(({ tasks = [], left = [], ...step }) => ({
    ...step,
    changes: [
      ...step.changes,
      ...left.flatMap((point) =>
        detailsAtChangeOfSupplier(point, {
          newSupplier: step.record.gainingSupplier,
          fromUtcSeconds: step.record.supplyStartUtcSeconds,
          knownFromMillis,
          detailsId: detailsId++,
        }),
      ),
      ...tasks.map((task): Change => ({ kind: 'taskAdded', task: { ...task, taskId: taskId++ } })),
    ],
  }));
}
