/** The two alerts by which a device says what became of a command it held for its date. */
import { enumeration, type Scalar } from '../definition/scalars.ts';
import { alertCodes } from './device-alerts.ts';

const { futureDatedDone, futureDatedFailed } = alertCodes;
export type FutureDatedOutcome = 'futureDatedDone' | 'futureDatedFailed';
const outcomes = enumeration(
  { futureDatedDone, futureDatedFailed },
  { texts: { futureDatedDone: '8F66', futureDatedFailed: '8F67' } },
);
/** sr:FutureDatedAlertCode; xs:hexBinary is read in any case. */
export const futureDatedOutcome: Scalar<FutureDatedOutcome> = {
  ...outcomes,
  fromText: (written: string) => outcomes.fromText(written.toUpperCase()),
};

export type FutureDatedCode = 0x8f66 | 0x8f67;
export const futureDatedCode = (outcome: FutureDatedOutcome): FutureDatedCode =>
  outcome === 'futureDatedDone' ? 0x8f66 : 0x8f67;
export const outcomeOfCode = (code: FutureDatedCode): FutureDatedOutcome =>
  code === 0x8f66 ? 'futureDatedDone' : 'futureDatedFailed';
