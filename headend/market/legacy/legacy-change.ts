/** That a file has been taken in, or rejected: written with all that followed from it. */
export type LegacyChange = {
  readonly kind: 'legacyFileTaken';
  /** SHA-256 of its content, in hexadecimal. */
  readonly digest: string;
  readonly name: string;
  /** Absent: it could not be read so far. */
  readonly flow?: string;
  readonly sender?: string;
  readonly fileId?: string;
  /** Why it was rejected; absent: it was not. */
  readonly reason?: string;
  readonly takenAtMillis: number;
};
