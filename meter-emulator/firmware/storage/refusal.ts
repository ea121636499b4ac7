/** What the store says no to, always before anything of the group is written. */

/** The codes are stable: the firmware decides by them. */
export const STORAGE_REFUSALS = {
  periodNotIncreasing: 'a series takes only periods later than its last one',
  formatNewer: 'this flash was written in a later format than this firmware reads',
} as const;

export type StorageRefusalCode = keyof typeof STORAGE_REFUSALS;

export class StorageRefused extends Error {
  readonly code: StorageRefusalCode;
  /** The name of the series, or the block that was being read. */
  readonly where: string;

  constructor(code: StorageRefusalCode, where: string) {
    super(`${where}: ${STORAGE_REFUSALS[code]}`);
    this.name = 'StorageRefused';
    this.code = code;
    this.where = where;
  }
}
