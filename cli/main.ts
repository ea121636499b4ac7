/** `meterwright COMMAND …`: finds the command, runs it, and turns what went wrong into words. */

import { Fault } from '../headend/faults.ts';
import { Refused } from '../protocol/refused.ts';
import { type Command, DONE, FAILED, USAGE, UsageError } from './command.ts';
import { bold, note, say } from './terminal.ts';

/** One line each, and how it is loaded when it is wanted: most need neither a database nor a broker. */
const COMMANDS: Readonly<Record<string, readonly [string, () => Promise<Command>]>> = {
  up: [
    'run everything in one process, with a tour',
    async () => (await import('./commands/up.ts')).up,
  ],
  headend: ['run the head-end alone', async () => (await import('./commands/headend.ts')).headend],
  meter: [
    'run emulated meters on MQTT or a serial port',
    async () => (await import('./commands/meter.ts')).meter,
  ],
  home: [
    'run one house: hub, two meters, proxy, PPMID and load controller',
    async () => (await import('./commands/home.ts')).home,
  ],
  supplier: [
    'make a supplier’s keys, send DUIS requests and print the answers',
    async () => (await import('./commands/supplier.ts')).supplier,
  ],
  duis: [
    'read a DUIS request and print it as JSON',
    async () => (await import('./commands/duis.ts')).duis,
  ],
  register: [
    'load the register from files of the legacy ones',
    async () => (await import('./commands/register.ts')).register,
  ],
  token: ['make and check UTRNs', async () => (await import('./commands/token.ts')).token],
  pki: ['make, revoke and check certificates', async () => (await import('./commands/pki.ts')).pki],
  trace: [
    'print every step of one request',
    async () => (await import('./commands/trace.ts')).trace,
  ],
};

function overview(): string {
  const rows = Object.entries(COMMANDS);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, [summary]]) => `  ${bold(name.padEnd(width))}  ${summary}`);
  return `meterwright: a smart-metering back office in a box\n\n${lines.join('\n')}\n\nmeterwright COMMAND --help says more.`;
}

/** Gives the exit code: 0 done, 1 it did not work, 2 it was asked wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    say(overview());
    return name === undefined ? USAGE : DONE;
  }
  const [, load] = (Object.hasOwn(COMMANDS, name) && COMMANDS[name]) || [];
  if (!load) {
    note(`There is no command ${name}.\n\n${overview()}`);
    return USAGE;
  }
  const command = await load();
  if (rest.includes('--help')) {
    say(command.help);
    return DONE;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    return failed(command, error);
  }
}

function failed(command: Command, error: unknown): number {
  if (error instanceof UsageError || isArgumentError(error)) {
    note(`${(error as Error).message}\n\n${command.help}`);
    return USAGE;
  }
  if (error instanceof Refused) note(`${error.code}: ${error.message}`);
  else if (error instanceof Fault) note(error.message);
  else note(`${command.name}: ${withCause(error as Error)}`);
  if (process.env['METERWRIGHT_DEBUG']) note(String((error as Error).stack));
  return FAILED;
}

/** Of a `fetch failed` the cause says what did: which address refused. */
function withCause({ message, cause }: Error): string {
  return cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
}

/** What node:util's parseArgs throws for an option it was not told of. */
function isArgumentError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
}
