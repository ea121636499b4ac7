/** For tests: who may give and see what of the master data, written apart from the rules of the program. */
import type { Role } from '../../../protocol/definition/service.ts';
import type { Grant, Registration } from '../registration.ts';

export const HOUR = 3600;
export const START = 1_768_996_800;
/** Dates are hours from the start, some before it. */
export const atHour = (hour: number) => START + hour * HOUR;

export const user = (n: number) => `90-B3-D5-1F-30-0${n}-00-00`;
export const ROLES: Readonly<Record<string, readonly Role[]>> = {
  [user(1)]: ['IS', 'GS'],
  [user(2)]: ['IS', 'RSA'],
  [user(3)]: ['GS', 'OU'],
  [user(4)]: ['ED'],
  [user(5)]: ['GT', 'RSA'],
  [user(6)]: ['RSA', 'OU'],
  [user(7)]: ['OU', 'IS', 'GS', 'ED', 'GT'],
};
export const USERS = Object.keys(ROLES);
export const POINTS = [
  { mpxn: '2012345678385', fuel: 'electricity', network: user(4) },
  { mpxn: '3938424403', fuel: 'gas', network: user(5) },
] as const;

/** S supplier at the date, L later, N network, A agent, O other user. */
export const RULES = {
  customer: { sees: 'S', gives: 'S' },
  agents: { sees: 'SNA', gives: 'S' },
  site: { sees: 'SLNA', gives: 'N' },
  network: { sees: 'SLNA', gives: 'N' },
  settlementElectricity: { sees: 'SLNA', gives: 'SA' },
  settlementGas: { sees: 'SLNA', gives: 'N' },
  energisation: { sees: 'SLNA', gives: 'N' },
  meter: { sees: 'SLNAO', gives: 'SA' },
  smart: { sees: 'SLNAO', gives: '' },
  communications: { sees: 'SA', gives: '' },
} as const;
export type Part = keyof typeof RULES;
export const PARTS = Object.keys(RULES) as Part[];

export type Accepted = { mpxn: string; part: Part; value: object; date: number };
export type Point = Omit<(typeof POINTS)[number], 'network'> & {
  network: string;
  registrations: Registration[];
  grants: Grant[];
};
const within = (from: number, to: number | undefined, at: number) =>
  at >= from && (to === undefined || at < to);

/** The letters of what a user is at the point. */
export function lettersOf(point: Point, party: string, date: number, now: number): string {
  const may = (role: Role) => ROLES[party]?.includes(role) ?? false;
  const isGas = point.fuel === 'gas';
  const supplies = (at: number, whose = party) =>
    point.registrations.some(
      (one) =>
        one.supplier === whose &&
        within(one.effectiveFromUtcSeconds, one.effectiveToUtcSeconds, at),
    );
  const granted = (role: 'RSA' | 'OU', at: number) =>
    point.grants.some(
      (one) =>
        one.party === party &&
        one.role === role &&
        within(one.effectiveFromUtcSeconds, one.effectiveToUtcSeconds, at) &&
        (one.givenBy === undefined || supplies(at, one.givenBy)),
    );
  let letters = '';
  if (may(isGas ? 'GS' : 'IS')) {
    const comes = point.registrations.some(
      (one) =>
        one.supplier === party &&
        one.effectiveFromUtcSeconds > date &&
        (one.effectiveToUtcSeconds === undefined || one.effectiveToUtcSeconds > now),
    );
    letters += supplies(date) ? 'S' : comes ? 'L' : '';
  }
  if (point.network === party && may(isGas ? 'GT' : 'ED')) letters += 'N';
  if (may('RSA') && granted('RSA', date) && granted('RSA', now)) letters += 'A';
  if (may('OU') && granted('OU', date) && granted('OU', now)) letters += 'O';
  return letters;
}

export const shares = (letters: string, rule: string) =>
  [...letters].some((one) => rule.includes(one));

export function mayGive(
  point: Point,
  party: string,
  part: Part,
  date: number,
  now: number,
): boolean {
  const isOwnTime = point.registrations.some(
    (one) =>
      one.supplier === party &&
      one.effectiveFromUtcSeconds <= date &&
      within(one.effectiveFromUtcSeconds, one.effectiveToUtcSeconds, Math.max(date, now)),
  );
  const letters = lettersOf(point, party, date, now).replace('S', isOwnTime ? 'S' : '');
  return shares(letters, RULES[part].gives);
}

export function seenBy(
  accepted: readonly Accepted[],
  point: Point,
  party: string,
  at: number,
  now: number,
) {
  const letters = lettersOf(point, party, at, now);
  if (letters === '') return undefined;
  const seen: Record<string, object> = {};
  for (const part of PARTS.filter((one) => shares(letters, RULES[one].sees))) {
    const rows = accepted.filter(
      (one) => one.mpxn === point.mpxn && one.part === part && one.date <= at,
    );
    const latest = Math.max(...rows.map(({ date }) => date));
    const last = rows.filter(({ date }) => date === latest).at(-1);
    if (last) seen[part] = last.value;
  }
  return seen;
}
