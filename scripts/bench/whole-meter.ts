/** A meter with everything configured, as the benches of time and of wear run it. */

import { EmulatedBoard } from '../../meter-emulator/board/emulated-board.ts';
import { SimulatedHome } from '../../meter-emulator/board/simulated-home.ts';
import { anchors, Bench, identity, START } from '../../meter-emulator/firmware/bench.testing.ts';
import type { Sensor } from '../../meter-emulator/firmware/board.ts';
import { Meter } from '../../meter-emulator/firmware/meter.ts';
import { TWIN_METER } from '../../meter-emulator/firmware/metrology/meters.testing.ts';
import {
  configureMetering,
  configurePremises,
} from '../../meter-emulator/firmware/proofs/cut-configuration.testing.ts';
import { Script } from '../../meter-emulator/firmware/proofs/cut-script.testing.ts';
import { type FactorySettings, provision } from '../../meter-emulator/firmware/provision.ts';
import type { Flash } from '../../meter-emulator/firmware/storage/flash.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { assert } from '../../protocol/refused.ts';

export { START };
export const DAY_SECONDS = 86_400;

/** Credit for ever, so that it draws power all the year. */
const SETTINGS: FactorySettings = {
  ...TWIN_METER,
  variant: {
    kind: 'twinElement',
    auxiliarySwitches: 2,
    hasBoostButton: true,
    proportionalControllers: 1,
  },
  mode: 'prepayment',
  balanceMillipence: 2e9,
};

/**
 * Two elements, TOU registers and blocks, prepayment with debts, voltage in averages of ten minutes, a load
 * limit, calendars of auxiliary loads, a bill every day; the clock set.
 */
export function wholeMeter(sensor: Sensor = new SimulatedHome('twinElement', 'whole')): Bench {
  const bench = new Bench({ settings: SETTINGS, sensor });
  const script = configurePremises(configureMetering(new Script().clock(START)));
  for (const act of script.acts) {
    assert(act.kind === 'command', 'a configuration is of commands');
    assert(bench.deliver(act.message)?.status === undefined, `${act.what} is done`);
  }
  // Those counters are used.
  bench.headEnd.counter += BigInt(script.acts.length);
  bench.headEnd.supplierCounter += BigInt(script.acts.length);
  return bench;
}

/** The same on any blank flash, where nobody looks. */
export function configured(flash: Flash, sensor: Sensor): Meter {
  const meter = booted(flash, sensor, (board) =>
    provision(board, START, identity, anchors, SETTINGS),
  );
  const script = configurePremises(configureMetering(new Script().clock(START)));
  for (const act of script.acts) if (act.kind === 'command') meter.receive('command', act.message);
  assert(meter.refused.size === 0, 'all of it is done');
  return meter;
}

function booted(flash: Flash, sensor: Sensor, before: (board: EmulatedBoard) => void): Meter {
  const board = new EmulatedBoard({
    flash,
    crypto: nodeCrypto,
    sensor,
    random: (length) => new Uint8Array(length),
  });
  before(board);
  return new Meter(board, START);
}

/** The same meter where nobody looks: nothing is drawn. */
export function unwatched(flash: Flash, sensor: Sensor): Meter {
  return booted(flash, sensor, () => {});
}

/** The network takes all that was sent. */
export function deliverAlerts({ meter, sent }: Bench): void {
  for (const { delivery } of sent.splice(0)) if (delivery !== undefined) meter.delivered(delivery);
}
