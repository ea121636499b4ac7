import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EmulatedBoard } from '../../board/emulated-board.ts';
import { EmulatedFlash } from '../../board/emulated-flash.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { anchors, crypto, identity, PREPAYMENT, START } from '../bench.testing.ts';
import { METER_FLASH, meterLayout } from '../layout.ts';
import { Meter } from '../meter.ts';
import { isProvisioned, provision } from '../provision.ts';
import { random } from './cut-proof.testing.ts';

const WAYS = ['before', 'torn', 'torn', 'torn', 'after'] as const;
const newFlash = () => new EmulatedFlash(METER_FLASH, meterLayout.blocks);
const boardOn = (flash: EmulatedFlash) =>
  new EmulatedBoard({ flash, crypto, sensor: new ConstantLoad(0), random: () => new Uint8Array() });
const make = (board: EmulatedBoard) => provision(board, START, identity, anchors, PREPAYMENT);

const test = suite('power cuts at the factory');

test('leave a meter that is blank or whole', () => {
  const clean = newFlash();
  make(boardOn(clean));
  assert.ok(clean.operations >= 3);
  for (let operation = 1; operation <= clean.operations; operation++)
    for (const [seed, when] of WAYS.entries()) {
      const flash = newFlash();
      flash.cutAt({ operation, when, random: random(operation * WAYS.length + seed) });
      const board = boardOn(flash);
      assert.throws(() => make(board));
      flash.cutAt(undefined);
      if (!isProvisioned(board)) make(board);
      assert.equal(new Meter(board, START).record.eui64, identity.eui64);
    }
});
test.run();
