import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../protocol/alerts/device-alerts.ts';
import { armSupply } from '../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { displayMessage } from '../../protocol/services/display-message.ts';
import { topUpDevice } from '../../protocol/services/top-up-device.ts';
import { updatePaymentMode } from '../../protocol/services/update-payment-mode.ts';
import { EmulatedBoard } from '../board/emulated-board.ts';
import { type Cut, EmulatedFlash, PowerCut } from '../board/emulated-flash.ts';
import { ConstantLoad } from '../board/simulated-load-curve.ts';
import {
  anchors,
  Bench,
  crypto,
  identity,
  PREPAYMENT,
  START,
  TestHeadEnd,
  utrn,
} from './bench.testing.ts';
import { METER_FLASH, meterLayout } from './layout.ts';
import { Meter } from './meter.ts';
import { isProvisioned, provision } from './provision.ts';
import type { MeterState } from './state.ts';
import { readPeriods } from './stored.ts';
import { switchPosition } from './supply/supply.ts';

/** What the head-end and the customer do, in order; a command that got no answer is sent again. */
type Act =
  | { readonly kind: 'command'; readonly message: Uint8Array }
  | { readonly kind: 'keypad'; readonly utrn: string }
  | { readonly kind: 'press' }
  | { readonly kind: 'run'; readonly untilSeconds: number };

const headEnd = new TestHeadEnd();
/** Enough to fill most of a log block. */
const FILLER: readonly Act[] = Array.from({ length: 137 }, () => ({
  kind: 'command',
  message: headEnd.command(displayMessage, { supplierMessage: 'Well. '.repeat(19) }),
}));
const mode = {
  prepayment: { suspendDebtDisabled: false, suspendDebtEmergency: true, disablementThreshold: 5 },
};
const later = { executionDateTime: START + 2400, mode: { credit: {} } };
const SCENARIO: readonly Act[] = [
  { kind: 'command', message: headEnd.command(topUpDevice, { utrn: utrn(1, 10) }) },
  { kind: 'run', untilSeconds: START + 900 },
  { kind: 'command', message: headEnd.command(updatePaymentMode, later) },
  { kind: 'command', message: headEnd.command(disableSupply, {}) },
  { kind: 'keypad', utrn: utrn(2, 20) },
  { kind: 'command', message: headEnd.command(armSupply, {}) },
  { kind: 'press' },
  { kind: 'run', untilSeconds: START + 1900 },
  { kind: 'command', message: headEnd.command(topUpDevice, { utrn: utrn(2, 20) }) },
  { kind: 'run', untilSeconds: START + 2500 },
  { kind: 'command', message: headEnd.command(updatePaymentMode, { mode }) },
  { kind: 'run', untilSeconds: START + 3700 },
  { kind: 'command', message: headEnd.command(topUpDevice, { utrn: utrn(3, 5) }) },
];

function act(meter: Meter, one: Act): void {
  switch (one.kind) {
    case 'command':
      meter.receive('command', one.message);
      break;
    case 'keypad':
      meter.enterUtrn(one.utrn);
      break;
    case 'press':
      meter.press('enableSupply');
      break;
    case 'run':
      meter.run(one.untilSeconds);
      break;
  }
}

const OUTAGE_ALERTS = [alertCodes.supplyOutageRestored, alertCodes.longSupplyOutageRestored];

/** What must be the same before and after a cut, or the same as if there had been none. */
function image({ prepayment, topUps, supply, counters, futureDated, logs, alerts }: MeterState) {
  const { headEnd: accepted, supplier } = counters;
  const { balanceMillipence, emergency } = prepayment;
  const { highestToken, tokenWindow } = topUps;
  const tokens = [highestToken, String(tokenWindow), balanceMillipence, prepayment.mode, emergency];
  return [
    accepted,
    supplier,
    ...tokens,
    supply.position,
    futureDated.commands.length,
    logs.events,
    // Of the cut itself the meter tells by itself.
    alerts.pending.flatMap(({ code }) => (OUTAGE_ALERTS.includes(code) ? [] : code)).join('+'),
  ].join();
}

function bench(flash: EmulatedFlash): Bench {
  // No consumption: so that money moves by acts alone, and a cut in `run` loses none of it.
  return new Bench({ settings: PREPAYMENT, sensor: new ConstantLoad(0), flash });
}

function provisioned(): EmulatedFlash {
  return new Bench({ settings: PREPAYMENT, sensor: new ConstantLoad(0) }).flash;
}

function random(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The whole scenario with one cut; gives the sum of what is true at the end. */
function withCut(filler: readonly Act[], start: EmulatedFlash, cut: Cut | undefined) {
  const one = bench(start.clone());
  for (const before of filler) act(one.meter, before);
  one.flash.cutAt(cut);
  const answers = new Map<Act, Uint8Array>();
  let cuts = 0;
  for (const next of SCENARIO) {
    const before = one.meter.state;
    const sent = one.sent.length;
    try {
      act(one.meter, next);
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      cuts++;
      one.flash.cutAt(undefined);
      assert.is(one.board.switchPosition, switchPosition(one.meter.state.supply), 'flash first');
      assert.not(
        one.sent.slice(sent).some(({ kind }) => kind === 'response'),
        'and no answer',
      );
      one.reboot(Math.max(before.metrology.boardSeconds, one.meter.state.metrology.boardSeconds));
      const { state } = one.meter;
      assert.ok(state.counters.headEnd >= before.counters.headEnd, 'counters never go back');
      assert.ok(state.counters.supplier >= before.counters.supplier);
      assert.ok(state.outgoing.next >= before.outgoing.next, 'own counters neither');
      const wasDone = image(state) !== image(before);
      if (next.kind !== 'keypad' || !wasDone) act(one.meter, next);
      assert.is(one.board.switchPosition, switchPosition(one.meter.state.supply));
    }
    const answer = one.sent.slice(sent).findLast(({ kind }) => kind === 'response');
    if (next.kind === 'command') {
      assert.ok(answer, 'every command is answered in the end');
      answers.set(next, answer.message);
    }
  }
  // Each once more: the last command gives its stored answer, byte for byte.
  const last = SCENARIO.at(-1) as Act & { kind: 'command' };
  one.meter.receive('command', last.message);
  assert.equal(one.sent.at(-1)?.message, answers.get(last));
  const halfHours = [...readPeriods(one.meter.store, 'halfHours', 0, 0xffff_ffff)];
  return { cuts, bench: one, periods: halfHours.map(({ period }) => period) };
}

const test = suite('power cuts');

const BALANCE_MILLIPENCE = 4_500_000;
const WAYS = ['before', 'torn', 'torn', 'torn', 'after'] as const;

/** Gives how many cuts there were and whether a log block was erased on the way. */
function cutEverywhere(filler: readonly Act[]): { cuts: number; erases: number } {
  const start = provisioned();
  const whole = withCut(filler, start, undefined);
  const expected = image(whole.bench.meter.state);
  const { operations, erases } = whole.bench.flash;
  const logErases = erases.slice(0, meterLayout.logBlocks).reduce((sum, count) => sum + count, 0);
  const before = start.erases
    .slice(0, meterLayout.logBlocks)
    .reduce((sum, count) => sum + count, 0);
  let cuts = 0;
  for (let operation = 1; operation <= operations; operation++)
    for (const when of WAYS) {
      const cut = withCut(filler, start, { operation, when, random: random(cuts) });
      const { state } = cut.bench.meter;
      const where = `operation ${operation} ${when}`;
      assert.is(state.prepayment.balanceMillipence, BALANCE_MILLIPENCE, where);
      assert.is(image(state), expected, where);
      assert.equal(cut.periods, whole.periods, where);
      cuts += cut.cuts;
    }
  assert.is(cuts, operations * WAYS.length);
  return { cuts, erases: logErases - before };
}

test('at every flash operation: all of an act or nothing, and no token twice', () => {
  assert.ok(cutEverywhere([]).cuts > 75);
});

test('and while the log takes a new block', () => {
  const { erases, cuts } = cutEverywhere(FILLER);
  assert.ok(erases >= 2, 'the first commit after the boot takes one block, the scenario another');
  assert.ok(cuts > 75);
});

test('at the factory: the meter is blank or whole', () => {
  const clean = new EmulatedFlash(METER_FLASH, meterLayout.blocks);
  const boardOn = (flash: EmulatedFlash) =>
    new EmulatedBoard({
      flash,
      crypto,
      sensor: new ConstantLoad(0),
      random: () => new Uint8Array(),
    });
  provision(boardOn(clean), START, identity, anchors, PREPAYMENT);
  for (let operation = 1; operation <= clean.operations; operation++)
    for (const [seed, when] of WAYS.entries()) {
      const flash = new EmulatedFlash(METER_FLASH, meterLayout.blocks);
      flash.cutAt({ operation, when, random: random(operation * 10 + seed) });
      const board = boardOn(flash);
      assert.throws(() => provision(board, START, identity, anchors, PREPAYMENT));
      flash.cutAt(undefined);
      if (!isProvisioned(board)) provision(board, START, identity, anchors, PREPAYMENT);
      assert.equal(new Meter(board, START).record.eui64, identity.eui64);
    }
  assert.ok(clean.operations >= 3);
});
test.run();
