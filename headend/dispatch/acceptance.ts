/** Requests that go to devices: accepted, held for a date or for another request, and given to their lane. */
import { Fault, type FaultCode } from '../faults.ts';
import type { Submission } from '../service-request.ts';
import type { RequestRecord } from '../store/request-record.ts';
import type { Arrival } from './arrival.ts';
import type { Commands } from './commands.ts';
import type { Dispatcher } from './dispatcher.ts';
import { entryOf } from './entries.ts';
import { errandFrom, errandOf } from './errands.ts';
import type { Held } from './held.ts';
import type { Errand } from './lane.ts';
import { allowAgain } from './own-requests.ts';
import { notAccepted } from './repeated.ts';
import { errandRow } from './request-rows.ts';
import type { Sequences, Waiting } from './sequences.ts';
import type { Stations } from './stations.ts';

type Parts = {
  readonly commands: Commands;
  readonly dispatcher: Dispatcher;
  readonly held: Held;
  readonly sequences: Sequences;
};

export class Acceptance {
  readonly #stations: Stations;
  readonly #parts: Parts;

  constructor(stations: Stations, parts: Parts) {
    this.#stations = stations;
    this.#parts = parts;
  }

  /** Durable, and on its way or held, when it resolves. Throws Fault. */
  async accept(arrival: Arrival): Promise<Submission> {
    const { request, waiting } = arrival;
    const { dispatcher } = this.#parts;
    const errand = errandOf(this.#stations, request);
    if (dispatcher.isFull(errand.device)) throw new Fault('QUEUE_FULL', 'for this device');
    const goesNow = errand.dueMillis <= this.#now() && !waiting;
    if (!goesNow) errand.letGo = this.#parts.held.take(request.originator);
    const isFirst = goesNow && dispatcher.enter(errand);
    try {
      const refused = await this.#commit(arrival, errand, isFirst);
      if (refused) {
        dispatcher.leave(errand);
        return refused;
      }
    } catch (error) {
      dispatcher.leave(errand);
      throw error;
    }
    if (waiting) this.#follow(errand, waiting);
    else this.#goOn(errand, goesNow);
    return { kind: 'acknowledged' };
  }

  async #commit(
    arrival: Arrival,
    errand: Errand,
    isFirst: boolean,
  ): Promise<Submission | undefined> {
    const { request } = arrival;
    const made = isFirst ? await this.#parts.commands.make(errand) : undefined;
    const { outbox = [] } = made ?? {};
    const audit = [...arrival.audit, entryOf(this.#now(), 'accepted', request)];
    if (made) audit.push(made.entry);
    const { dueMillis } = errand;
    if (dueMillis > this.#now())
      audit.push(entryOf(this.#now(), 'scheduled', request, { dueMillis }));
    const row = errandRow(errand, this.#now());
    const refused = notAccepted(await arrival.commit({ request: row, audit, outbox }), request);
    if (!refused) for (const message of outbox) this.#stations.outbox.offer(message);
    return refused;
  }

  #goOn(errand: Errand, goesNow: boolean): void {
    this.#parts.dispatcher.accepted(errand);
    if (goesNow) this.#parts.dispatcher.start(errand);
    else this.#stations.due.at(errand.dueMillis, () => this.#becomeDue(errand));
  }

  /** Its time begins when the one before it is done. */
  #follow(errand: Errand, waiting: Waiting): void {
    this.#parts.dispatcher.waits(errand);
    void waiting.end.then((isDone) => {
      if (errand.isOver) return;
      if (isDone) this.#release(errand);
      else this.#fail(errand, 'PRECEDING_FAILED');
    });
  }

  #release({ request, letGo }: Errand): void {
    const errand = errandOf(this.#stations, request);
    errand.letGo = letGo;
    this.#parts.dispatcher.accepted(errand);
    if (errand.dueMillis <= this.#now()) this.#becomeDue(errand);
    else this.#stations.due.at(errand.dueMillis, () => this.#becomeDue(errand));
  }

  /** What waited for its date is allowed anew: the supplier may have changed since. */
  #becomeDue(errand: Errand): void {
    if (errand.isOver) return;
    try {
      allowAgain(this.#stations, errand.request, this.#now());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#fail(errand, error.code);
      return;
    }
    const { dispatcher } = this.#parts;
    if (dispatcher.enter(errand)) dispatcher.start(errand);
  }

  #fail(errand: Errand, fault: FaultCode): void {
    void this.#parts.dispatcher.end(errand, fault);
  }

  /** As it was when the head-end stopped. */
  async resume(record: RequestRecord): Promise<void> {
    const { dispatcher, held, sequences } = this.#parts;
    const errand = errandFrom(record, this.#stations);
    const { precedingRequestId, originator } = errand.request;
    if (precedingRequestId !== undefined && !errand.command) {
      errand.letGo = held.adopt(originator);
      const waiting = await waitingAgain(sequences, precedingRequestId);
      this.#follow(errand, waiting);
      return;
    }
    // What was held for its date is allowed anew when it comes, also if it came while nobody was here.
    const wasHeld = !errand.command && errand.dueMillis > record.acceptedAtMillis;
    if (errand.dueMillis > this.#now() || wasHeld) {
      errand.letGo = held.adopt(originator);
      this.#goOn(errand, false);
      return;
    }
    errand.hasWaited = true;
    const isFirst = dispatcher.enter(errand);
    dispatcher.accepted(errand);
    if (isFirst) dispatcher.start(errand);
  }

  #now(): number {
    return this.#stations.clock.nowMillis();
  }
}

/** Of a request that was accepted: what it waited for may have ended when nobody was here to see it. */
async function waitingAgain(sequences: Sequences, preceding: string): Promise<Waiting> {
  try {
    return (await sequences.waitFor(preceding)) ?? { end: Promise.resolve(true) };
  } catch (error) {
    if (error instanceof Fault) return { end: Promise.resolve(false) };
    throw error;
  }
}
