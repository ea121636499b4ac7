/** For tests: all that ever happened as a list, and what a plain reader finds in it. */

/** One line for each thing that happened; a later line may take back an earlier one. Times are seconds. */
export type Fact =
  | { fact: 'party'; party: string; roles: readonly string[]; isSuspended: boolean }
  | { fact: 'point'; point: string; fuel: string; network: string; status: string }
  | { fact: 'supplyBegins'; point: string; supplier: string; from: number; to?: number }
  | { fact: 'supplyEnds'; point: string; from: number; to?: number }
  | { fact: 'supplyVoid'; point: string; from: number }
  | {
      fact: 'grant';
      point: string;
      id: number;
      party: string;
      role: string;
      from: number;
      to?: number;
      scope?: readonly string[];
      givenBy?: string;
    }
  | { fact: 'grantEnds'; point: string; id: number; to: number }
  | { fact: 'customer'; point: string; id: number; from: number; kind: string; elected: boolean }
  | { fact: 'tenancy'; point: string; id: number; from: number }
  | { fact: 'smart'; point: string; id: number; from: number; device: string; standing: string }
  | { fact: 'detailsVoid'; point: string; id: number }
  | {
      fact: 'device';
      device: string;
      type: string;
      hasKeys: boolean;
      status: string;
      point?: string;
      exportPoint?: string;
      hub?: string;
    };

export type Of<F extends Fact['fact']> = Extract<Fact, { fact: F }>;

export const all = <F extends Fact['fact']>(facts: readonly Fact[], fact: F): Of<F>[] =>
  facts.filter((one): one is Of<F> => one.fact === fact);

export const FOREVER = Number.MAX_SAFE_INTEGER;

type Supply = { supplier: string; from: number; to?: number };

export function suppliesOf(facts: readonly Fact[], point: string): Supply[] {
  let supplies: Supply[] = [];
  for (const one of facts) {
    if (!('point' in one) || one.point !== point) continue;
    if (one.fact === 'supplyBegins') supplies.push({ ...one });
    if (one.fact === 'supplyVoid') supplies = supplies.filter(({ from }) => from !== one.from);
    if (one.fact === 'supplyEnds')
      supplies = supplies.map(({ supplier, from, to }) => {
        const end = from === one.from ? one.to : to;
        return end === undefined ? { supplier, from } : { supplier, from, to: end };
      });
  }
  return supplies;
}

export const supplierOf = (facts: readonly Fact[], point: string, date: number) =>
  suppliesOf(facts, point).find(({ from, to = FOREVER }) => from <= date && date < to)?.supplier;

export function grantsOf(facts: readonly Fact[], point: string): Of<'grant'>[] {
  return all(facts, 'grant')
    .filter((one) => one.point === point)
    .map((one) => {
      const end = all(facts, 'grantEnds').findLast(({ id }) => id === one.id);
      return end ? { ...one, to: end.to } : one;
    });
}

type Told = 'customer' | 'tenancy' | 'smart';

/** With the latest date that has come; of two with one date the one told later. */
export function latest(
  facts: readonly Fact[],
  fact: Told,
  point: string,
  date: number,
): Of<Told> | undefined {
  const voided = all(facts, 'detailsVoid').map(({ id }) => id);
  let found: Of<Told> | undefined;
  for (const one of facts) {
    if (one.fact !== 'customer' && one.fact !== 'tenancy' && one.fact !== 'smart') continue;
    if (one.fact !== fact || one.point !== point || one.from > date) continue;
    if (voided.includes(one.id)) continue;
    if (!found || one.from >= found.from) found = one;
  }
  return found;
}
