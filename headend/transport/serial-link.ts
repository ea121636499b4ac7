/** Devices on serial ports of this machine: one port, one device, known by the hello it says. */
import { monotonicClock, openSerialLink, type SerialLink } from '../../platform/serial-port.ts';
import { MESSAGE_BYTES_MAX } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { FRAGMENT_MAX, WINDOW_USUAL } from '../../protocol/link/limits.ts';
import { Refused } from '../../protocol/refused.ts';
import type { DeviceLink, DeviceMessageHandler } from './device-link.ts';

export type SerialPortsOptions = {
  readonly headEnd: Eui64;
  readonly paths: readonly string[];
  readonly baudRate: number;
  /** A line of a device's own log. */
  readonly onLog?: (path: string, text: string) => void;
  readonly onPeer?: (path: string, device: Eui64) => void;
};

type Port = { readonly path: string; readonly link: SerialLink; device: Eui64 | undefined };
type Verdict = { resolve: () => void; reject: (error: Error) => void };

export class SerialPorts implements DeviceLink {
  readonly name = 'serial';
  readonly #ports: Port[];
  readonly #verdicts = new Map<string, Verdict>();
  #handler: DeviceMessageHandler = () => {};

  constructor(options: SerialPortsOptions) {
    this.#ports = options.paths.map((path) => this.#open(path, options));
  }

  reaches(device: Eui64): boolean {
    return this.#portOf(device) !== undefined;
  }

  /** Resolves when the device's end of the line has acknowledged every fragment. */
  send(device: Eui64, command: Uint8Array): Promise<void> {
    const port = this.#portOf(device);
    if (!port) return Promise.reject(new Error(`${device} is on no serial port`));
    const sent = port.link.send('command', command);
    if (sent instanceof Refused) return Promise.reject(sent);
    return new Promise((resolve, reject) => {
      this.#verdicts.set(`${port.path} ${sent}`, { resolve, reject });
    });
  }

  onMessage(handler: DeviceMessageHandler): void {
    this.#handler = handler;
  }

  async close(): Promise<void> {
    await Promise.all(this.#ports.map(({ link }) => link.close()));
    for (const { reject } of this.#verdicts.values()) reject(new Error('the port is closed'));
    this.#verdicts.clear();
  }

  #portOf(device: Eui64): Port | undefined {
    return this.#ports.find((port) => port.device === device && port.link.isOpen());
  }

  #open(path: string, options: SerialPortsOptions): Port {
    const link = openSerialLink({
      path,
      baudRate: options.baudRate,
      hello: {
        eui64: options.headEnd,
        protocolVersion: 1,
        largestMessage: MESSAGE_BYTES_MAX,
        fragmentPayload: FRAGMENT_MAX,
        window: WINDOW_USUAL,
      },
      clock: monotonicClock,
      onHello: ({ eui64 }) => {
        port.device = eui64;
        options.onPeer?.(path, eui64);
      },
      onState: ({ kind }) => {
        if (kind !== 'open') port.device = undefined;
      },
      // A meter forgets an alert that is acknowledged: so that waits until the alert is durable here.
      heldChannels: ['alert'],
      onMessage: ({ channel, message }) => {
        if (channel !== 'command' && port.device)
          return this.#handler(port.device, channel, message, {
            network: 'serial',
            address: path,
          });
      },
      onVerdict: (messageId, verdict) => this.#settle(`${path} ${messageId}`, verdict),
      onLog: (text) => options.onLog?.(path, text),
    });
    const port: Port = { path, link, device: undefined };
    return port;
  }

  #settle(key: string, verdict: string): void {
    const waiting = this.#verdicts.get(key);
    this.#verdicts.delete(key);
    if (verdict === 'delivered') waiting?.resolve();
    else waiting?.reject(new Error(`not delivered: ${verdict}`));
  }
}
