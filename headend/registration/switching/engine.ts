/**
 * Changes of supplier as time goes: what is due is found in the database alone, so that a head-end which was
 * killed, or away for days, goes on with what is there.
 */
import type { AuditEntry } from '../../audit/entry.ts';
import { consequenceRows } from '../../dispatch/outbox-rows.ts';
import type { Stations } from '../../dispatch/stations.ts';
import type { FaultCode } from '../../faults.ts';
import type { Change } from '../../non-device/change.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import type { NewOutboxMessage } from '../../outbox/message.ts';
import { lossesOf } from './activate.ts';
import { advance, type Step } from './advance.ts';
import { dueSwitches, findSwitches } from './find-switches.ts';
import { type Switch, stateAt } from './switch.ts';

/** All windows end on a whole minute. */
const MINUTE_MILLIS = 60_000;
/** Between two batches others get their turn: one batch is a fraction of a second. */
const BATCH = 50;

/** What the engine needs of the flow. */
export type Requests = {
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Ends what a party has waiting for these devices; durable when it resolves, and harmless when repeated. */
  endRequestsOf(devices: readonly string[], party: string, code: FaultCode): Promise<unknown>;
};

export class SwitchingEngine {
  readonly #stations: Stations;
  readonly #requests: Requests;
  #isStopped = false;
  #running: Promise<void> | undefined;
  #cancel = () => {};

  constructor(stations: Stations, requests: Requests) {
    this.#stations = stations;
    this.#requests = requests;
  }

  /** Takes up what has become due, and goes on by the clock; requests need not wait for either. */
  async start(): Promise<void> {
    this.#tick();
  }

  /** What is under way is written or not; the database may be away, and nobody waits for it here. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** All that is due now; what fails is told, and left for the next minute. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  #tick(): void {
    if (this.#isStopped) return;
    void this.run()
      .catch((error) => {
        if (!this.#isStopped) this.#stations.report('switching', error);
      })
      .then(() => this.#arm());
  }

  #arm(): void {
    if (this.#isStopped) return;
    const { clock, due } = this.#stations;
    const next = (Math.floor(clock.nowMillis() / MINUTE_MILLIS) + 1) * MINUTE_MILLIS;
    this.#cancel = due.at(next, () => this.#tick());
  }

  async #run(): Promise<void> {
    const failed: number[] = [];
    while (!this.#isStopped) {
      const ids = await dueSwitches(this.#stations.store, this.#now(), BATCH, failed);
      if (ids.length === 0) return;
      try {
        await this.#batch(ids);
      } catch {
        if (this.#isStopped) return;
        // One that cannot be written must not hold up the others.
        for (const id of ids)
          await this.#batch([id]).catch((error) => this.#failed(failed, id, error));
      }
    }
  }

  #failed(failed: number[], switchId: number, error: unknown): void {
    failed.push(switchId);
    this.#stations.report(`switch ${switchId}`, error);
  }

  async #batch(ids: readonly number[]): Promise<void> {
    await this.#endRequests(ids);
    await this.#requests.alone(() => this.#advance(ids));
  }

  /** Before the activation is written: after a kill between the two this is done again. */
  async #endRequests(ids: readonly number[]): Promise<void> {
    const { register, store } = this.#stations;
    const now = this.#now();
    const beginning = (await findSwitches(store, ids)).filter(
      (one) => one.state === 'secured' && stateAt(one, now) === 'active',
    );
    const found = await register.findAll(mpxnsOf(beginning));
    const byParty = new Map<string, Set<string>>();
    for (const one of beginning)
      for (const { device, party } of lossesOf(this.#stations, one, found))
        byParty.set(party, (byParty.get(party) ?? new Set()).add(device));
    for (const [party, devices] of byParty)
      await this.#requests.endRequestsOf([...devices], party, 'NOT_RESPONSIBLE');
  }

  /** Read again inside its turn: an objection may have come just before. */
  async #advance(ids: readonly number[]): Promise<void> {
    const { register, store, outbox } = this.#stations;
    const switches = await findSwitches(store, ids);
    const points = await register.findAll(mpxnsOf(switches));
    const steps = await advance(this.#stations, switches, points, this.#now());
    const changes = steps.flatMap((step) => step.changes);
    if (changes.length === 0) return;
    const rows = steps.flatMap((step) => this.#rowsOf(step));
    const audit = steps.map((step) => this.#entryOf(step));
    await store.commit({ kind: 'deliver', outbox: rows, changes, audit });
    takeChanges(this.#stations, changes as readonly Change[]);
    for (const row of rows) outbox.offer(row);
  }

  #rowsOf(step: Step): NewOutboxMessage[] {
    const { switchId, state } = step.record;
    return consequenceRows(this.#stations, `switch/${switchId}/${state}`, step);
  }

  #entryOf({ record }: Step): AuditEntry {
    const { switchId, state, gainingSupplier: party, points } = record;
    const mpxns = points.map(({ mpxn }) => mpxn).join(' ');
    const detail = { switchId, state, mpxns };
    return {
      atMillis: this.#stations.clock.nowMillis(),
      step: 'registrationChanged',
      party,
      detail,
    };
  }

  #now(): number {
    return Math.floor(this.#stations.clock.nowMillis() / 1000);
  }
}

const mpxnsOf = (switches: readonly Switch[]): string[] =>
  switches.flatMap(({ points }) => points.map(({ mpxn }) => mpxn));
