/** What becomes of a task once its request has ended: decided here, written with that end. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { NotDoneReason } from '../../protocol/registration/device-events.ts';
import type { AddressedEvent, Consequences } from '../non-device/handler.ts';
import type { ServiceRequest } from '../service-request.ts';
import { KINDS } from './kinds/index.ts';
import type { Answered, Done, TaskWorld } from './kinds/kind.ts';
import { ofDevice } from './kinds/of-switch.ts';
import type { Progress, Task } from './task.ts';
import type { Tasks } from './tasks.ts';

/** Between two tries of one device: so long first, twice as long each time (own). */
export const AGAIN_SECONDS = 60;
export const AGAIN_SECONDS_MAX = 3_600;

const NEW: Progress = { failures: 0, nextUtcSeconds: 0 };

/** The device has done what was asked. */
export function taskAnswered(
  world: TaskWorld,
  task: Task,
  said: Answered,
  nowUtcSeconds: number,
): Consequences {
  const verdict = KINDS[task.kind].answered(world, task, said, nowUtcSeconds);
  if (verdict.kind === 'done') return taskOver(task, 'done', verdict.follows);
  const { step, notBeforeUtcSeconds: nextUtcSeconds = nowUtcSeconds } = verdict;
  const progress = { ...(task.progress ?? NEW), nextUtcSeconds, step };
  return { changes: [{ kind: 'taskAdded', task: { ...task, progress } }] };
}

/** It refused, or did not answer: again later, until its time is over. Those concerned are told once of each. */
export function taskFailed(
  world: TaskWorld,
  task: Task,
  reason: NotDoneReason,
  nowUtcSeconds: number,
): Consequences {
  // Whoever was waited for: it has been asked since, and is asked again.
  const { isWaiting: _, ...before } = task.progress ?? NEW;
  const wait = Math.min(AGAIN_SECONDS * 2 ** Math.min(before.failures, 20), AGAIN_SECONDS_MAX);
  const nextUtcSeconds = nowUtcSeconds + wait;
  if (nextUtcSeconds > (task.untilUtcSeconds ?? Number.POSITIVE_INFINITY))
    return taskOver(
      task,
      `given up: ${reason}`,
      told(world, task, { reason, next: 'givenUp', nowUtcSeconds }),
    );
  const failures = before.failures + 1;
  const progress: Progress = { ...before, failures, nextUtcSeconds, isTold: true };
  const events = before.isTold
    ? {}
    : told(world, task, { reason, next: 'triedAgain', nowUtcSeconds });
  return { ...events, changes: [{ kind: 'taskAdded', task: { ...task, progress } }] };
}

/** Somebody else has to do it; nothing is asked of the device until it is done. */
export function taskWaits(
  world: TaskWorld,
  task: Task,
  reason: NotDoneReason,
  nowUtcSeconds: number,
): Consequences {
  if (task.progress?.isWaiting) return {};
  const progress: Progress = { ...(task.progress ?? NEW), isWaiting: true };
  const events = told(world, task, { reason, next: 'yours', nowUtcSeconds });
  return { ...events, changes: [{ kind: 'taskAdded', task: { ...task, progress } }] };
}

/** It is not wanted any more. */
export function taskDropped(
  world: TaskWorld,
  task: Task,
  { outcome, reason }: { readonly outcome: string; readonly reason?: NotDoneReason },
  nowUtcSeconds: number,
): Consequences {
  const events = reason ? told(world, task, { reason, next: 'givenUp', nowUtcSeconds }) : {};
  return taskOver(task, outcome, events);
}

/** What a user's own request has done for it: the tasks of the device that end with that. */
export function tasksEndedBy(
  world: TaskWorld & { readonly tasks: Tasks },
  request: Pick<ServiceRequest, 'requestId' | 'service' | 'originator' | 'body' | 'target'>,
  nowUtcSeconds: number,
): Consequences {
  return joined(
    world.tasks.of(request.target).map((task) => taskEndedBy(world, task, request, nowUtcSeconds)),
  );
}

/** Nothing, where it is not what the task wants. */
export function taskEndedBy(
  world: TaskWorld,
  task: Task,
  done: Done,
  nowUtcSeconds: number,
): Consequences {
  const follows = KINDS[task.kind].endedBy?.(world, task, done, nowUtcSeconds);
  return follows ? taskOver(task, 'done by the supplier', follows) : {};
}

function taskOver({ taskId }: Task, outcome: string, follows: Consequences): Consequences {
  return joined([{ changes: [{ kind: 'taskEnded', taskId, outcome }] }, follows]);
}

type Said = {
  readonly reason: NotDoneReason;
  readonly next: 'triedAgain' | 'yours' | 'givenUp';
  readonly nowUtcSeconds: number;
};

function told(
  world: TaskWorld,
  task: Task,
  { reason, next, nowUtcSeconds }: Said,
): Pick<Consequences, 'events'> {
  const event: AddressedEvent['event'] = {
    deviceTaskNotDone: { ...ofDevice(task), what: task.kind, reason, next },
  };
  const recipients: readonly Eui64[] = KINDS[task.kind].concerned(world, task, nowUtcSeconds);
  return { events: recipients.map((recipient) => ({ recipient, event })) };
}

export function joined(all: readonly Consequences[]): Consequences {
  return {
    changes: all.flatMap(({ changes = [] }) => changes),
    alerts: all.flatMap(({ alerts = [] }) => alerts),
    events: all.flatMap(({ events = [] }) => events),
  };
}
