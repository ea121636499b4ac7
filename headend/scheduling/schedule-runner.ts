/**
 * Runs schedules (5.1) at their times, each run a request of the head-end's own on behalf of the owner, who is judged
 * when it is due. That a run was made is written with its request, so no restart makes it twice; of those missed
 * while the head-end was away the latest alone is made up for: its answer has what the earlier would have had, where
 * the period reaches back, and the meter is not asked a week's questions in one minute.
 */
import { commandFailureAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { decodeCbor } from '../../protocol/definition/cbor.ts';
import {
  type Schedule as ScheduleValue,
  schedule as scheduleShape,
} from '../../protocol/services/schedule-shapes.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { carryOut } from '../dispatch/carry-out.ts';
import type { OwnRequests } from '../dispatch/own-requests.ts';
import { allow, type Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import type { Change } from '../non-device/change.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Slots } from '../tasks/slots.ts';
import { latestRun, nextRun } from './run-times.ts';
import { scheduledRead } from './scheduled-read.ts';
import type { Schedule } from './schedules.ts';

/** After a fault of the database, or where the lane of the device is full. */
const LATER_MILLIS = 30_000;

export type ScheduleRunnerParts = {
  readonly own: Pick<OwnRequests, 'ask' | 'newRequest'>;
  readonly slots: Slots;
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};

export class ScheduleRunner {
  readonly #stations: Stations;
  readonly #parts: ScheduleRunnerParts;

  constructor(stations: Stations, parts: ScheduleRunnerParts) {
    this.#stations = stations;
    this.#parts = parts;
  }

  /** Those that are there, and from now on each that comes. */
  start(): void {
    const { schedules } = this.#stations;
    schedules.watch((schedule) => this.#plan(schedule));
    for (const schedule of schedules.all()) this.#plan(schedule);
  }

  #plan(schedule: Schedule, notBeforeMillis = 0): void {
    const run = dueRun(schedule, this.#now());
    if (run === undefined) return;
    const atMillis = Math.max(run * 1000, notBeforeMillis);
    const { scheduleId } = schedule;
    this.#stations.due.at(atMillis, () => this.#parts.slots.run(() => this.#begin(scheduleId)));
  }

  async #begin(scheduleId: number): Promise<void> {
    const { schedules, report, clock } = this.#stations;
    const schedule = schedules.get(scheduleId);
    const run = schedule && dueRun(schedule, this.#now());
    // Deleted since, or planned more than once.
    if (!schedule || run === undefined || run > this.#now()) return;
    try {
      const { ended } = await this.#run(schedule, run);
      this.#plan(schedules.get(scheduleId) ?? schedule);
      await ended;
    } catch (error) {
      if (!(error instanceof Fault)) report(`schedule ${scheduleId}`, error);
      this.#plan(schedule, clock.nowMillis() + LATER_MILLIS);
    }
  }

  /** Durable when it resolves; what it gives resolves with the end of the request. */
  async #run(
    schedule: Schedule,
    runUtcSeconds: number,
  ): Promise<{ readonly ended: Promise<void> }> {
    const { scheduleId, owner, device } = schedule;
    const { own } = this.#parts;
    const asked = scheduledRead(scheduleIn(schedule), runUtcSeconds);
    const request = await own.newRequest({ device, ...asked });
    const ran: Change = { kind: 'scheduleRan', scheduleId, runUtcSeconds };
    const because = this.#allowed(schedule, request);
    if (because === undefined) {
      await this.#refuse(schedule, request, ran);
      return { ended: Promise.resolve() };
    }
    const purpose = { kind: 'schedule', scheduleId, owner } as const;
    return own.ask(request, { purpose, because, changes: [ran] });
  }

  /** By what right of the owner; undefined: by none now. */
  #allowed({ owner, scheduleId }: Schedule, request: ServiceRequest): string | undefined {
    try {
      const nowMillis = this.#stations.clock.nowMillis();
      const because = allow(this.#stations, { ...request, originator: owner }, nowMillis);
      return `schedule ${scheduleId} of ${owner}: ${because}`;
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }

  /** N14. The schedule stays: its owner may be allowed again at its next run. */
  #refuse(
    { scheduleId, owner, device }: Schedule,
    { requestId }: ServiceRequest,
    ran: Extract<Change, { kind: 'scheduleRan' }>,
  ): Promise<void> {
    const alert = commandFailureAlert('N14', requestId, device, scheduleId);
    const entry: AuditEntry = {
      atMillis: this.#stations.clock.nowMillis(),
      step: 'refused',
      party: owner,
      device,
      detail: { scheduleId, code: 'N14' },
    };
    return this.#parts.alone(() =>
      carryOut(this.#stations, {
        cause: `schedule ${scheduleId}/${ran.runUtcSeconds}`,
        follows: { changes: [ran], alerts: [{ recipient: owner, alert }] },
        audit: [entry],
      }),
    );
  }

  #now(): number {
    return Math.floor(this.#stations.clock.nowMillis() / 1000);
  }
}

const scheduleIn = ({ body }: Schedule): ScheduleValue => decodeCbor(scheduleShape, body);

/** The run to be made next: the latest that was missed, else the next one. What was due before it was created never is. */
export function dueRun(schedule: Schedule, nowUtcSeconds: number): number | undefined {
  const timing = scheduleIn(schedule);
  const { createdAtMillis, lastRunUtcSeconds } = schedule;
  const after = lastRunUtcSeconds ?? Math.floor(createdAtMillis / 1000);
  const latest = latestRun(timing, nowUtcSeconds);
  if (latest !== undefined && latest > after) return latest;
  return nextRun(timing, Math.max(after, nowUtcSeconds));
}
