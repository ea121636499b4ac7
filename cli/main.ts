/** `meterwright COMMAND …`: finds the command, runs it, and turns what went wrong into words. */

import { Fault } from '../headend/faults.ts';
import { Refused } from '../protocol/refused.ts';
import { type Command, DONE, FAILED, USAGE, UsageError } from './command.ts';
import { duis } from './commands/duis.ts';
import { headend } from './commands/headend.ts';
import { meter } from './commands/meter.ts';
import { supplier } from './commands/supplier.ts';
import { token } from './commands/token.ts';
import { trace } from './commands/trace.ts';
import { up } from './commands/up.ts';
import { bold, note, say } from './terminal.ts';

const COMMANDS: readonly Command[] = [up, headend, meter, supplier, duis, token, trace];

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${bold(name.padEnd(width))}  ${summary}`);
  return `meterwright: a smart-metering back office in a box\n\n${lines.join('\n')}\n\nmeterwright COMMAND --help says more.`;
}

/** Gives the exit code: 0 done, 1 it did not work, 2 it was asked wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    say(overview());
    return name === undefined ? USAGE : DONE;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) {
    note(`There is no command ${name}.\n\n${overview()}`);
    return USAGE;
  }
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
  else note(`${command.name}: ${(error as Error).message}`);
  if (process.env['METERWRIGHT_DEBUG']) note(String((error as Error).stack));
  return FAILED;
}

/** What node:util's parseArgs throws for an option it was not told of. */
function isArgumentError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
}
