/** How a meter leaves the factory as far as it has a tariff. */
import { type DocumentOf, withDocument } from '../documents/documents.ts';
import type { MeterState } from '../state.ts';
import { followTables } from './switching.ts';

type Counting = Pick<
  MeterState,
  'counting' | 'touRegisters' | 'secondaryTouRegisters' | 'blockRegisters' | 'blockCounters'
>;

export const FIRST_COUNTING: Counting = {
  counting: { register: { tou: 1 }, from: 0, secondaryTou: 1, secondaryFrom: 0 },
  touRegisters: {},
  secondaryTouRegisters: {},
  blockRegisters: {},
  blockCounters: { counters: {} },
};

export type FactoryTariff = {
  /** In force from the start, each in a slot. */
  readonly tariff: DocumentOf<'tariff'>;
  /** Of a twin element; without one its second element is free until 1.1.2 comes. */
  readonly secondaryTariff?: DocumentOf<'secondaryTariff'>;
};

export function withFirstTariff(
  state: MeterState,
  { tariff, secondaryTariff }: FactoryTariff,
): MeterState {
  const primary = withDocument(state, 'tariff', tariff);
  return followTables(
    secondaryTariff ? withDocument(primary, 'secondaryTariff', secondaryTariff) : primary,
  );
}
