/** Processes of the bench and how they are told what to do: a call with one argument, one answer. */
import { type ChildProcess, fork } from 'node:child_process';

/** What a process does when it is called by these names. */
export type Tasks = Readonly<Record<string, (argument: never) => unknown>>;
type ArgumentOf<T> = T extends () => unknown
  ? []
  : T extends (argument: infer A) => unknown
    ? [A]
    : [];

export type Remote<T extends Tasks> = {
  readonly pid: number;
  call<K extends keyof T & string>(
    name: K,
    ...argument: ArgumentOf<T[K]>
  ): Promise<Awaited<ReturnType<T[K]>>>;
  /** Resolves when the process is gone. */
  end(): Promise<void>;
};

/**
 * Room for the young of a thousand requests under way: with Node's own 16 MB many are moved about
 * before they end. For a head-end in service it is set by NODE_OPTIONS.
 */
export const NODE_OPTIONS = ['--max-semi-space-size=64'];

type Call = { readonly id: number; readonly name: string; readonly argument: unknown };
type Reply = { readonly id: number; readonly value?: unknown; readonly error?: string };

/** To be called once in the process itself. */
export function serve(tasks: Tasks): void {
  process.on('message', ({ id, name, argument }: Call) => {
    const task = tasks[name] as (argument: unknown) => unknown;
    const reply = (rest: Omit<Reply, 'id'>) => process.send?.({ id, ...rest });
    Promise.resolve()
      .then(() => task(argument))
      .then(
        (value) => reply({ value }),
        (error: Error) => reply({ error: error.stack ?? String(error) }),
      );
  });
  // The parent is gone, and so is the purpose.
  process.on('disconnect', () => process.exit());
}

/** Starts a file of this folder; with a folder for profiles, one is written at its end. */
export function start<T extends Tasks>(file: string, profiles: string | undefined): Remote<T> {
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const child = fork(new URL(file, import.meta.url), {
    execArgv: [...NODE_OPTIONS, '--import', 'tsx', ...profiling],
    serialization: 'advanced',
  });
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  child.on('message', ({ id, value, error }: Reply) => {
    if (error === undefined) calls.get(id)?.resolve(value);
    else calls.get(id)?.reject(new Error(`${file}: ${error}`));
    calls.delete(id);
  });
  child.on('exit', (code) => {
    for (const { reject } of calls.values()) reject(new Error(`${file} ended with ${code}`));
  });
  let next = 0;
  return {
    pid: child.pid ?? 0,
    call: (name, ...[argument]) =>
      new Promise((resolve, reject) => {
        const id = next++;
        calls.set(id, { resolve: (value) => resolve(value as never), reject });
        child.send({ id, name, argument });
      }),
    end: () => gone(child),
  };
}

function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.disconnect();
  });
}

/** Of this process, in microseconds since it started. */
export function processorMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
