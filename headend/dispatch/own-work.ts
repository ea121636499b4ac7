/** All that the head-end asks of devices by itself: its tasks, and the schedules of users. */
import { ScheduleRunner } from '../scheduling/schedule-runner.ts';
import { Slots } from '../tasks/slots.ts';
import { TaskRunner } from '../tasks/task-runner.ts';
import type { Acceptance } from './acceptance.ts';
import { OwnRequests } from './own-requests.ts';
import type { Stations } from './stations.ts';

export class OwnWork {
  readonly #requests: OwnRequests;
  readonly #runners: readonly { start(): void }[];

  constructor(
    stations: Stations,
    acceptance: Pick<Acceptance, 'accept'>,
    alone: <T>(work: () => Promise<T>) => Promise<T>,
  ) {
    const { clock, due } = stations;
    const after = (millis: number, action: () => void) =>
      due.at(clock.nowMillis() + millis, action);
    this.#requests = new OwnRequests(stations, acceptance);
    const parts = { own: this.#requests, slots: new Slots({ after }), alone };
    this.#runners = [new TaskRunner(stations, parts), new ScheduleRunner(stations, parts)];
  }

  /** When what was under way before has been taken up. */
  start(): void {
    for (const runner of this.#runners) runner.start();
  }

  /** A request has ended, durably. */
  ended(requestId: string): void {
    this.#requests.ended(requestId);
  }
}
