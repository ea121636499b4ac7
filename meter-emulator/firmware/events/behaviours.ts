/** Which alerts are turned off, and for which way. Those the table calls critical never are. */
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import type { Behaviours, Way } from './stored.ts';

/** 8000 is bit 0. */
const FIRST = 0x8000;

/** May this be done with an alert of this code? */
export function isOn(behaviours: Behaviours, way: Way, code: number): boolean {
  if (!alertByCode(code)?.configurable) return true;
  const bit = code - FIRST;
  return (((behaviours[way][bit >> 3] as number) >> (bit & 7)) & 1) === 0;
}

/** The same object when nothing changes. Codes that are not configurable stay on. */
export function turn(
  behaviours: Behaviours,
  way: Way,
  codes: ReadonlyMap<number, 'on' | 'off'>,
): Behaviours {
  const bits = behaviours[way].slice();
  for (const [code, wanted] of codes) {
    if (!alertByCode(code)?.configurable) continue;
    const [at, mask] = [(code - FIRST) >> 3, 1 << ((code - FIRST) & 7)];
    bits[at] = wanted === 'off' ? (bits[at] as number) | mask : (bits[at] as number) & ~mask;
  }
  const isSame = bits.every((byte, at) => byte === behaviours[way][at]);
  return isSame ? behaviours : { ...behaviours, [way]: bits };
}
