/** What a case expects of the meter, read through services and compared word by word. */
import { readInstantaneousImportBlockCounters } from '../../../protocol/services/read-instantaneous-import-block-counters.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from '../../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from '../../../protocol/services/read-instantaneous-import-tou-with-blocks-matrices.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { readLoadLimitData } from '../../../protocol/services/read-load-limit-data.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import type { CaseMeter } from './case-meter.testing.ts';
import { millipenceOf, scaled } from './case-text.testing.ts';

type Reader = (meter: CaseMeter, match: readonly string[]) => number | string | undefined;

const registers = (meter: CaseMeter) => meter.read(readInstantaneousImportRegisters).registers;
const touMatrices = (meter: CaseMeter) => meter.read(readInstantaneousImportTouMatrices).registers;
const electricityTou = (meter: CaseMeter) =>
  touMatrices(meter).electricity?.tariffTouRegisterCollection;
const block = (meter: CaseMeter, n: string | undefined) =>
  meter.read(readInstantaneousImportTouWithBlocksMatrices).blocks?.[Number(n)];
const account = (meter: CaseMeter) => meter.read(readInstantaneousPrepayValues);

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/^balance$/, (meter) => account(meter).meterBalance],
  [/^emergency$/, (meter) => account(meter).emergencyCreditBalance],
  [/^accumulated debt$/, (meter) => account(meter).accumulatedDebtRegister],
  [/^payment debt$/, (meter) => account(meter).paymentDebtRegister],
  [/^time debt 1$/, (meter) => account(meter).timeDebtRegister1],
  [/^time debt 2$/, (meter) => account(meter).timeDebtRegister2],
  [/^supply$/, (meter) => meter.read(readSupplyStatus).supplyState],
  [/^total$/, (meter) => registers(meter).electricity?.activeImportRegister?.value],
  [/^second total$/, (meter) => registers(meter).electricity?.secondaryActiveImportRegister?.value],
  [/^volume$/, (meter) => registers(meter).gas?.consumptionRegister?.value],
  [/^TOU (\d+)$/, (meter, [, n]) => electricityTou(meter)?.primary[Number(n)]],
  [/^second TOU (\d+)$/, (meter, [, n]) => electricityTou(meter)?.secondary[Number(n)]],
  [
    /^gas TOU (\d+)$/,
    (meter, [, n]) => touMatrices(meter).gas?.tariffTouRegisterMatrix?.[Number(n)],
  ],
  [/^block (\d) row (\d)$/, (meter, [, n, row]) => block(meter, n)?.registers[Number(row)]],
  [/^counter (\d) row (\d)$/, (meter, [, n, row]) => block(meter, n)?.counters[Number(row)]],
  [
    /^gas counter (\d)$/,
    (meter, [, n]) =>
      meter.read(readInstantaneousImportBlockCounters).importBlockCounters?.[Number(n)],
  ],
  [/^limit passed$/, (meter) => meter.read(readLoadLimitData).loadLimitCounterValue],
  [/^alerts$/, (meter) => alertText(meter)],
];

const alertText = (meter: CaseMeter) =>
  meter
    .newAlerts()
    .map(({ name }) => name)
    .join(' ') || 'none';

function wanted(text: string): number | string {
  if (text.includes('£')) return millipenceOf(text);
  const [, number, unit] = /^([−\d,.]+)(?: (Wh|m3|times))?$/.exec(text) ?? [];
  if (number === undefined) return text;
  return scaled(number, unit === 'm3' ? 3 : 0);
}

export type Difference = {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
};

/** `balance = £1.00`, `TOU 1 = 2,000 Wh`, `supply = Armed`: undefined if it is so. */
export function difference(meter: CaseMeter, expectation: string): Difference | undefined {
  const [name = '', text = ''] = expectation.split(' = ');
  for (const [pattern, read] of READERS) {
    const match = pattern.exec(name);
    if (!match) continue;
    const expected = wanted(text);
    const got = read(meter, match);
    return got === expected ? undefined : { what: expectation, expected, got };
  }
  throw new Error(`nothing to be read: "${expectation}"`);
}
