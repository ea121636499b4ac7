/** Medians of the rounds as a table, and as JSON. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Measured } from './load.ts';

/** Processor time a request, by process. */
export type Micros = {
  readonly headEnd: number;
  readonly database: number;
  readonly fleet: number;
  readonly supplier: number;
};
export type Round = { readonly measured: Measured; readonly micros: Micros };

export type Summary = {
  readonly engine: string;
  readonly row: string;
  readonly perSecond: number;
  /** Of the echo with as many in flight, in the same round; absent where there is none. */
  readonly ofEcho?: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly micros: Micros;
  readonly rounds: readonly number[];
};

/** The yardstick of each row that has one. */
const YARDSTICKS: Readonly<Record<string, string>> = {
  path: 'echo',
  'path 200': 'echo 200',
};

export function summarised(
  engine: string,
  rounds: ReadonlyMap<string, readonly Round[]>,
): Summary[] {
  return [...rounds].map(([row, own]) => {
    const yardstick = rounds.get(YARDSTICKS[row] ?? '');
    const ratios = own.map(
      ({ measured }, at) => measured.perSecond / (yardstick?.[at]?.measured.perSecond ?? 1),
    );
    const of = (value: (round: Round) => number) => median(own.map(value));
    return {
      engine,
      row,
      perSecond: Math.round(of(({ measured }) => measured.perSecond)),
      ...(yardstick ? { ofEcho: Number(median(ratios).toFixed(3)) } : {}),
      p50Millis: Number(of(({ measured }) => measured.p50Millis).toFixed(1)),
      p99Millis: Number(of(({ measured }) => measured.p99Millis).toFixed(1)),
      micros: {
        headEnd: Math.round(of(({ micros }) => micros.headEnd)),
        database: Math.round(of(({ micros }) => micros.database)),
        fleet: Math.round(of(({ micros }) => micros.fleet)),
        supplier: Math.round(of(({ micros }) => micros.supplier)),
      },
      rounds: own.map(({ measured }) => Math.round(measured.perSecond)),
    };
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** `load` is the machine's load average before and after. */
export function write(path: string, summaries: readonly Summary[], load: readonly number[]): void {
  console.table(
    summaries.map(({ micros, rounds: _, ofEcho, perSecond, row, ...rest }) => ({
      engine: rest.engine,
      row,
      'requests/s': perSecond,
      'of echo': ofEcho === undefined ? '' : `${Math.round(ofEcho * 100)} %`,
      'p50 ms': rest.p50Millis,
      'p99 ms': rest.p99Millis,
      'µs head-end': micros.headEnd,
      'µs database': micros.database,
      'µs fleet': micros.fleet,
      'µs supplier': micros.supplier,
    })),
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model}`;
  console.log(`${machine}, Node ${process.version}, load average ${load.join(' before, ')} after`);
  const report = { machine, node: process.version, load, summaries };
  writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
}
