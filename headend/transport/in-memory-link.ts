/** Devices in the same process, for tests and for machines without a pseudo-terminal. */
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { DeviceLink, DeviceMessageHandler } from './device-link.ts';

export class InMemoryLink implements DeviceLink {
  readonly name = 'in-memory';
  readonly #devices = new Map<Eui64, (command: Uint8Array) => void>();
  #handler: DeviceMessageHandler = () => {};

  /** Joins a device; gives what it sends its own messages with. */
  attach(
    device: Eui64,
    receive: (command: Uint8Array) => void,
  ): (kind: Exclude<Kind, 'command'>, message: Uint8Array) => Promise<void> {
    this.#devices.set(device, receive);
    const from = { network: 'other', address: `memory/${device}` } as const;
    return async (kind, message) => this.#handler(device, kind, message.slice(), from);
  }

  detach(device: Eui64): void {
    this.#devices.delete(device);
  }

  reaches(device: Eui64): boolean {
    return this.#devices.has(device);
  }

  async send(device: Eui64, command: Uint8Array): Promise<void> {
    const receive = this.#devices.get(device);
    if (!receive) throw new Error(`${device} is not attached`);
    // As over a wire: the device has its own copy, and answers after this has returned.
    const copy = command.slice();
    queueMicrotask(() => receive(copy));
  }

  onMessage(handler: DeviceMessageHandler): void {
    this.#handler = handler;
  }

  async close(): Promise<void> {
    this.#devices.clear();
  }
}
