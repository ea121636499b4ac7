/** What a kind of task asks for, and what it makes of the answer; it changes nothing itself. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { NotDoneReason } from '../../../protocol/registration/device-events.ts';
import type { Stations } from '../../dispatch/stations.ts';
import type { Consequences } from '../../non-device/handler.ts';
import type { DeviceAnswer, ServiceRequest } from '../../service-request.ts';
import type { Store } from '../../store/store.ts';
import type { Task } from '../task.ts';

export type TaskWorld = Pick<
  Stations,
  'inventory' | 'register' | 'parties' | 'authorities' | 'headEnd'
>;
export type Answered = {
  readonly service: Service;
  readonly answer: Pick<DeviceAnswer, 'result' | 'deviceUtcSeconds'>;
};

export type Step =
  | {
      readonly kind: 'ask';
      readonly service: Service;
      readonly body: object;
      /** For the audit: by what right. */
      readonly because: string;
    }
  /** It is not wanted any more, or was done another way. */
  | { readonly kind: 'end'; readonly outcome: string; readonly reason?: NotDoneReason }
  /** The supplier has to do it itself. */
  | { readonly kind: 'wait'; readonly reason: NotDoneReason };

export type Verdict =
  | { readonly kind: 'done'; readonly follows: Consequences }
  /** Not with this; the next thing is asked at once, or then. */
  | { readonly kind: 'next'; readonly step: string; readonly notBeforeUtcSeconds?: number };

/** A user's request that a device has done. */
export type Done = Pick<ServiceRequest, 'requestId' | 'service' | 'originator' | 'body'>;

export type Kind = {
  /** Begun so long after the task says; absent: at once. */
  delaySeconds?(task: Task): number;
  next(world: TaskWorld, task: Task, nowUtcSeconds: number): Step;
  answered(world: TaskWorld, task: Task, said: Answered, nowUtcSeconds: number): Verdict;
  /** What a user has had done already, before the task was: it ends as by `endedBy`. */
  doneBefore?(store: Store, task: Task): Promise<Done | undefined>;
  /** Whom it concerns that it is not done, each once. */
  concerned(world: TaskWorld, task: Task, nowUtcSeconds: number): readonly Eui64[];
  /** What a user has asked of the device, and the device has done, ends the task with this. */
  endedBy?(
    world: TaskWorld,
    task: Task,
    request: Done,
    nowUtcSeconds: number,
  ): Consequences | undefined;
};
