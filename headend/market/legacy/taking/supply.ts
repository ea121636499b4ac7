/** What the legacy register has decided of who supplies a traditional site: mirrored, nothing more (2A). */
import type { RegisterChange } from '../../../registration/register-change.ts';
import type { MeteringPoint, Registration } from '../../../registration/registration.ts';
import { cnf, trf } from '../flows/gas.ts';
import { d0055, d0058, d0217 } from '../flows/registration.ts';
import { networkOf } from '../participants.ts';
import { LegacyRefusal } from '../refusal.ts';
import { type About, knownPoint, requirePossible, taker, userOf } from './about.ts';

type Begin = { readonly supplier: string; readonly supplyStart: number };
type End = { readonly supplier: string; readonly supplyEnd: number };

export const supplyTakers = [
  taker(d0055, () => {
    throw new LegacyRefusal('NOT_A_RESULT');
  }),
  taker(d0217, begins),
  taker(d0058, ends),
  taker(cnf, begins),
  taker(trf, ends),
];

function begins({ supplier: id, supplyStart }: Begin, about: About): RegisterChange[] {
  requireRegister(about);
  requirePossible(supplyStart, about);
  const { mpxn, point } = about;
  const supplier = userOf(about, id);
  if (!point) return [{ kind: 'pointAdded', point: bareRow(about, supplier, supplyStart) }];
  const latest = latestOf(point);
  if (latest?.supplier === supplier && latest.effectiveFromUtcSeconds === supplyStart) return [];
  if (latest && latest.effectiveFromUtcSeconds >= supplyStart)
    throw new LegacyRefusal('BEFORE_PRESENT');
  return [
    ...ending(mpxn, latest, supplyStart),
    { kind: 'registrationBegins', mpxn, supplier, effectiveFromUtcSeconds: supplyStart },
  ];
}

/** All that 2A knows of a site before its smart meter is there. */
function bareRow(about: About, supplier: string, effectiveFromUtcSeconds: number): MeteringPoint {
  const { participants, fuel, mpxn } = about;
  const networkOperator = networkOf(participants, fuel, mpxn);
  if (networkOperator === undefined) throw new LegacyRefusal('UNKNOWN_NETWORK');
  return { mpxn, fuel, networkOperator, registrations: [{ supplier, effectiveFromUtcSeconds }] };
}

function ends({ supplier: id, supplyEnd }: End, about: About): RegisterChange[] {
  requireRegister(about);
  requirePossible(supplyEnd, about);
  const supplier = userOf(about, id);
  const { registrations } = knownPoint(about);
  const own = registrations.filter((one) => one.supplier === supplier);
  // The confirmation of the new supplier may have come first, and ended it.
  if (own.some((one) => one.effectiveToUtcSeconds === supplyEnd)) return [];
  const latest = latestOf({ registrations: own });
  if (!latest || isOver(latest, supplyEnd)) throw new LegacyRefusal('NOT_THE_SUPPLIER');
  if (latest.effectiveFromUtcSeconds >= supplyEnd) throw new LegacyRefusal('BEFORE_PRESENT');
  return ending(about.mpxn, latest, supplyEnd);
}

/** Nobody but the register that decided may say what it decided. */
function requireRegister({ participants, fuel, sender }: About): void {
  if (sender !== participants.registers[fuel]) throw new LegacyRefusal('WRONG_SENDER');
}

const latestOf = ({ registrations }: Pick<MeteringPoint, 'registrations'>) =>
  registrations.reduce<Registration | undefined>(
    (latest, one) =>
      latest && latest.effectiveFromUtcSeconds > one.effectiveFromUtcSeconds ? latest : one,
    undefined,
  );

const isOver = ({ effectiveToUtcSeconds: end }: Registration, at: number): boolean =>
  end !== undefined && end <= at;

function ending(mpxn: string, one: Registration | undefined, at: number): RegisterChange[] {
  if (!one || isOver(one, at)) return [];
  const { effectiveFromUtcSeconds } = one;
  return [{ kind: 'registrationEnds', mpxn, effectiveFromUtcSeconds, effectiveToUtcSeconds: at }];
}
