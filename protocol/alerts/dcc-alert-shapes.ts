/** What several DCC alerts use. */
import { text } from '../definition/scalars.ts';

/** xs:string has no length of its own: names, versions and codes of others. */
export const label = text(0, 200);
/** xs:string too: what somebody has written. */
export const remark = text(0, 4_000);
/** xs:integer has no bounds, and 20 digits pass 64 bits: kept as it is written. */
export const wholeNumber = (digitsMax: number) =>
  text(1, digitsMax + 1, {
    pattern: new RegExp(`[+-]?[0-9]{1,${digitsMax}}`),
    token: true,
    describe: `a whole number of up to ${digitsMax} digits`,
  });
