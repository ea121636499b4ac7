/** The bytes of a serial port that comes and goes: opened again, ever more slowly, until it is closed for good. */
import { SerialPort } from 'serialport';

export type ReconnectingPortSettings = {
  /** `/dev/ttyUSB0`, `COM3`, or a pseudo-terminal's path. */
  readonly path: string;
  readonly baudRate: number;
  /** Set at every opening, where the port has such lines; left alone when not given. */
  readonly modemLines?: { readonly dtr: boolean; readonly rts: boolean };
  readonly onOpen: () => void;
  readonly onData: (bytes: Uint8Array) => void;
  /** Once after every `onOpen`, and for every attempt that failed. */
  readonly onClosed: (why: string) => void;
};

const RETRY_FIRST_MILLIS = 100;
const RETRY_MAX_MILLIS = 5000;
/** A call of the driver that does not come back in this time is given up. */
const CALL_MILLIS = 5000;
/** How often an open port is asked whether it is still there. */
const WATCH_MILLIS = 500;
/** More than this unwritten means the other side has stopped reading: further bytes are dropped. */
const UNWRITTEN_BYTES_MAX = 1 << 16;

export class ReconnectingPort {
  private readonly settings: ReconnectingPortSettings;
  /** Another object for every attempt: one that was closed keeps what was written meanwhile and sends it later. */
  private port: SerialPort | undefined;
  private opened = false;
  private ended = false;
  private retryMillis = RETRY_FIRST_MILLIS;
  private timer: NodeJS.Timeout | undefined;

  /** Starts to open; `onOpen` says when it is. */
  constructor(settings: ReconnectingPortSettings) {
    this.settings = settings;
    this.connect();
  }

  isOpen(): boolean {
    return this.opened && this.port?.isOpen === true;
  }

  /** Bytes for a port that is closed, or does not move, are dropped, as a line would lose them. */
  write(bytes: Uint8Array): void {
    if (!this.isOpen() || !this.port || this.port.writableLength > UNWRITTEN_BYTES_MAX) return;
    this.port.write(bytes);
  }

  private connect(): void {
    const { path, baudRate, onData } = this.settings;
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    this.port = port;
    // Without a reader a port that disappears is noticed only at the next write.
    port.on('data', (bytes: Uint8Array) => {
      if (port === this.port) onData(bytes);
    });
    port.on('error', (error: Error) => this.failed(port, error.message));
    port.on('close', (error: Error | null) => this.failed(port, error?.message ?? 'closed'));
    port.on('end', () => this.failed(port, 'end of file'));
    this.timer = setTimeout(() => this.failed(port, 'opening took too long'), CALL_MILLIS);
    port.open((error) => {
      if (error) this.failed(port, error.message);
      else if (port === this.port) this.succeeded(port);
      else port.close(ignored);
    });
  }

  private succeeded(port: SerialPort): void {
    clearTimeout(this.timer);
    // A pseudo-terminal has no modem lines and says so; neither has many an adapter.
    if (this.settings.modemLines) port.set(this.settings.modemLines, ignored);
    this.opened = true;
    this.watch(port);
    this.settings.onOpen();
  }

  /**
   * A port that disappears while a read is under way reads as empty, and the driver then reads on for
   * ever and tells nobody. Any question about its settings fails, though.
   */
  private watch(port: SerialPort): void {
    this.timer = setTimeout(() => {
      port.port?.getBaudRate().then(
        () => port === this.port && this.watch(port),
        (error: Error) => this.failed(port, error.message),
      );
    }, WATCH_MILLIS);
  }

  private failed(port: SerialPort, why: string): void {
    if (port !== this.port) return;
    clearTimeout(this.timer);
    this.retryMillis = this.opened
      ? RETRY_FIRST_MILLIS
      : Math.min(this.retryMillis * 2, RETRY_MAX_MILLIS);
    this.opened = false;
    this.port = undefined;
    if (port.isOpen) port.close(ignored);
    this.timer = setTimeout(() => this.connect(), this.retryMillis);
    this.settings.onClosed(why);
  }

  /** For good; resolves when the port is closed, or at last after five seconds. */
  async close(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    const { port } = this;
    this.port = undefined;
    this.opened = false;
    if (!port?.isOpen) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CALL_MILLIS);
      port.close(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** For calls whose failure changes nothing. */
function ignored(): void {}
