/** That the comparison of the power-cut proof finds what a cut may not have taken. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesBetween, type Loss } from './cut-differences.testing.ts';
import { electricity } from './cut-electricity.testing.ts';
import { type Image, imageOf } from './cut-image.testing.ts';
import { runUncut } from './cut-journal.testing.ts';
import { gas } from './cut-others.testing.ts';

const { flash } = runUncut(electricity).end;
const uncut = imageOf(flash);
const uncutGas = imageOf(runUncut(gas).end.flash);

/** Power went before the first half-hour was over, and nothing was lost. */
const NOTHING_LOST: Loss = {
  registers: {},
  cost: 0n,
  costSpread: 0n,
  isGas: false,
  halfHour: 0,
  day: 0,
  utcSeconds: 0,
};

/** The paths at which a meter that was cut may not differ as it does. */
function foundIn(whole: Image, cut: Partial<Image>, loss: Partial<Loss> = {}): readonly string[] {
  const lines = differencesBetween(whole, { ...whole, ...cut }, { ...NOTHING_LOST, ...loss });
  return lines.map((line) => line.replace(/:? -?\d.*|: .*/, ''));
}

const test = suite('differences after a cut');

test('none is none', () => {
  assert.equal(foundIn(uncut, {}), []);
  assert.equal(foundIn(uncutGas, {}), []);
});

test('a document that is not in force any more', () => {
  const [first, ...others] = Object.entries(uncut.documents);
  assert.ok(first && others.length > 0, 'a night has documents');
  assert.equal(foundIn(uncut, { documents: Object.fromEntries(others) }), [
    `documents.${first[0]}`,
  ]);
});

test('a maximum demand that is gone, unless its half-hour was cut', () => {
  const { maximumDemand } = uncut.values;
  assert.ok(maximumDemand);
  const { importAtAnyTime } = maximumDemand;
  const less = { ...importAtAnyTime, watts: importAtAnyTime.watts - 1 };
  const values = { ...uncut.values, maximumDemand: { ...maximumDemand, importAtAnyTime: less } };
  assert.equal(foundIn(uncut, { values }), ['maximumDemand.importAtAnyTime.watts']);
  const halfHour = (importAtAnyTime.utcSeconds ?? 0) / 1800 - 1;
  assert.equal(foundIn(uncut, { values }, { halfHour }), []);
});

test('a millipence', () => {
  const { prepayment } = uncut.values;
  assert.ok(prepayment);
  const balanceMillipence = prepayment.balanceMillipence + 1;
  const values = { ...uncut.values, prepayment: { ...prepayment, balanceMillipence } };
  assert.equal(foundIn(uncut, { values }), ['not paid']);
});

test('a watt-second of a register', () => {
  const { metrology } = uncut.values;
  assert.ok(metrology);
  const importWattSeconds = metrology.importWattSeconds - 1;
  const values = { ...uncut.values, metrology: { ...metrology, importWattSeconds } };
  assert.equal(foundIn(uncut, { values }), ['metrology.importWattSeconds']);
});

test('a half-hour that is not there, one that is another, and a litre of a recording', () => {
  const { halfHours } = uncut.histories;
  const [, ...shorter] = halfHours;
  const { period } = halfHours[0] as (typeof halfHours)[number];
  const histories = { ...uncut.histories, halfHours: shorter };
  assert.equal(foundIn(uncut, { histories }), [
    `halfHours.${period}.isFlagged`,
    `halfHours.${period}.units.0`,
  ]);
  const { gasNetwork } = uncutGas.histories;
  const changed = gasNetwork.map((entry, index) =>
    index === 3 ? { ...entry, bytes: Uint8Array.of(1, 0) } : entry,
  );
  const found = foundIn(uncutGas, {
    histories: { ...uncutGas.histories, gasNetwork: changed },
  });
  assert.equal(found, [`gasNetwork.${gasNetwork[3]?.period}.litres`, 'not recorded']);
});
test.run();
