/**
 * Requests that name another which has to be done before them (PrecedingServiceRequestID). What waits in
 * memory is told when that one ends; how it ended is in the database, for those who come later.
 */
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { TRANSFORM } from '../access/command-variant.ts';
import { Fault } from '../faults.ts';
import type { ServiceRequest } from '../service-request.ts';
import { isOpen, type RequestRecord, transformOf } from '../store/request-record.ts';
import type { Store } from '../store/store.ts';

export type Waiting = {
  /** Resolves with whether the one before was done. */
  readonly end: Promise<boolean>;
};

export class Sequences {
  readonly #store: Pick<Store, 'request'>;
  readonly #followers = new Map<RequestId, Set<(isDone: boolean) => void>>();

  constructor(store: Pick<Store, 'request'>) {
    this.#store = store;
  }

  /** A request has ended, durably. */
  ended(requestId: RequestId, isDone: boolean): void {
    const followers = this.#followers.get(requestId);
    this.#followers.delete(requestId);
    for (const tell of followers ?? []) tell(isDone);
  }

  /**
   * What a request waits for; undefined when it may go. `arriving` is the one before where it came just
   * before. Throws Fault PRECEDING_UNKNOWN, PRECEDING_FAILED.
   */
  async waitingOf(
    { precedingRequestId: preceding, ...request }: ServiceRequest,
    arriving?: Promise<unknown>,
  ): Promise<Waiting | undefined> {
    if (preceding === undefined) return undefined;
    if (request.firstInSequence)
      throw new Fault('PRECEDING_UNKNOWN', 'the first of a sequence follows no other');
    if (parseRequestId(preceding).originator !== request.originator)
      throw new Fault('PRECEDING_UNKNOWN', 'it is another user’s');
    await arriving?.catch(() => {});
    if (request.commandVariant === TRANSFORM) {
      await this.#expectTransformed(preceding);
      return undefined;
    }
    return this.waitFor(preceding);
  }

  /** Undefined: it is done. Throws Fault PRECEDING_UNKNOWN, PRECEDING_FAILED. */
  async waitFor(preceding: RequestId): Promise<Waiting | undefined> {
    // First it is listened for, then looked up: between the two it may end.
    const { waiting, forget } = this.#listen(preceding);
    try {
      const record = await this.#store.request(preceding);
      if (!record) throw new Fault('PRECEDING_UNKNOWN');
      if (isOpen(record.state)) return waiting;
      forget();
      if (!isDone(record)) throw new Fault('PRECEDING_FAILED');
      return undefined;
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** A pre-command is no command: the order matters for what is made of it. */
  async #expectTransformed(preceding: RequestId): Promise<void> {
    const record =
      (await this.#store.request(preceding)) ?? (await this.#store.request(transformOf(preceding)));
    if (!record) throw new Fault('PRECEDING_UNKNOWN');
  }

  #listen(preceding: RequestId) {
    const followers = this.#followers.get(preceding) ?? new Set();
    this.#followers.set(preceding, followers);
    let tell = (_: boolean) => {};
    const end = new Promise<boolean>((resolve) => {
      tell = resolve;
    });
    followers.add(tell);
    const forget = () => {
      followers.delete(tell);
      if (followers.size === 0 && this.#followers.get(preceding) === followers)
        this.#followers.delete(preceding);
    };
    return { waiting: { end }, forget };
  }
}

function isDone({ state, isDone }: RequestRecord): boolean {
  return state !== 'refused' && isDone === true;
}
