/** Scalars of what a meter keeps, used by several of its parts. */
import { big, bytes, enumeration, integer } from '../../protocol/definition/scalars.ts';

export const seconds = integer(-(2 ** 52), 2 ** 52, { unit: 's' });
export const counter = big(0n, 2n ** 64n - 1n);
export const number32 = integer(0, 2 ** 32 - 1);
/** The most that a register of 32 bits with a sign holds. */
export const INT32_MAX = 2 ** 31 - 1;
/** Energy to the watt-second; for gas the same register counts litres per hour times seconds. */
export const wattSeconds = integer(0, Number.MAX_SAFE_INTEGER, { unit: 'Ws' });
export const millipence = integer(-(2 ** 52), 2 ** 52, { unit: 'millipence' });
export const secret = bytes(32, 32);
/** Ed25519 and X25519. */
export const publicKey = bytes(32, 32);
/** P-256, uncompressed. */
export const point = bytes(65, 65);
export const clockStatus = enumeration({ reliable: 1, unreliable: 2, invalid: 3 });
