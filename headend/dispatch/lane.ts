/** The requests one device has before it: one under way, the rest in order of their coming. */
import type { CommandFailureCode } from '../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { ServiceRequest } from '../service-request.ts';

/** A request on its way to a device. What is known later is filled in by the dispatcher alone. */
export type Errand = {
  readonly request: ServiceRequest;
  /** Who answers: the target, or the meter that answers for it. */
  readonly device: Eui64;
  readonly dueMillis: number;
  /** Past it the user is told that there was no answer. */
  readonly deadlineMillis: number;
  /** The bytes for the network: once made, the same at every try, so that a meter executes once. */
  command?: Uint8Array;
  commandCounter?: bigint;
  tries: number;
  /** The network took the command at least once. */
  wasTaken: boolean;
  /** Of the first try. */
  sentAtMillis: number;
  /** Durable: what is not may turn out a repetition, and is not sent. */
  isAccepted: boolean;
  /** Answered, ended, or never accepted. */
  isOver: boolean;
  /** It was not its turn when it was allowed: it is allowed anew before it is translated. */
  hasWaited: boolean;
  /** Beside the response, where it was ended from outside. */
  endingAlert?: CommandFailureCode;
  /** It is over, or waits for nothing but its turn: what else held a place for it may go. */
  letGo: () => void;
  cancelDeadline: () => void;
  cancelRetry: () => void;
};

export function newErrand(
  request: ServiceRequest,
  dueMillis: number,
  deadlineMillis: number,
  device: Eui64 = request.target,
): Errand {
  return {
    request,
    device,
    dueMillis,
    deadlineMillis,
    tries: 0,
    wasTaken: false,
    sentAtMillis: 0,
    isAccepted: false,
    isOver: false,
    hasWaited: false,
    letGo: () => {},
    cancelDeadline: () => {},
    cancelRetry: () => {},
  };
}

export class Lane {
  current: Errand | undefined;
  readonly #waiting: Errand[] = [];

  get isIdle(): boolean {
    return this.current === undefined && this.#waiting.length === 0;
  }

  get length(): number {
    return this.#waiting.length + (this.current ? 1 : 0);
  }

  /** True when the errand is under way at once. */
  enter(errand: Errand): boolean {
    if (this.current) {
      this.#waiting.push(errand);
      return false;
    }
    this.current = errand;
    return true;
  }

  /** The errand is done with; gives the next one, which is then under way. */
  leave(errand: Errand): Errand | undefined {
    if (this.current !== errand) {
      const at = this.#waiting.indexOf(errand);
      if (at >= 0) this.#waiting.splice(at, 1);
      return undefined;
    }
    this.current = this.#waiting.shift();
    return this.current;
  }
}
