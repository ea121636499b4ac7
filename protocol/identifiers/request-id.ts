/** RequestID: originator, target and the originator's counter; one for the whole way of a request. */
import { Refused } from '../refused.ts';
import type { Eui64 } from './eui64.ts';

/** Like `90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000`, upper case (sr:RequestIDType). */
export type RequestId = string;

export type RequestIdParts = {
  readonly originator: Eui64;
  readonly target: Eui64;
  /** Unsigned 64 bits; strictly greater in each request of one originator. */
  readonly counter: bigint;
};

const COUNTER_MAX = 2n ** 64n - 1n;
const REQUEST_ID =
  /^([0-9A-F]{2}(?:-[0-9A-F]{2}){7}):([0-9A-F]{2}(?:-[0-9A-F]{2}){7}):(0|[1-9][0-9]{0,19})$/;

export function formatRequestId({ originator, target, counter }: RequestIdParts): RequestId {
  return `${originator}:${target}:${counter}`;
}

/** Throws Refused (IDENTIFIER_REFUSED). */
export function parseRequestId(text: string): RequestIdParts {
  const [, originator = '', target = '', digits = ''] = REQUEST_ID.exec(text.toUpperCase()) ?? [];
  const counter = digits === '' ? -1n : BigInt(digits);
  if (counter < 0n || counter > COUNTER_MAX)
    throw new Refused(
      '',
      `expected a RequestID, found "${text.slice(0, 80)}"`,
      undefined,
      'IDENTIFIER_REFUSED',
    );
  return { originator, target, counter };
}
