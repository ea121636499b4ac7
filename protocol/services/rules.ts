/** Rules that several services share: what a shape cannot say about the fields together. */
import type { Problem } from '../definition/service.ts';
import type { ValueOf } from '../definition/words.ts';
import type { logPeriod } from './shared.ts';

/** A period must not end before it begins. `path` is where its end stands. */
export function periodInOrder(
  period: ValueOf<typeof logPeriod>,
  path = 'readLogPeriod.endDateTime',
): readonly Problem[] {
  return period.endDateTime < period.startDateTime ? [{ path, reason: 'before the start' }] : [];
}

/** Every reference must be to something that is there. */
export function references(
  known: Iterable<number>,
  used: Iterable<readonly [path: string, name: number]>,
): readonly Problem[] {
  const names = new Set(known);
  return [...used]
    .filter(([, name]) => !names.has(name))
    .map(([path, name]) => ({ path, reason: `refers to ${name}, which is not there` }));
}

/** A name may be given once. */
export function distinct(path: string, names: readonly (number | string)[]): readonly Problem[] {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined ? [] : [{ path, reason: `${twice} is there twice` }];
}

/** Times, or thresholds, that must rise. */
export function ascending(path: string, values: readonly number[]): readonly Problem[] {
  const at = values.findIndex((value, i) => i > 0 && value <= (values[i - 1] as number));
  return at < 0 ? [] : [{ path: `${path}[${at}]`, reason: 'not after the one before it' }];
}

/** Problems of a part, seen from the whole; none if the part is not there. */
export const under = (path: string, problems: readonly Problem[] = []): readonly Problem[] =>
  problems.map((problem) => ({
    ...problem,
    path: [path, problem.path.replace(/^\./, '')].join('.'),
  }));
