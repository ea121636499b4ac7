/** What the premises use until the next deadline: into the registers, and into money at the price in force. */
import type { Measured } from '../board.ts';
import { takeConsumption } from '../prepayment/credit.ts';
import type { MeterState } from '../state.ts';
import { ratesNow } from '../tariff/rates.ts';
import { meter } from './metrology.ts';

/** An open switch lets nothing through in either direction; the voltage before it is still there. */
export function asSwitched({ supply }: MeterState, measured: Measured): Measured {
  if (supply.position === 'enabled') return measured;
  const { voltageDecivolts } = measured;
  return { activeWatts: 0, ...(voltageDecivolts ? { voltageDecivolts } : {}) };
}

/** Exact, since what is measured and what it costs are constant until then. */
export function consume(state: MeterState, measured: Measured, toBoardSeconds: number): MeterState {
  const { metrology: before, prepayment, limits } = state;
  const metrology = meter(before, toBoardSeconds, Math.max(0, measured.activeWatts));
  const wattSeconds = metrology.importWattSeconds - before.importWattSeconds;
  const { unitMicropencePerKwh } = ratesNow(state);
  const paid = takeConsumption(prepayment, limits, wattSeconds, unitMicropencePerKwh);
  return { ...state, metrology, prepayment: paid };
}
