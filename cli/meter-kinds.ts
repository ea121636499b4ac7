/** The kinds of device the command line can run, and how each leaves the factory. */
import { DEFAULT_SETTINGS, type FactorySettings } from '../meter-emulator/firmware/provision.ts';
import {
  flatGasTariff,
  flatSecondaryTariff,
} from '../meter-emulator/firmware/tariff/flat-tariff.ts';
import { type Kind, plainVariant } from '../meter-emulator/firmware/variant.ts';
import { UsageError } from './command.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  'single-element': 'singleElement',
  'twin-element': 'twinElement',
  polyphase: 'polyphase',
  gas: 'gas',
  hub: 'communicationsHub',
  proxy: 'gasProxy',
  ppmid: 'prepaymentInterface',
  hcalcs: 'loadControl',
};
export const KIND_NAMES: readonly string[] = Object.keys(KINDS);

/** Throws UsageError for another name. */
export function meterKind(name: string): Kind {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind) throw new UsageError(`--kind is one of ${KIND_NAMES.join(', ')}.`);
  return kind;
}

/** Millipence: of a kWh at night for storage heaters, and of a kWh and a day of gas. */
const NIGHT_MILLIPENCE = 15_000;
const GAS_MILLIPENCE = { unit: 6300, standing: 30_000 } as const;

/** With so much credit in prepayment mode; undefined is credit mode. */
export function settingsOf(kind: Kind, creditMillipence: number | undefined): FactorySettings {
  return {
    ...DEFAULT_SETTINGS,
    variant: plainVariant(kind),
    ...tariffsOf(kind),
    ...(creditMillipence === undefined
      ? {}
      : { mode: 'prepayment', balanceMillipence: creditMillipence }),
  };
}

function tariffsOf(kind: Kind): Partial<FactorySettings> {
  switch (kind) {
    case 'singleElement':
    case 'polyphase':
    case 'communicationsHub':
    case 'gasProxy':
    case 'prepaymentInterface':
    case 'loadControl':
      return {};
    case 'twinElement':
      return { secondaryTariff: flatSecondaryTariff(NIGHT_MILLIPENCE) };
    case 'gas':
      return { tariff: flatGasTariff(GAS_MILLIPENCE.unit, GAS_MILLIPENCE.standing) };
  }
}
