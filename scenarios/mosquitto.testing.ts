/** A mosquitto of this machine's own packages, on a port and in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from './world.testing.ts';

const PROGRAM = '/usr/sbin/mosquitto';

export class Mosquitto {
  readonly url: string;
  readonly #port: number;
  readonly #directory = mkdtempSync(join(tmpdir(), 'meterwright-mosquitto-'));
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  static async open(): Promise<Mosquitto> {
    if (!existsSync(PROGRAM)) throw new Error('mosquitto is not installed');
    const mosquitto = new Mosquitto(await freePort());
    mosquitto.#configure();
    await mosquitto.start();
    return mosquitto;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const file = join(this.#directory, 'mosquitto.conf');
    this.#process = spawn(PROGRAM, ['-c', file], { stdio: 'ignore' });
    await until('mosquitto listens', () => this.#answers());
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Its file is written once a second: what came after that is lost when it is killed. */
  #configure(): void {
    const lines = [
      `listener ${this.#port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${this.#directory}/`,
      'autosave_interval 1',
      ...(process.getuid?.() === 0 ? ['user root'] : []),
    ];
    writeFileSync(join(this.#directory, 'mosquitto.conf'), `${lines.join('\n')}\n`);
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      socket.once('connect', () => socket.end());
    });
  }
}
