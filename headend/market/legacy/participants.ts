/**
 * Who is who in the files: market participant ids, and the users of this head-end that stand behind them.
 * Kept by the operator as participants.json in the folder of the files.
 */
import { type Eui64, parseEui64 } from '../../../protocol/identifiers/eui64.ts';
import { mpanDistributor } from '../../../protocol/identifiers/mpan.ts';
import { Refused } from '../../../protocol/refused.ts';
import { participantId } from './items.ts';

export type Fuel = 'electricity' | 'gas';

export type Participants = {
  /** This register, as files name it. */
  readonly own: string;
  /**
   * 2A: the registers that have the traditional sites. 2B: whoever is sent what concerns settlement alone
   * (gas has no aggregators of its own).
   */
  readonly registers: Readonly<Record<Fuel, string>>;
  /** Users by their participant id. */
  readonly users: ReadonlyMap<string, Eui64>;
  readonly ids: ReadonlyMap<Eui64, string>;
  /** Network operators by the number their MPANs begin with. */
  readonly distributors: ReadonlyMap<number, Eui64>;
  /** An MPRN does not say whose network it is on. */
  readonly gasTransporter?: Eui64;
};

const SETTINGS = [
  'own',
  'electricityRegister',
  'gasRegister',
  'users',
  'distributors',
  'gasTransporter',
];

/** Throws Refused with the path of what is wrong. */
export function participantsFromJson(value: unknown): Participants {
  if (typeof value !== 'object' || value === null) throw new Refused('', 'expected an object');
  const json = value as Readonly<Record<string, unknown>>;
  const other = Object.keys(json).find((name) => !SETTINGS.includes(name));
  if (other !== undefined) throw new Refused(other, `not one of ${SETTINGS.join(', ')}`);
  const users = new Map(
    entriesOf(json, 'users').map(([id, party]) => [idOf('users', id), euiOf(`users.${id}`, party)]),
  );
  const distributors = new Map(
    entriesOf(json, 'distributors').map(([number, party]) => [
      distributorOf(number),
      euiOf(`distributors.${number}`, party),
    ]),
  );
  const { gasTransporter } = json;
  return {
    own: idOf('own', json['own']),
    registers: {
      electricity: idOf('electricityRegister', json['electricityRegister']),
      gas: idOf('gasRegister', json['gasRegister']),
    },
    users,
    ids: new Map([...users].map(([id, party]) => [party, id])),
    distributors,
    ...(gasTransporter === undefined
      ? {}
      : { gasTransporter: euiOf('gasTransporter', gasTransporter) }),
  };
}

/** Whose network a metering point is on; undefined where that is not known. */
export const networkOf = (
  { distributors, gasTransporter }: Participants,
  fuel: Fuel,
  mpxn: string,
): Eui64 | undefined => (fuel === 'gas' ? gasTransporter : distributors.get(mpanDistributor(mpxn)));

function entriesOf(json: Readonly<Record<string, unknown>>, name: string) {
  const value = json[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Refused(name, 'expected an object');
  return Object.entries(value as Readonly<Record<string, unknown>>);
}

function idOf(path: string, value: unknown): string {
  const wrong = participantId.check(value);
  if (wrong) throw new Refused(path, wrong);
  return value as string;
}

function distributorOf(text: string): number {
  if (!/^[1-9][0-9]$/.test(text)) throw new Refused(`distributors.${text}`, 'expected 10 to 99');
  return Number(text);
}

function euiOf(path: string, value: unknown): Eui64 {
  try {
    return parseEui64(String(value));
  } catch (error) {
    if (error instanceof Refused) throw new Refused(path, error.reason);
    throw error;
  }
}
