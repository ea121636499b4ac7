/** Another's parser of DUIS in a process of its own: its licence is not ours, so nothing here is built with it. */
import { createRequire } from 'node:module';
import { serve } from '../path/remote.ts';
import { perSecond } from '../wire.ts';

/** Long enough for the slowest to go through many of the documents. */
export const ROUND_MS = 300;

/** Each document in turn, without end. */
export function inTurn(documents: readonly string[], each: (xml: string) => unknown): () => void {
  let next = 0;
  return () => {
    each(documents[next] as string);
    next = (next + 1) % documents.length;
  };
}

type Parser = { parseDuis(mode: 'simplified' | 'normal', xml: string): unknown };
let parser: Parser | undefined;

const tasks = {
  /** `folder` is where the package was installed. */
  open: (folder: string): void => {
    parser = createRequire(`${folder}/package.json`)('@smartdcc/duis-parser') as Parser;
  },
  /** Of this process's time for the processor. */
  perSecond: (documents: readonly string[]): number => {
    const { parseDuis } = parser as Parser;
    return perSecond(
      inTurn(documents, (xml) => parseDuis('simplified', xml)),
      ROUND_MS,
    );
  },
};
export type ParserTasks = typeof tasks;

if (process.send) serve(tasks);
