/** How commands reach devices and their messages come back, whatever carries them. */
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';

/** Where a device is reached, as the link that carries its messages knows it. */
export type WanAddress = {
  readonly network: 'mqtt' | 'serial' | 'other';
  readonly address: string;
};

export type DeviceMessageHandler = (
  device: Eui64,
  kind: Exclude<Kind, 'command'>,
  message: Uint8Array,
  from?: WanAddress,
) => void | Promise<void>;

export interface DeviceLink {
  readonly name: string;
  /** True when this link can carry something to the device now. */
  reaches(device: Eui64): boolean;
  /** Resolves once the network has taken it: not a sign that the device has. Rejects when it has not. */
  send(device: Eui64, command: Uint8Array): Promise<void>;
  onMessage(handler: DeviceMessageHandler): void;
  close(): Promise<void>;
}

/** Several links as one: a serial port in front of a network, since who plugs it in wants it used. */
export class DeviceLinks implements DeviceLink {
  readonly name = 'links';
  readonly #links: readonly DeviceLink[];

  constructor(links: readonly DeviceLink[]) {
    this.#links = links;
  }

  reaches(device: Eui64): boolean {
    return this.#links.some((link) => link.reaches(device));
  }

  async send(device: Eui64, command: Uint8Array): Promise<void> {
    const link = this.#links.find((one) => one.reaches(device));
    if (!link) throw new Error(`no link reaches ${device}`);
    await link.send(device, command);
  }

  onMessage(handler: DeviceMessageHandler): void {
    for (const link of this.#links) link.onMessage(handler);
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()));
  }
}
