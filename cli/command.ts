/** What every command is: a name, a help text, and a run that gives the exit code. */

export type Command = {
  readonly name: string;
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
};

/** The exit codes: 0 done, 1 it did not work, 2 it was asked wrongly. */
export const DONE = 0;
export const FAILED = 1;
export const USAGE = 2;

/** The caller asked wrongly; the text says what would be right. */
export class UsageError extends Error {}
