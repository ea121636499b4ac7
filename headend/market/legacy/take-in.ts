/** What follows from a file that has come in: changes of the register, and what is refused of it. */
import { Refused } from '../../../protocol/refused.ts';
import type { Change } from '../../non-device/change.ts';
import { isServed } from '../../registration/take-on/served.ts';
import { type Draft, toParticipant } from './drafts.ts';
import type { LegacyFile } from './file.ts';
import { cfr } from './flows/gas.ts';
import { d0057, d0203 } from './flows/registration.ts';
import type { Fuel } from './participants.ts';
import { LEGACY_REFUSALS, LegacyRefusal } from './refusal.ts';
import type { About, Take, Taker, World } from './taking/about.ts';
import { detailTakers } from './taking/details.ts';
import { supplyTakers } from './taking/supply.ts';
import { type Transaction, transactionOf, wayOf } from './ways.ts';

const TAKERS = new Map(
  [...supplyTakers, ...detailTakers].map(({ name, take }: Taker) => [name, take]),
);

export type RefusedEntry = {
  readonly mpxn: string;
  readonly refusal: LegacyRefusal;
};
export type TakenIn = {
  readonly changes: readonly Change[];
  readonly refused: readonly RefusedEntry[];
  /** Entries that are done, though some may have said nothing new. */
  readonly taken: number;
  /** Files that go out for it. */
  readonly drafts: readonly Draft[];
};

type Entry = { readonly mpan?: string; readonly mprn?: string };

/**
 * Entry by entry: one that is refused goes back to its sender, and leaves the others alone. Throws Refused
 * for a file that is not for this register, or of a flow that is not taken in at all.
 */
export async function takeIn(world: World, file: LegacyFile, nowMillis: number): Promise<TakenIn> {
  const { flow, header } = file;
  const { participants } = world;
  const take = TAKERS.get(flow.name);
  const transaction = transactionOf(flow.name);
  if (!take || !transaction) throw new Refused('flow', `${flow.name} is not taken in here`, 1);
  if (header.toId !== participants.own) throw new Refused('toId', 'it is for another', 1);
  const changes: Change[] = [];
  const refused: RefusedEntry[] = [];
  const seen = new Set<string>();
  const entries = (file.value['entries'] ?? []) as readonly Entry[];
  for (const entry of entries) {
    const mpxn = entry.mpan ?? entry.mprn ?? '';
    try {
      if (seen.has(mpxn)) throw new LegacyRefusal('TWICE_IN_FILE');
      seen.add(mpxn);
      const about = await aboutOf(world, { mpxn, sender: header.fromId, nowMillis }, fuelOf(file));
      requireLegacy(world, transaction, about);
      changes.push(...(take as Take<Entry>)(entry, about));
    } catch (error) {
      if (!(error instanceof LegacyRefusal)) throw error;
      refused.push({ mpxn, refusal: error });
    }
  }
  const drafts = refused.map((one) => reply(file, transaction, one));
  return { changes, refused, taken: entries.length - refused.length, drafts };
}

const fuelOf = ({ flow }: LegacyFile): Fuel => (flow.syntax === 'pipe' ? 'electricity' : 'gas');

async function aboutOf(
  { register, participants }: World,
  asked: Pick<About, 'mpxn' | 'sender' | 'nowMillis'>,
  fuel: Fuel,
): Promise<About> {
  const point = await register.find(asked.mpxn);
  if (point && point.fuel !== fuel) throw new LegacyRefusal('WRONG_FUEL');
  return { ...asked, participants, fuel, point };
}

/** What the table of ways has go by the DCC, or not at all, is refused whoever sends it. */
function requireLegacy(world: World, transaction: Transaction, { point, nowMillis }: About): void {
  const isSmart = point !== undefined && isServed(world, point, Math.floor(nowMillis / 1000));
  const way = wayOf(transaction, isSmart, world.registrationScope);
  if (way === 'dcc') throw new LegacyRefusal('NEW_PROCESS');
  if (way === 'none') throw new LegacyRefusal('NOT_ON_REGISTER');
}

/** Back to whoever sent it, in the flow that refuses such a thing. */
function reply(
  { flow, header }: LegacyFile,
  transaction: Transaction,
  { mpxn, refusal: { code, detail } }: RefusedEntry,
): Draft {
  const reason = `${LEGACY_REFUSALS[code]}${detail ? `: ${detail}` : ''}`.replaceAll('|', '/');
  const said = { flow: flow.name, code, reason: reason.slice(0, 200) };
  const to = { id: header.fromId, role: header.fromRole ?? 'X' };
  if (flow.syntax === 'comma')
    return toParticipant(to, cfr, { entries: [{ mprn: mpxn, ...said }] });
  const refusing = transaction === 'changeOfSupplier' ? d0057 : d0203;
  return toParticipant(to, refusing, { entries: [{ mpan: mpxn, ...said }] });
}
