/** Pages of other meters and households than that of display.test.ts: found from a state made for each. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import type { Measured } from '../board.ts';
import type { MeterState } from '../state.ts';
import { utrnWords } from './outcomes.ts';
import type { Page } from './page.ts';
import { pagesOf } from './pages.ts';
import { LINE_CHARACTERS, LINES, linesOf } from './screen.ts';

const bench = new Bench({
  settings: { ...PREPAYMENT, clock: { offsetSeconds: 0, status: 'reliable' } },
});
const { state: base } = bench.meter;

function pages(changed: Partial<MeterState>, measured: Measured = { activeWatts: 0 }) {
  const state = { ...base, ...changed };
  return pagesOf({ state, measured, store: bench.meter.store }, false);
}
const rows = (all: readonly Page[], name: string) =>
  linesOf(...(all.find((page) => page.name === name)?.lines ?? [])).map((row) => row.trimEnd());
const kind = (one: MeterState['variant']['kind']) => ({ variant: { ...base.variant, kind: one } });
const metered = (changed: Partial<MeterState['metrology']>) => ({
  metrology: { ...base.metrology, ...changed },
});

const OWING: Partial<MeterState> = {
  debts: {
    ...base.debts,
    timeDebt1: { leftMillipence: 1_234_001, remainderMicropence: 0 },
    paymentDebtMillipence: 500_000,
  },
  debtRecovery: {
    timeDebt1: { rate: 50, scale: -2, period: 'DAILY' },
    timeDebt2: base.debtRecovery.timeDebt2,
    perPaymentBasisPoints: 2500,
  },
};
const LIMITED: Partial<MeterState> = {
  loadLimitSettings: {
    loadLimitPeriod: 30,
    loadLimitPowerThreshold: 9000,
    loadLimitRestorationPeriod: 600,
    loadLimitSupplyState: 'Disable',
  },
  loadLimit: { passed: 3 },
  supply: { position: 'armed', restoreAtSeconds: START + 600 },
};

const test = suite('pages');

test('debts have a page each, rounded up, with how fast they are taken', () => {
  const all = pages(OWING);
  assert.equal(rows(all, 'timeDebt1').slice(0, 3), [
    'DEBT 1',
    'Left          £12.35',
    'Each day      50.00p',
  ]);
  assert.equal(rows(all, 'payment debt').slice(1, 3), [
    'Left           £5.00',
    'Of each top-up   25%',
  ]);
  assert.not.ok(all.some(({ name }) => name === 'timeDebt2'));
});

test('a gas meter shows volume, the energy made of it, and flow', () => {
  const gas = { ...kind('gas'), ...metered({ volumeLitreSeconds: 3600 * 1234567 }) };
  const all = pages(gas, { activeWatts: 0, litresPerHour: 800 });
  assert.equal(rows(all, 'import').slice(0, 3), [
    'GAS TOTAL',
    '00001234.567 m3',
    '00000000.000 kWh',
  ]);
  assert.is(rows(all, 'power')[1], '800 litres an hour');
  assert.is(rows(all, 'first')[2], 'SUPPLY ON    800 l/h');
});

test('a second element, export and reactive energy have pages where there are any', () => {
  const counted = metered({
    secondaryWattSeconds: 3_600_000,
    exportWattSeconds: 7_200_000,
    quadrant1VarSeconds: 3_600_000,
  });
  const all = pages({ ...kind('twinElement'), ...counted });
  assert.is(rows(all, 'second')[1], '00000001.000 kWh');
  assert.is(rows(all, 'export')[1], '00000002.000 kWh');
  assert.is(rows(all, 'REACTIVE IMPORT')[1], '00000001.000 kvarh');
  assert.not.ok(pages({}).some(({ name }) => ['second', 'export'].includes(name)));
});

test('the rate in use is marked, and others are there once they have counted', () => {
  const all = pages({ touRegisters: { 7: 3_600_000 } });
  assert.is(rows(all, 'RATE 1')[0], 'RATE 1           NOW');
  assert.equal(rows(all, 'RATE 7').slice(0, 2), ['RATE 7', '00000001.000 kWh']);
});

test('too much drawn: what the limit is, and when supply comes back', () => {
  const all = pages(LIMITED);
  assert.equal(rows(all, 'supply').slice(1), [
    'Off: too much drawn',
    'Press B, or wait',
    '10 minutes',
  ]);
  assert.equal(rows(all, 'load limit').slice(1), [
    'At most       9000 W',
    'Not above it',
    'Passed so far      3',
  ]);
});

test('a peak of a former tenant is not shown', () => {
  const peak = { ...base.maximumDemand.importAtAnyTime, watts: 4000, utcSeconds: START + 1800 };
  const maximumDemand = { ...base.maximumDemand, importAtAnyTime: peak };
  assert.equal(rows(pages({ maximumDemand }), 'MAXIMUM DEMAND').slice(1, 3), [
    'Half an hour  4000 W',
    '15-Jan-2030    00:30',
  ]);
  const display = { restrictedBeforeUtcSeconds: START + 3600 };
  assert.not.ok(pages({ maximumDemand, display }).some(({ name }) => name === 'MAXIMUM DEMAND'));
});

test('no line of any page or answer is cut at the edge of the glass', () => {
  const states: readonly Partial<MeterState>[] = [
    OWING,
    LIMITED,
    { ...kind('twinElement'), blockRegisters: { 4: { 8: 3_600_000 } } },
    kind('gas'),
    { counting: { ...base.counting, register: { block: 8 } } },
    { supply: { position: 'disabled', disabledBy: 'tamper' }, display: { pin: '4711' } },
    { supply: { position: 'disabled', disabledBy: 'credit' } },
    { prepayment: { ...base.prepayment, mode: 'credit', balanceMillipence: -123_456_789 } },
    { prepayment: { ...base.prepayment, emergency: 'exhausted' } },
    { prepayment: { ...base.prepayment, emergency: 'active' } },
  ];
  const answers = ['notInPrepaymentMode', 'notAuthentic', 'alreadyUsed', 'lockedOut'] as const;
  const more = ['aboveMaximumCredit', 'aboveMaximumBalance'] as const;
  const shown = [
    ...states.flatMap((state) => pages(state, { activeWatts: 12_345 }).map(({ lines }) => lines)),
    ...[...answers, ...more].map((why) => utrnWords(why, '', base)),
  ];
  for (const lines of shown) {
    assert.ok(lines.length <= LINES, lines.join('|'));
    for (const line of lines) assert.ok(line.length <= LINE_CHARACTERS, line);
  }
});

test.run();
