/** What the store cannot do, with a stable code; a writer that gets one knows that nothing was written. */

export const STORE_ERRORS = {
  STORE_LOCKED: 'another head-end works on this store',
  LOCK_LOST: 'another head-end has written to this store while the database was away',
  STORE_CLOSED: 'the store is closed',
  STORE_FULL: 'too many writes wait; wait for room() first',
  GROUP_FAILED: 'the database refused this write',
  KEY_MISSING: 'the outbox holds messages whose keys are not in the key directory',
} as const;

export type StoreErrorCode = keyof typeof STORE_ERRORS;

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, detail = '', cause?: unknown) {
    super(`${code}: ${STORE_ERRORS[code]}${detail ? ` (${detail})` : ''}`, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}
