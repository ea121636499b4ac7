/** What the premises use until the next deadline: into the registers, and into money at the price in force. */
import type { Measured } from '../board.ts';
import { takeConsumption } from '../prepayment/credit.ts';
import type { MeterState } from '../state.ts';
import { countedSince, roomInBlock, settledBy } from '../tariff/counting.ts';
import { ratesNow } from '../tariff/rates.ts';
import { energyOf } from './gas.ts';
import { isGasMeter, isMeter, meter } from './registers.ts';

/** An open switch lets nothing through in either direction; the voltage before it is still there. */
export function asSwitched(position: 'open' | 'closed', measured: Measured): Measured {
  if (position === 'closed') return measured;
  const { voltageDecivolts } = measured;
  return { activeWatts: 0, ...(voltageDecivolts ? { voltageDecivolts } : {}) };
}

/** Exact: what is measured is constant until then, and where a block ends on the way the price changes. */
export function consume(state: MeterState, measured: Measured, toBoardSeconds: number): MeterState {
  if (!isMeter(state))
    return { ...state, metrology: { ...state.metrology, boardSeconds: toBoardSeconds } };
  const metrology = meter(state, measured, toBoardSeconds);
  if (metrology === state.metrology) return state;
  const metered = { ...state, metrology };
  return payForSecondary(state, payForPrimary(state, metered));
}

function payForPrimary(before: MeterState, metered: MeterState): MeterState {
  let state = metered;
  let counted = countedSince(before);
  let unpaid = countedSince(metered) - counted;
  let remainder = before.metrology.energyRemainder;
  for (;;) {
    const room = roomInBlock(state) - counted;
    const units = Math.min(unpaid, room);
    const energy = energyUsed(state, units, remainder);
    state = paid(state, energy.wattSeconds, ratesNow(state).unitMicropencePerKwh);
    if (unpaid < room) return state;
    state = settledBy(state, counted + units);
    unpaid -= units;
    counted = 0;
    remainder = energy.remainder;
  }
}

/** Of gas what was carried over belongs to the block in which it becomes a whole watt-second. */
function energyUsed(state: MeterState, units: number, remainder: number) {
  return isGasMeter(state)
    ? energyOf(state.gasConversion, units, remainder)
    : { wattSeconds: units, remainder };
}

function payForSecondary(before: MeterState, state: MeterState): MeterState {
  const wattSeconds = state.metrology.secondaryWattSeconds - before.metrology.secondaryWattSeconds;
  return paid(state, wattSeconds, ratesNow(state).secondaryMicropencePerKwh);
}

function paid(state: MeterState, wattSeconds: number, micropencePerKwh: number): MeterState {
  if (wattSeconds === 0) return state;
  const { prepayment, limits } = state;
  return {
    ...state,
    prepayment: takeConsumption(prepayment, limits, wattSeconds, micropencePerKwh),
  };
}
