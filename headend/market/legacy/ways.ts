/**
 * Which messages go by which way (P17). The two sub-options differ in this table alone: under 2A all of a
 * traditional meter stays with the legacy registers and their files; under 2B registration is here for
 * every site, and the files remain for what is between suppliers, agents and settlement.
 */
import type { RegistrationScope } from '../../dispatch/stations.ts';

/** By services and events of the DCC, by files, or by neither: it does not exist there. */
export type Way = 'dcc' | 'legacy' | 'none';

type Row = {
  readonly doc: string;
  readonly smart: Readonly<Record<RegistrationScope, Way>>;
  readonly traditional: Readonly<Record<RegistrationScope, Way>>;
  /** Files that are taken in where the way is `legacy`. */
  readonly flowsIn: readonly string[];
};

const everywhere = (way: Way) => ({ 'smart-sites': way, 'all-sites': way });

export const WAYS = {
  serviceRequest: {
    doc: 'What a user asks of a device, and what the device says.',
    smart: everywhere('dcc'),
    traditional: everywhere('none'),
    flowsIn: [],
  },
  changeOfSupplier: {
    doc: 'Request, objection, confirmation and loss.',
    smart: everywhere('dcc'),
    traditional: { 'smart-sites': 'legacy', 'all-sites': 'dcc' },
    flowsIn: ['D0055', 'D0217', 'D0058', 'CNF', 'TRF'],
  },
  newConnection: {
    doc: 'From the developer’s application to the number of the metering point.',
    smart: { 'smart-sites': 'legacy', 'all-sites': 'dcc' },
    traditional: { 'smart-sites': 'legacy', 'all-sites': 'dcc' },
    flowsIn: [],
  },
  masterData: {
    doc: 'What the register holds of a site beside its supplier: query and change.',
    smart: everywhere('dcc'),
    traditional: { 'smart-sites': 'none', 'all-sites': 'dcc' },
    flowsIn: [],
  },
  appointment: {
    doc: 'Whom a supplier has appointed as its agents.',
    smart: everywhere('dcc'),
    traditional: { 'smart-sites': 'none', 'all-sites': 'legacy' },
    flowsIn: ['D0148'],
  },
  settlementUpdate: {
    doc: 'Settlement details as the supplier or its agents change them.',
    smart: everywhere('dcc'),
    traditional: { 'smart-sites': 'none', 'all-sites': 'legacy' },
    flowsIn: ['D0205'],
  },
  meterWork: {
    doc: 'Which meter is there, said by whoever fitted it.',
    smart: everywhere('dcc'),
    traditional: { 'smart-sites': 'none', 'all-sites': 'legacy' },
    flowsIn: ['D0150', 'D0268', 'ONJOB'],
  },
  smartMeterThere: {
    doc: 'That a smart meter is there and the DCC has the site: 2A to the legacy registers, 2B to agents.',
    smart: everywhere('legacy'),
    traditional: everywhere('none'),
    flowsIn: [],
  },
  settlementFeed: {
    doc: 'Who supplies, and by which details it is settled, to aggregators, collectors and gas settlement.',
    smart: everywhere('legacy'),
    traditional: { 'smart-sites': 'none', 'all-sites': 'legacy' },
    flowsIn: [],
  },
  settlementReading: {
    doc: 'The reading of a change of supplier, to the data collector and gas settlement.',
    smart: everywhere('legacy'),
    traditional: everywhere('none'),
    flowsIn: [],
  },
} as const satisfies Record<string, Row>;

export type Transaction = keyof typeof WAYS;

export const wayOf = (what: Transaction, isSmart: boolean, scope: RegistrationScope): Way =>
  WAYS[what][isSmart ? 'smart' : 'traditional'][scope];

/** What a file of this flow is about; undefined for what is not taken in at all. */
export function transactionOf(flow: string): Transaction | undefined {
  const rows: readonly (readonly [string, Row])[] = Object.entries(WAYS);
  return rows.find(([, { flowsIn }]) => flowsIn.includes(flow))?.[0] as Transaction | undefined;
}
