/** For tests: a private PostgreSQL in a folder of its own, stores, and requests that look like real ones. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { formatRequestId } from '../../protocol/identifiers/request-id.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import { openStore, type StoreOptions } from './open.ts';
import type { NewRequest } from './request-record.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const OTHER_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
export const METER = '00-DB-12-34-56-78-90-A0';
/** 21 January 2026, 12:00 UTC. */
export const NOON_MILLIS = 1_768_996_800_000;

export function newRequest(counter: number, more: Partial<NewRequest> = {}): NewRequest {
  return {
    requestId: requestIdOf(counter),
    originator: SUPPLIER,
    target: METER,
    counter: BigInt(counter),
    service: 17,
    commandVariant: 1,
    channel: 'bridge',
    state: 'accepted',
    body: Uint8Array.of(0xa1, 0x01, 0x19, 0x10, 0x00),
    dueUtcSeconds: NOON_MILLIS / 1000,
    deadlineUtcSeconds: NOON_MILLIS / 1000 + 30,
    acceptedAtMillis: NOON_MILLIS,
    ...more,
  };
}

export function requestIdOf(counter: number): string {
  return formatRequestId({ originator: SUPPLIER, target: METER, counter: BigInt(counter) });
}

export function newMessage(
  messageId: string,
  more: Partial<NewOutboxMessage> = {},
): NewOutboxMessage {
  return {
    messageId,
    recipient: SUPPLIER,
    channel: 'bridge',
    kind: 'response',
    contentType: 'application/protobuf',
    content: new TextEncoder().encode(`content of ${messageId}`),
    createdAtMillis: NOON_MILLIS,
    ...more,
  };
}

/** A store in memory; the first of all makes a template, from which the others start in a second. */
export async function memoryStore(more: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({
    inMemory: true,
    nowMillis: () => NOON_MILLIS,
    template: await template(),
    ...more,
  });
}

/** An empty PGlite as its `dumpDataDir` gives it, kept between runs. */
export async function template(): Promise<Blob> {
  const path = join(tmpdir(), 'meterwright-pglite-0.5.16.tar');
  if (!existsSync(path)) {
    const pglite = await PGlite.create('memory://');
    const dump = await pglite.dumpDataDir('none');
    await pglite.close();
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, new Uint8Array(await dump.arrayBuffer()));
    renameSync(fresh, path);
  }
  return new Blob([readFileSync(path)]);
}

const temporary: string[] = [];

/** Removed when the process ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-store-'));
  if (temporary.length === 0) process.once('exit', removeTemporary);
  temporary.push(directory);
  return directory;
}

function removeTemporary(): void {
  for (const directory of temporary) rmSync(directory, { recursive: true, force: true });
}

/** The counters of all requests of the store. */
export async function acceptedCounters({ database }: Store): Promise<Set<number>> {
  const rows = await database.selectFrom('requests').select('counter').execute();
  return new Set(rows.map((row) => Number(row.counter)));
}

/** The code of the StoreError a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof StoreError ? error.code : `no StoreError: ${String(error)}`;
}

/** A PostgreSQL of this machine's own packages, as Debian installs them; undefined when there is none. */
export async function startPostgres(): Promise<Postgres | undefined> {
  const programs = findPrograms();
  if (programs === undefined) return undefined;
  const postgres = new Postgres(programs, await freePort());
  await postgres.start();
  return postgres;
}

export class Postgres {
  readonly directory = temporaryDirectory();
  readonly port: number;
  readonly #programs: string;
  #server: ChildProcess | undefined;
  #databases = 0;

  constructor(programs: string, port: number) {
    this.#programs = programs;
    this.port = port;
    const data = join(this.directory, 'data');
    chmodSync(this.directory, 0o755);
    const { uid, gid } = owner();
    if (uid !== undefined) execFileSync('chown', [`${uid}:${gid}`, this.directory]);
    const options = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
    execFileSync(join(programs, 'initdb'), options, { ...owner(), cwd: '/', stdio: 'ignore' });
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const socket = ['-k', this.directory, '-p', String(this.port), '-c', 'listen_addresses='];
    const options = ['-D', join(this.directory, 'data'), ...socket];
    this.#server = spawn(join(this.#programs, 'postgres'), options, {
      ...owner(),
      cwd: '/',
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 200; tries++) {
      if (await this.#answers()) return;
      await wait(50);
    }
    throw new Error('PostgreSQL does not start');
  }

  /** SIGINT is its fast shutdown; SIGQUIT leaves it to recover, like a crash. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
    this.#server = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The address of a new, empty database. */
  async database(): Promise<string> {
    const name = `store${this.#databases++}`;
    await this.query('postgres', `create database ${name}`);
    return this.#url(name);
  }

  async query(database: string, text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url(database) });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  #url(database: string): string {
    return `postgresql://postgres@/${database}?host=${this.directory}&port=${this.port}`;
  }

  async #answers(): Promise<boolean> {
    return this.query('postgres', 'select 1').then(
      () => true,
      () => false,
    );
  }
}

/** The newest of Debian's versions, which are not on the path. */
function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(root, newest, 'bin');
}

/** PostgreSQL refuses to run as root: its own user then, whom the package has made. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
