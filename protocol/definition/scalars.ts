/** The scalar words in one place. */
export { enumeration, wildcard } from './codes.ts';
export {
  big,
  boolean,
  decimal,
  int16,
  int32,
  integer,
  unsigned16,
  unsigned32,
  unsigned64,
} from './numbers.ts';
export type { AnyScalar, Scalar, Wire } from './scalar.ts';
export { base64, bytes, eui64, hex, text } from './texts.ts';
export { civil, date, dayNumber, utcDateTime, utcTime } from './times.ts';
