import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesOf, type Screen } from '../../meter-emulator/firmware/display/screen.ts';
import { draw, isPulseLit } from './drawing.ts';

const screen: Screen = {
  lines: linesOf('CREDIT        £10.00', '', 'SUPPLY ON      423 W', '15-Jan-2030    00:00'),
  lamps: { supply: 'on', alarm: false, message: true },
  pulses: { importWattSeconds: 3600, watts: 3600 },
};
const log = Array.from({ length: 30 }, (_, at) => `line ${at} ${'x'.repeat(100)}`);
const picture = { title: 'Emulated single-phase 02-4D-57-00-00-00-00-01', screen, log };

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const plain = (row: string) => row.replace(/\u001b\[[0-9]+m/g, '');

const test = suite('the panel drawn');

test('the glass, lamps beside it, keys and the newest lines of the log', () => {
  const rows = draw({ ...picture, isPulse: true }, 60, 16).map(plain);
  assert.equal(rows.slice(0, 7), [
    'Emulated single-phase 02-4D-57-00-00-00-00-01',
    '┌──────────────────────┐',
    '│ CREDIT        £10.00 │   ● energy, 1000 a kWh',
    '│                      │   ● supply on',
    '│ SUPPLY ON      423 W │   ○ alarm',
    '│ 15-Jan-2030    00:00 │   ● message',
    '└──────────────────────┘',
  ]);
  assert.is(rows.length, 16);
  assert.ok(rows.at(-1)?.startsWith('line 29 '));
});

test('no row is wider than the terminal, and there are no more than it has', () => {
  for (const [columns, rows] of [
    [60, 20],
    [40, 24],
    [24, 5],
    [200, 3],
  ] as const) {
    const drawn = draw({ ...picture, isPulse: false }, columns, rows).map(plain);
    assert.ok(drawn.length <= rows);
    for (const row of drawn) assert.ok(row.length <= columns, `${columns}: ${row}`);
  }
});

test('the energy lamp is lit for a moment at each watt-hour, at the rate of the power', () => {
  const lit = (watts: number, speed: number) => {
    let pulses = 0;
    let before = true;
    for (let millis = 0; millis < 60_000; millis += 10) {
      const now = isPulseLit({ importWattSeconds: 1800, watts }, millis, speed);
      if (now && !before) pulses++;
      before = now;
    }
    return pulses;
  };
  assert.is(lit(600, 1), 10);
  assert.is(lit(3600, 1), 60);
  assert.is(lit(60, 10), 10);
  assert.is(lit(0, 1), 0);
});

test.run();
