/** A pair of pseudo-terminals, joined as by a cable: what is written to one is read from the other. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export type CableTool = 'socat' | 'python3';

export type PseudoTerminals =
  | {
      readonly kind: 'pair';
      readonly tool: CableTool;
      /** The paths of the two ends, each opened like a device. */
      readonly a: string;
      readonly b: string;
      /** Pulls both ends away, as when an adapter is unplugged. */
      close(): Promise<void>;
    }
  | { readonly kind: 'unavailable'; readonly why: string };

const READY_MILLIS = 10_000;
const EXIT_MILLIS = 2000;
const TOOLS: readonly CableTool[] = ['socat', 'python3'];

/** Copies each master to the other and names the slaves by the two paths it is given. */
const PYTHON_CABLE = `
import os, pty, select, sys, tty
masters = []
for path in sys.argv[1:3]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.symlink(os.ttyname(slave), path)
    masters.append(master)
while True:
    for master in select.select(masters, [], [])[0]:
        rest = os.read(master, 4096)
        while rest:
            rest = rest[os.write(masters[1 - masters.index(master)], rest):]
`;

/**
 * Makes the pair with socat where there is one, else with python3. `directory`, when given, exists
 * and gets the ends as `a` and `b`, so that a pair can come back under the same paths.
 */
export async function openPseudoTerminals(
  settings: { readonly tool?: CableTool; readonly directory?: string } = {},
): Promise<PseudoTerminals> {
  const tool = (settings.tool ? [settings.tool] : TOOLS).find(isThere);
  if (!tool)
    return { kind: 'unavailable', why: `${settings.tool ?? TOOLS.join(' or ')} is not installed` };
  const directory = settings.directory ?? mkdtempSync(join(tmpdir(), 'cable-'));
  const [a, b] = [join(directory, 'a'), join(directory, 'b')];
  removeAll(a, b);
  const child = startCable(tool, a, b);
  const made = await isMade(child, a, b);
  // While nobody has a slave open its master reads as an error, which ends socat: we keep both open.
  const kept = made ? [keepOpen(a), keepOpen(b)] : [];
  const close = async () => {
    await end(child);
    for (const descriptor of kept.splice(0)) closeSync(descriptor);
    removeAll(a, b);
    if (!settings.directory) removeAll(directory);
  };
  if (made) return { kind: 'pair', tool, a, b, close };
  await close();
  return { kind: 'unavailable', why: `${tool} did not make the pair` };
}

function isThere(tool: CableTool): boolean {
  return spawnSync(tool, [tool === 'socat' ? '-V' : '--version'], { stdio: 'ignore' }).status === 0;
}

function startCable(tool: CableTool, a: string, b: string): ChildProcess {
  const [command, ...rest] =
    tool === 'socat'
      ? ['socat', `pty,rawer,link=${a}`, `pty,rawer,link=${b}`]
      : ['python3', '-c', PYTHON_CABLE, a, b];
  const child = spawn(command as string, rest, { stdio: 'ignore' });
  // The exit that follows is what is looked at.
  child.on('error', () => undefined);
  return child;
}

async function isMade(child: ChildProcess, a: string, b: string): Promise<boolean> {
  for (let waited = 0; waited < READY_MILLIS; waited += 10) {
    if (existsSync(a) && existsSync(b)) return true;
    if (child.exitCode !== null || child.pid === undefined) return false;
    await wait(10);
  }
  return false;
}

/** Not made our controlling terminal, and never read: the bytes stay for who opens it next. */
function keepOpen(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
}

/** Our own child only, asked first and killed after two seconds. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_MILLIS);
  await exited;
  clearTimeout(timer);
}

function removeAll(...paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}
