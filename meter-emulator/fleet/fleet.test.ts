import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { serviceNumber } from '../../protocol/definition/service.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealMac } from '../../protocol/envelope/seal.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { EmulatedBoard } from '../board/emulated-board.ts';
import { EmulatedFlash } from '../board/emulated-flash.ts';
import { seededIdentity } from '../board/factory.ts';
import { SimulatedLoadCurve } from '../board/simulated-load-curve.ts';
import {
  anchors,
  crypto,
  HEAD_END,
  headEndSecret,
  PREPAYMENT,
  START,
} from '../firmware/bench.testing.ts';
import { METER_FLASH, meterLayout } from '../firmware/layout.ts';
import { Meter } from '../firmware/meter.ts';
import { holds } from '../firmware/property.testing.ts';
import { provision } from '../firmware/provision.ts';
import { Deadlines } from './deadlines.ts';
import { Fleet } from './fleet.ts';

const COUNT = 40;
const DAY = 86_400;

function fleetOf(count: number): Fleet {
  return new Fleet({
    crypto,
    seed: 'town',
    count,
    anchors,
    factory: PREPAYMENT,
    boardSeconds: START,
  });
}

const fleet = suite('a fleet');

fleet('each meter lives as it would alone', () => {
  const together = fleetOf(COUNT);
  together.run(START + 3 * DAY + 77);
  for (const number of [0, 7, COUNT - 1]) {
    const load = new SimulatedLoadCurve(`town/${number}`);
    const flash = new EmulatedFlash(METER_FLASH, meterLayout.blocks);
    const board = new EmulatedBoard({
      flash,
      crypto,
      sensor: load,
      random: () => new Uint8Array(),
    });
    provision(board, START, seededIdentity(crypto, 'town', number), anchors, PREPAYMENT);
    const alone = new Meter(board, START);
    alone.run(START + 3 * DAY + 77);
    const one = together.meters[number] as Meter;
    one.run(START + 3 * DAY + 77);
    assert.equal(one.state, alone.state, `meter ${number}`);
  }
});

fleet('answers for each of its meters, and for no other', () => {
  const together = fleetOf(3);
  const [, second] = together.meters;
  const { eui64, agreementPublic } = (second as Meter).record;
  const own = { eui64: HEAD_END, agreementSecret: headEndSecret };
  const pair = new Pair(crypto, own, { eui64, agreementPublic });
  const command = sealMac(pair, 'command', {
    originator: HEAD_END,
    recipient: eui64,
    counter: 1n,
    service: serviceNumber(readSupplyStatus.reference),
    content: new Map(),
  });
  const answers: string[] = [];
  together.onSend = (device, kind) => answers.push(`${device} ${kind}`);
  together.run(START + 100);
  assert.ok(together.receive(eui64, command));
  assert.equal(answers, [`${eui64} response`]);
  assert.not.ok(together.receive('00-00-00-00-00-00-00-01', command));
  assert.is(together.meter(eui64), second);
});

fleet('runs from deadline to deadline and is never late', () => {
  const together = fleetOf(COUNT);
  assert.is(together.nextDeadline(), START + 1800);
  together.run(START + DAY);
  assert.ok(together.nextDeadline() > START + DAY);
  assert.is(together.boardSeconds, START + DAY);
  for (const { state } of together.meters)
    assert.ok(state.metrology.boardSeconds >= START + DAY - 1800);
});
fleet.run();

const deadlines = suite('deadlines');

deadlines('the next is always the least, as sorting would find', () => {
  const moves = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 99 })),
    {
      minLength: 1,
      maxLength: 80,
    },
  );
  holds(
    fc.property(moves, (all) => {
      const heap = new Deadlines();
      const naive = new Map<number, number>();
      for (const [number, time] of all) {
        heap.set(number, time);
        naive.set(number, time);
        assert.is(heap.next()?.time, Math.min(...naive.values()));
        assert.is(naive.get(heap.next()?.number ?? -1), heap.next()?.time);
      }
      assert.is(heap.size, naive.size);
    }),
  );
});
deadlines.run();
