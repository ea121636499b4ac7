/**
 * Commands to devices: one at a time for each device, the same bytes until it answers or its time is
 * over. It knows nothing of markets or databases; what happened leaves through `Events`.
 */
import type { Clock } from '../../platform/time.ts';
import type { CommandFailureCode } from '../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { FaultCode } from '../faults.ts';
import { Groups } from '../groups.ts';
import type { DueQueue } from '../scheduling/due-queue.ts';
import type { DeviceLink } from '../transport/device-link.ts';
import { type Errand, Lane } from './lane.ts';

/** Errands a device may have before it; more are refused, not queued without end. */
export const LANE_MAX = 10_000;

/** `maxMillis` is between tries of a command that the network has not taken. */
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
  /** Accepted and not over, by the device that is asked and the one that answers for it. */
  readonly #open = new Groups<Errand>();
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

  /** Takes the errand's place; true when nothing is before it, and it may be translated already. */
  enter(errand: Errand): boolean {
    const { device } = errand;
    const lane = this.#lanes.get(device) ?? new Lane();
    this.#lanes.set(device, lane);
    errand.letGo();
    const isFirst = lane.enter(errand);
    errand.hasWaited ||= !isFirst;
    return isFirst;
  }

  /** The errand is durable: from now on its deadline runs, also while it waits for its date. */
  accepted(errand: Errand): void {
    this.waits(errand);
    errand.cancelDeadline = this.#due.at(errand.deadlineMillis, () => void this.#expire(errand));
  }

  /** The errand is durable, and has no deadline before another one is done. */
  waits(errand: Errand): void {
    errand.isAccepted = true;
    for (const device of devicesOf(errand))
      this.#open.add(device, errand.request.requestId, errand);
  }

  /**
   * Ends what a party, or absent anybody, has asked of devices and that no command has been made of yet, each with an
   * alert beside its response. Resolves when that is durable, with how many there were.
   */
  async endWaiting(
    devices: readonly Eui64[],
    party: Eui64 | undefined,
    fault: FaultCode,
    alert: CommandFailureCode,
  ): Promise<number> {
    const all = new Set(devices.flatMap((device) => this.#open.at(device)));
    const errands = [...all].filter(
      (errand) =>
        (party === undefined || errand.request.originator === party) &&
        !errand.command &&
        this.underWay(errand.device) !== errand,
    );
    for (const errand of errands) errand.endingAlert = alert;
    await Promise.all(errands.map((errand) => this.end(errand, fault)));
    return errands.length;
  }

  /** Prepares and sends the errand if it is its turn, however often the preparation takes. */
  start(errand: Errand): void {
    if (!errand.isAccepted || !this.#maySend(errand)) return;
    this.#events.prepare(errand).then(
      () => this.#send(errand),
      (error) => {
        this.#events.failed(errand, error);
        this.#again(errand, this.#retry.firstMillis, () => this.start(errand));
      },
    );
  }

  /** Sends what is prepared, now and again until `leave`. */
  #send(errand: Errand): void {
    if (!errand.command || !this.#maySend(errand)) return;
    errand.tries += 1;
    this.#again(errand, this.#waitAfter(errand), () => this.#send(errand));
    const { device } = errand;
    if (!this.#link.reaches(device)) return;
    errand.sentAtMillis ||= this.#clock.nowMillis();
    this.#link.send(device, errand.command).then(
      () => {
        errand.wasTaken = true;
      },
      // Not taken: the next try is arranged already.
      () => {},
    );
  }

  /**
   * Doubling each time. A network that has taken the command keeps it for a sleeping device, and every
   * copy is one more to answer: there the wait has no limit.
   */
  #waitAfter({ tries, wasTaken }: Errand): number {
    const wait = this.#retry.firstMillis * 2 ** Math.min(tries - 1, 20);
    return wasTaken ? wait : Math.min(wait, this.#retry.maxMillis);
  }

  #again(errand: Errand, millis: number, action: () => void): void {
    errand.cancelRetry();
    errand.cancelRetry = this.#due.at(this.#clock.nowMillis() + millis, action);
  }

  /** Past its deadline it is not begun and not repeated, however long its end takes to be durable. */
  #maySend(errand: Errand): boolean {
    const isUnderWay = this.underWay(errand.device) === errand;
    return !this.#isStopped && isUnderWay && this.#clock.nowMillis() < errand.deadlineMillis;
  }

  underWay(device: Eui64): Errand | undefined {
    return this.#lanes.get(device)?.current;
  }

  /** The errand is answered, durably, or never came to be; the next one of its device goes. */
  leave(errand: Errand): void {
    errand.isOver = true;
    for (const one of devicesOf(errand)) this.#open.remove(one, errand.request.requestId);
    errand.cancelDeadline();
    errand.cancelRetry();
    errand.letGo();
    const { device } = errand;
    const lane = this.#lanes.get(device);
    const next = lane?.leave(errand);
    if (lane?.isIdle) this.#lanes.delete(device);
    if (next) this.start(next);
  }

  /** Ends an errand without the device: its time is over, or it is not allowed any more at its date. */
  async end(errand: Errand, fault: FaultCode): Promise<void> {
    const later = () =>
      this.#due.at(this.#clock.nowMillis() + this.#retry.firstMillis, () => {
        if (!errand.isOver) void this.end(errand, fault);
      });
    try {
      // An answer that is being written may yet fail: then the time is over all the same.
      if (await this.#events.expired(errand, fault)) this.leave(errand);
      else later();
    } catch (error) {
      this.#events.failed(errand, error);
      later();
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  #expire(errand: Errand): Promise<void> {
    return this.end(errand, errand.wasTaken ? 'DEVICE_SILENT' : 'DEVICE_UNREACHABLE');
  }
}

const devicesOf = ({ request, device }: Errand): Set<Eui64> => new Set([request.target, device]);
