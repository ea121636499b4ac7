/** Why an entry of a file is not taken, and goes back to whoever sent it: one table with the stable code. */
export const LEGACY_REFUSALS = {
  NEW_PROCESS: 'the site has a smart meter, or all sites have: the services of the DCC are for it',
  NOT_A_RESULT: 'the legacy register decides; only what it has decided is taken',
  NOT_ON_REGISTER: 'the register has only sites with smart meters, and not this one',
  UNKNOWN_PARTICIPANT: 'no user has this participant id',
  UNKNOWN_NETWORK: 'whose network the metering point is on is not known',
  UNKNOWN_POINT: 'there is no such metering point',
  WRONG_SENDER: 'the sender may not say this',
  WRONG_FUEL: 'the metering point is of the other fuel',
  NOT_THE_SUPPLIER: 'another supplies it on that day',
  BEFORE_PRESENT: 'the day lies before the present registration began',
  DATE_IMPOSSIBLE: 'the day lies before 1990, or more than a year ahead',
  DETAILS_REFUSED: 'the details cannot be, at this metering point or together',
  TWICE_IN_FILE: 'another entry of the file is about the same metering point',
} as const;

export type LegacyRefusalCode = keyof typeof LEGACY_REFUSALS;

export class LegacyRefusal extends Error {
  readonly code: LegacyRefusalCode;
  readonly detail: string;

  constructor(code: LegacyRefusalCode, detail = '') {
    super(`${code}: ${LEGACY_REFUSALS[code]}${detail ? ` (${detail})` : ''}`);
    this.name = 'LegacyRefusal';
    this.code = code;
    this.detail = detail;
  }
}
