/** Meters with a tariff, and what is asked of them and seen in them, for tests. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { flatSecondaryTariff } from '../tariff/flat-tariff.ts';
import { type Tariff, tableOf, tariffOf } from '../tariff/tariffs.testing.ts';

export const HOUR = 3600;

export const touPrices = (prices: Readonly<Record<number, number>>) =>
  tariffOf(tableOf([[0, { tou: 1 }]]), { tou: { touPrices: prices } }).priceElements;

export function benchWith(
  kind: 'singleElement' | 'twinElement' | 'gas' = 'singleElement',
  tariff: Tariff = DEFAULT_SETTINGS.tariff,
): Bench {
  const variant = { ...DEFAULT_SETTINGS.variant, kind };
  const sensor = new ConstantLoad(1000);
  const measure = () => ({ activeWatts: 1000, secondaryWatts: 2000 });
  return new Bench({
    settings: { ...DEFAULT_SETTINGS, variant, tariff, secondaryTariff: flatSecondaryTariff(5000) },
    sensor: kind === 'twinElement' ? { measure, nextChange: (after) => after + HOUR } : sensor,
  });
}

export function statusOf<S extends Service>(
  bench: Bench,
  service: S,
  request: ValueOf<S['request']>,
) {
  return bench.ask(service, request)?.status ?? 0;
}

export function balance({ meter }: Bench): number {
  return meter.state.prepayment.balanceMillipence;
}

export function wattHours(rows: Readonly<Record<number, number>>, last: number): readonly number[] {
  return Array.from({ length: last }, (_, i) => (rows[i + 1] ?? 0) / HOUR);
}
