/** What the taking of one entry of a file may depend on, and how a flow's own work is told. */
import type { Stations } from '../../../dispatch/stations.ts';
import type { RegisterChange } from '../../../registration/register-change.ts';
import type { MeteringPoint } from '../../../registration/registration.ts';
import type { GroupValue } from '../definition.ts';
import type { Fuel, Participants } from '../participants.ts';
import { LegacyRefusal } from '../refusal.ts';

export type World = Pick<Stations, 'register' | 'inventory' | 'registrationScope'> & {
  readonly participants: Participants;
};

export type About = {
  readonly participants: Participants;
  /** Participant id of the file's sender. */
  readonly sender: string;
  readonly mpxn: string;
  readonly fuel: Fuel;
  /** Undefined: the register does not have it. */
  readonly point: MeteringPoint | undefined;
  readonly nowMillis: number;
};

/** Throws LegacyRefusal; a change that says what is known already is left out. */
export type Take<E> = (entry: E, about: About) => RegisterChange[];

type WithEntries = { readonly groups: { readonly entries: unknown } };
type EntryOf<F extends WithEntries> = GroupValue<F['groups']['entries']>;
/** Any entry: the file was read by the flow that the taker is for. */
export type Taker = { readonly name: string; readonly take: Take<never> };

export const taker = <F extends WithEntries & { readonly name: string }>(
  { name }: F,
  take: Take<EntryOf<F>>,
): Taker => ({ name, take });

/** The user behind a participant id. Throws LegacyRefusal. */
export function userOf({ participants }: About, id: string): string {
  const user = participants.users.get(id);
  if (user === undefined) throw new LegacyRefusal('UNKNOWN_PARTICIPANT', id);
  return user;
}

/** Throws LegacyRefusal for a point that the register does not have. */
export function knownPoint({ point, mpxn }: About): MeteringPoint {
  if (!point) throw new LegacyRefusal('UNKNOWN_POINT', mpxn);
  return point;
}

const DAY_SECONDS = 86_400;
const YEAR_1990_UTC_SECONDS = 631_152_000;

/** Throws LegacyRefusal for a day that nobody can mean. */
export function requirePossible(day: number, { nowMillis }: About): void {
  const lastDay = nowMillis / 1000 + 366 * DAY_SECONDS;
  if (day < YEAR_1990_UTC_SECONDS || day > lastDay) throw new LegacyRefusal('DATE_IMPOSSIBLE');
}
