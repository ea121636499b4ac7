/**
 * The hash chain of the audit: each block's hash covers the one before it, so that a block changed,
 * removed or moved later no longer fits. What the end of the chain was is kept elsewhere (witness.ts).
 */
import { createHash } from 'node:crypto';
import { equalBytes, u64Bytes } from '../../protocol/bytes.ts';
import type { AuditEntry } from './entry.ts';

/** The newest block: its number, from 1, and its hash of 32 bytes. */
export type ChainEnd = { readonly sequence: bigint; readonly hash: Uint8Array };

export type AuditBlock = ChainEnd & {
  readonly previousHash: Uint8Array;
  /** JSON text of AuditEntry[], kept as the text that was hashed. */
  readonly entries: string;
  readonly fromMillis: number;
  readonly toMillis: number;
};

export const CHAIN_START: ChainEnd = { sequence: 0n, hash: new Uint8Array(32) };

/** SHA-256 (previous hash ‖ sequence, 8 bytes big-endian ‖ entries in UTF-8). */
export function blockHash(previousHash: Uint8Array, sequence: bigint, entries: string): Uint8Array {
  const hash = createHash('sha256').update(previousHash).update(u64Bytes(sequence));
  return new Uint8Array(hash.update(entries).digest());
}

/** `nowMillis` dates a block without entries. */
export function sealBlock(
  previous: ChainEnd,
  entries: readonly AuditEntry[],
  nowMillis: number,
): AuditBlock {
  const sequence = previous.sequence + 1n;
  const text = JSON.stringify(entries);
  let fromMillis = entries[0]?.atMillis ?? nowMillis;
  let toMillis = fromMillis;
  for (const { atMillis } of entries) {
    if (atMillis < fromMillis) fromMillis = atMillis;
    if (atMillis > toMillis) toMillis = atMillis;
  }
  return {
    sequence,
    hash: blockHash(previous.hash, sequence, text),
    previousHash: previous.hash,
    entries: text,
    fromMillis,
    toMillis,
  };
}

/** Whether `block` is the one that follows `previous`, unchanged. */
export function follows(
  previous: ChainEnd,
  block: Pick<AuditBlock, 'sequence' | 'hash' | 'previousHash' | 'entries'>,
): boolean {
  return (
    block.sequence === previous.sequence + 1n &&
    equalBytes(block.previousHash, previous.hash) &&
    equalBytes(block.hash, blockHash(previous.hash, block.sequence, block.entries))
  );
}
