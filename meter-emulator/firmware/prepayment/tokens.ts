/** Which top-up counters were accepted: the highest, and a bit for each of those just below it. */
import { fromHex, toHex } from '../../../protocol/bytes.ts';
import { COUNTER_LOOK_BACK } from '../../../protocol/identifiers/utrn.ts';
import { assert } from '../../../protocol/refused.ts';
import type { TopUps } from '../state.ts';

export type TokenMemory = Pick<TopUps, 'highestToken' | 'tokenWindow'>;

const WINDOW_BITS = 128n;
const WINDOW_MASK = (1n << WINDOW_BITS) - 1n;
assert(
  BigInt(COUNTER_LOOK_BACK) <= WINDOW_BITS,
  'every counter that may be inferred is remembered',
);

function bitsOf(window: Uint8Array): bigint {
  return BigInt(`0x${toHex(window)}`);
}

/** Tokens count in the upper half of their counter. */
const step = (counter: bigint): bigint => counter >> 32n;

/** True too for what lies further back than is remembered: it is never credited. */
export function isUsed({ highestToken, tokenWindow }: TokenMemory, counter: bigint): boolean {
  const behind = step(highestToken) - step(counter);
  if (behind < 0n) return false;
  return behind >= WINDOW_BITS || ((bitsOf(tokenWindow) >> behind) & 1n) === 1n;
}

export function withUsed(memory: TokenMemory, counter: bigint): TokenMemory {
  const ahead = step(counter) - step(memory.highestToken);
  const bits = bitsOf(memory.tokenWindow);
  const moved =
    ahead <= 0n ? bits | (1n << -ahead) : ahead < WINDOW_BITS ? (bits << ahead) | 1n : 1n;
  const hex = (moved & WINDOW_MASK).toString(16).padStart(32, '0');
  const highestToken = ahead > 0n ? counter : memory.highestToken;
  return { highestToken, tokenWindow: fromHex(hex) as Uint8Array };
}
