/** The bytes of commands: made once, and durable before they are sent or given to anybody. */

import { deliveryOf } from '../access/command-variant.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { Fault } from '../faults.ts';
import { expecting, renewedKeyOf } from '../inventory/renewal.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import { CommandCounter } from './command-counter.ts';
import { entryOf } from './entries.ts';
import type { Errand } from './lane.ts';
import { rowToAsker } from './outbox-rows.ts';
import { allowAgain } from './own-requests.ts';
import type { Stations } from './stations.ts';

/** What is written with the command. */
export type Made = {
  readonly entry: AuditEntry;
  /** The copy of the command for the user's own hand, where one was asked for beside the network's. */
  readonly outbox: readonly NewOutboxMessage[];
};

export class Commands {
  readonly #stations: Stations;
  readonly #counter: CommandCounter;

  constructor(stations: Stations) {
    this.#stations = stations;
    this.#counter = new CommandCounter(stations.store);
  }

  /**
   * Makes the bytes of an errand whose turn it is, or finds them made before. Throws Fault when what was
   * allowed while others were before it is not allowed any more.
   */
  async prepare(errand: Errand): Promise<void> {
    if (errand.command) return;
    const { store, outbox: ways, clock } = this.#stations;
    if (errand.hasWaited) allowAgain(this.#stations, errand.request, clock.nowMillis());
    const { entry, outbox } = await this.make(errand);
    const { command, commandCounter, request, deadlineMillis } = errand;
    if (!command || commandCounter === undefined) return;
    const { ignored } = await store.commit({
      kind: 'dispatch',
      requestId: request.requestId,
      command,
      commandCounter,
      deadlineUtcSeconds: Math.ceil(deadlineMillis / 1000),
      outbox,
      audit: [entry],
    });
    if (!ignored) for (const row of outbox) ways.offer(row);
  }

  /** Not durable yet. Throws Fault DEVICE_UNKNOWN. */
  async make(errand: Errand): Promise<Made> {
    const { inventory, translator, clock } = this.#stations;
    const { request } = errand;
    const device = inventory.answering(request.target);
    if (!device) throw new Fault('DEVICE_UNKNOWN');
    const renewed = renewedKeyOf(request);
    if (renewed) await inventory.putKeys(expecting(device, renewed));
    const counter = await this.#counter.take();
    const nowMillis = clock.nowMillis();
    const command = translator.command(request, device, counter, Math.floor(nowMillis / 1000));
    errand.commandCounter = counter;
    errand.command = command;
    const entry = entryOf(nowMillis, 'translated', request, {
      translator: translator.name,
      bytes: command.length,
      commandCounter: String(counter),
    });
    return { entry, outbox: this.#copyOf(errand, command) };
  }

  #copyOf({ request }: Errand, command: Uint8Array): readonly NewOutboxMessage[] {
    if (deliveryOf(request.commandVariant) !== 'both') return [];
    const { requestId, service } = request;
    const message = { kind: 'localCommand', requestId, service, command } as const;
    const row = rowToAsker(this.#stations, request, message, 'localCommand');
    return row ? [row] : [];
  }
}
