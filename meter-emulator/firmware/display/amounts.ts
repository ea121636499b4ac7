/** Quantities as a person reads them, from the whole numbers that the meter keeps. */
import { civil } from '../../../protocol/definition/times.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { shownUnits } from '../metrology/registers.ts';

const MILLIPENCE_PER_PENNY = 1000;
const MICROPENCE_PER_PENNY = 1_000_000;
const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

const two = (value: number) => String(value).padStart(2, '0');

/** Whole pence, rounded down: never more credit than there is. */
export function credit(millipence: number): string {
  return pounds(Math.floor(millipence / MILLIPENCE_PER_PENNY));
}

/** Whole pence, rounded up: never less debt than there is. */
export function debt(millipence: number): string {
  return pounds(Math.ceil(millipence / MILLIPENCE_PER_PENNY));
}

function pounds(pence: number): string {
  const whole = Math.abs(pence);
  return `${pence < 0 ? '-' : ''}£${Math.floor(whole / 100)}.${two(whole % 100)}`;
}

/** Pence to a hundredth, as prices are advertised. */
export function pence(micropence: number): string {
  return `${(micropence / MICROPENCE_PER_PENNY).toFixed(2)}p`;
}

/** A register in watt- or litre-seconds as it is read: eight digits and three decimals. */
export function register(value: number, unit: string): string {
  const thousandths = shownUnits(value);
  const whole = String(Math.floor(thousandths / 1000)).padStart(8, '0');
  return `${whole}.${String(thousandths % 1000).padStart(3, '0')} ${unit}`;
}

/** Thousandths of a kWh or of a cubic metre, to a tenth of it: as a household speaks of a day. */
export function short(thousandths: number, unit: string): string {
  return `${(thousandths / 1000).toFixed(1)} ${unit}`;
}

/** Like 15-Jan-2030, UTC. */
export function day(utcSeconds: number): string {
  const [year, month, date] = civil(Math.floor(utcSeconds / DAY_SECONDS));
  return `${two(date)}-${MONTHS[month - 1]}-${year}`;
}

/** Like 23:59, UTC. */
export function timeOfDay(utcSeconds: number): string {
  const seconds = ((utcSeconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
}

/** Minutes begun, for a wait. */
export function minutes(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds / 60));
  return whole === 1 ? '1 minute' : `${whole} minutes`;
}
