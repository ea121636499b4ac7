/** `meterwright trace REQUEST-ID`: every step of one request with its time. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { trace as traceIn } from '../../headend/audit/read.ts';
import { traceStepToJson } from '../../headend/operator/server.ts';
import { openStore } from '../../headend/store/open.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { type Command, DONE, FAILED, UsageError } from '../command.ts';
import { bold, dim, note, say } from '../terminal.ts';

const help = `meterwright trace REQUEST-ID [--operator URL | --data DIR] [--json]

Prints every step of a request, from its receipt to the confirmation of its answer.

--operator URL  of a head-end that runs (default http://127.0.0.1:8481)
--data DIR      of a head-end that does not run
--json          one JSON object a line
Exit code 1 when no such request is known.`;

type Step = {
  readonly at: string;
  readonly atMillis: number;
  readonly step: string;
  readonly block: string;
  readonly detail?: Readonly<Record<string, string | number>>;
};

export const trace: Command = {
  name: 'trace',
  help,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        operator: { type: 'string', default: 'http://127.0.0.1:8481' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [requestId, ...more] = positionals;
    if (requestId === undefined || more.length > 0)
      throw new UsageError('trace takes one RequestID.');
    parseRequestId(requestId);
    const steps =
      values.data === undefined
        ? await stepsFrom(values.operator, requestId)
        : await stepsIn(values.data, requestId);
    if (steps.length === 0) {
      note(`No request ${requestId} is known.`);
      return FAILED;
    }
    for (const line of values.json ? steps.map((step) => JSON.stringify(step)) : drawn(steps))
      say(line);
    return DONE;
  },
};

async function stepsFrom(operator: string, requestId: string): Promise<Step[]> {
  const answer = await fetch(new URL(`/trace/${encodeURIComponent(requestId)}`, operator));
  if (!answer.ok) throw new Error(`the head-end answered ${answer.status}`);
  return (await answer.json()) as Step[];
}

async function stepsIn(directory: string, requestId: string): Promise<Step[]> {
  // Opening one that is not there would make it.
  if (!existsSync(directory)) throw new Error(`there is no folder ${directory}`);
  const store = await openStore({ directory, nowMillis: Date.now });
  try {
    return (await traceIn(store, requestId.toUpperCase())).map(traceStepToJson) as Step[];
  } finally {
    await store.close();
  }
}

/** Times since the first step, so that what took long is seen at once. */
export function drawn(steps: readonly Step[]): string[] {
  const start = steps[0]?.atMillis ?? 0;
  const width = Math.max(...steps.map(({ step }) => step.length));
  return [
    dim(`${steps[0]?.at ?? ''}, milliseconds from there, audit block`),
    ...steps.map(({ step, atMillis, block, detail }) => {
      const rest = Object.entries(detail ?? {}).map(([name, value]) => `${name} ${value}`);
      const after = String(atMillis - start).padStart(7);
      return `${after}  ${block.padStart(6)}  ${bold(step.padEnd(width))}  ${rest.join(', ')}`;
    }),
  ];
}
