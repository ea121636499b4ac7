/** The process of a head-end that is killed, and started again on its data at another hour. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { RegistrationScope } from '../headend/dispatch/stations.ts';
import { until } from './world.testing.ts';

export type HeadEndSettings = {
  readonly directory: string;
  readonly databaseUrl: string;
  readonly identityFile: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly authority: string;
  readonly authorityByte: number;
  readonly registration: RegistrationScope;
  /** Milliseconds that its clock is ahead; negative: behind. */
  readonly ahead: number;
  readonly death?: Death;
};
/** Killed before or after its n-th write to the store. */
export type Death = { readonly commit: number; readonly when: 'before' | 'after' };

/** Of 50 ms: what takes longer has failed. */
const TRIES_MAX = 1_200;

/** One head-end after another, on the same data. */
export class HeadEndProcess {
  /** Those that came as they were told. */
  readonly deaths: Death[] = [];
  /** What the last one has said. */
  output = '';
  readonly #settings: Omit<HeadEndSettings, 'ahead'>;
  #child: ChildProcess | undefined;

  constructor(settings: Omit<HeadEndSettings, 'ahead'>) {
    this.#settings = settings;
  }

  get isRunning(): boolean {
    const { exitCode = 0, signalCode } = this.#child ?? {};
    return exitCode === null && signalCode === null;
  }

  /** Where it is that time; with a death it may die before it is ready. */
  async start(atUtcSeconds: number, death?: Death): Promise<void> {
    const ahead = atUtcSeconds * 1000 - Date.now();
    const file = new URL('./switching.child.testing.ts', import.meta.url).pathname;
    const settings = { ...this.#settings, ahead, ...(death ? { death } : {}) };
    const args = ['--import', 'tsx', file, JSON.stringify(settings)];
    const child = spawn('node', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.output += chunk;
      });
    await until('the head-end starts', () => {
      if (child.exitCode !== null) throw new Error(`the head-end ended: ${this.output}`);
      return this.output.includes('ready\n') || !this.isRunning;
    });
  }

  /** Until it has died, or what it is to do is done; then it is gone in any case. */
  async runUntil(isDone: () => Promise<boolean>, death?: Death): Promise<boolean> {
    for (let tries = 0; tries < TRIES_MAX && this.isRunning; tries++) {
      if (await isDone()) break;
      await wait(50);
    }
    if (!this.isRunning && death) this.deaths.push(death);
    else this.kill();
    await until('the head-end is gone', () => !this.isRunning);
    return isDone();
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }
}
