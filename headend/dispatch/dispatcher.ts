/**
 * Commands to devices: one at a time for each device, the same bytes until it answers or its time is
 * over. It knows nothing of markets or databases; what happened leaves through `Events`.
 */
import type { Clock } from '../../platform/time.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { FaultCode } from '../faults.ts';
import type { DueQueue } from '../scheduling/due-queue.ts';
import type { DeviceLink } from '../transport/device-link.ts';
import { type Errand, Lane } from './lane.ts';

/** Errands a device may have before it; more are refused, not queued without end. */
export const LANE_MAX = 10_000;

export type RetryPolicy = { readonly firstMillis: number; readonly maxMillis: number };
export const DEFAULT_RETRY: RetryPolicy = { firstMillis: 5_000, maxMillis: 300_000 };

export interface DispatcherEvents {
  /** Makes the command's bytes durable before they are sent for the first time. */
  prepare(errand: Errand): Promise<void>;
  /**
   * The time is over: E20 when the network never took it, else E21. Resolves when that is durable, with
   * false when an answer is being written at this moment.
   */
  expired(errand: Errand, fault: FaultCode): Promise<boolean>;
  sent(errand: Errand): void;
  /** A programming or database fault; the errand stays where it is and is tried again. */
  failed(errand: Errand, error: unknown): void;
}

export class Dispatcher {
  readonly #clock: Clock;
  readonly #due: DueQueue;
  readonly #link: DeviceLink;
  readonly #events: DispatcherEvents;
  readonly #retry: RetryPolicy;
  readonly #lanes = new Map<Eui64, Lane>();
  #isStopped = false;

  constructor(parts: {
    clock: Clock;
    due: DueQueue;
    link: DeviceLink;
    events: DispatcherEvents;
    retry?: RetryPolicy;
  }) {
    this.#clock = parts.clock;
    this.#due = parts.due;
    this.#link = parts.link;
    this.#events = parts.events;
    this.#retry = parts.retry ?? DEFAULT_RETRY;
  }

  isFull(device: Eui64): boolean {
    return (this.#lanes.get(device)?.length ?? 0) >= LANE_MAX;
  }

  /** Takes the errand's place; true when nothing is before it, and it may be prepared and sent. */
  enter(errand: Errand): boolean {
    const { target } = errand.request;
    const lane = this.#lanes.get(target) ?? new Lane();
    this.#lanes.set(target, lane);
    return lane.enter(errand);
  }

  /** Watches the errand's deadline; to be called once its acceptance is durable. */
  watch(errand: Errand): void {
    const cancel = this.#due.at(errand.deadlineMillis, () => void this.#expire(errand));
    const before = errand.cancelTimers;
    errand.cancelTimers = () => {
      before();
      cancel();
    };
  }

  /** Sends an errand that is under way and prepared, now and again until `leave`. */
  send(errand: Errand): void {
    if (this.#isStopped || this.underWay(errand.request.target) !== errand) return;
    errand.tries += 1;
    const wait = Math.min(
      this.#retry.firstMillis * 2 ** Math.min(errand.tries - 1, 20),
      this.#retry.maxMillis,
    );
    const cancel = this.#due.at(this.#clock.nowMillis() + wait, () => this.send(errand));
    const before = errand.cancelTimers;
    errand.cancelTimers = () => {
      before();
      cancel();
    };
    const { target } = errand.request;
    if (!errand.command || !this.#link.reaches(target)) return;
    errand.sentAtMillis ||= this.#clock.nowMillis();
    this.#link.send(target, errand.command).then(
      () => {
        errand.wasTaken = true;
        this.#events.sent(errand);
      },
      // Not taken: the retry above is already arranged.
      () => {},
    );
  }

  underWay(device: Eui64): Errand | undefined {
    return this.#lanes.get(device)?.current;
  }

  /** The errand is answered, durably; the next one of its device goes. */
  leave(errand: Errand): void {
    errand.cancelTimers();
    const { target } = errand.request;
    const lane = this.#lanes.get(target);
    const next = lane?.leave(errand);
    if (lane?.isIdle) this.#lanes.delete(target);
    if (next) this.start(next);
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Prepares an errand that is under way, however often it takes, and sends it. */
  start(errand: Errand): void {
    this.#events.prepare(errand).then(
      () => this.send(errand),
      (error) => {
        this.#events.failed(errand, error);
        this.#due.at(this.#clock.nowMillis() + this.#retry.firstMillis, () => this.start(errand));
      },
    );
  }

  async #expire(errand: Errand): Promise<void> {
    const fault = errand.wasTaken ? 'DEVICE_SILENT' : 'DEVICE_UNREACHABLE';
    try {
      if (await this.#events.expired(errand, fault)) this.leave(errand);
    } catch (error) {
      this.#events.failed(errand, error);
      this.#due.at(this.#clock.nowMillis() + this.#retry.firstMillis, () => {
        void this.#expire(errand);
      });
    }
  }
}
