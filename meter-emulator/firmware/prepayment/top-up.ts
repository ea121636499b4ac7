/** A UTRN at the meter, over the air or keyed in: believed, not used before, not too much; then credited. */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import {
  inferCounter,
  readUtrn,
  valueMillipence,
  verifyAgreedUtrn,
} from '../../../protocol/identifiers/utrn.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { Step } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import { agreedWithSupplier } from './agreement.ts';
import { pay } from './pay.ts';
import { isUsed, withUsed } from './tokens.ts';

/** What is wrong with a UTRN, whichever way it came. */
export type TokenRefusal =
  | 'notInPrepaymentMode'
  | 'notAuthentic'
  | 'alreadyUsed'
  | 'aboveMaximumCredit'
  | 'aboveMaximumBalance';
/** At the keypad there is one reason more: too many were tried (keypad.ts). */
export type TopUpRefusal = TokenRefusal | 'lockedOut';

export type TopUp =
  | { readonly kind: 'credited'; readonly step: Step }
  | {
      readonly kind: 'refused';
      readonly why: TokenRefusal;
      /** Twenty digits with a good check digit: no slip of the finger. */
      readonly isForged?: true;
    };

/** What a refusal is called in the security log; a slip of the finger is not worth an entry. */
export const topUpAlerts: Readonly<Partial<Record<TopUpRefusal, AlertName>>> = {
  notAuthentic: 'topUpNotAuthentic',
  alreadyUsed: 'topUpAlreadyUsed',
  aboveMaximumCredit: 'topUpAboveMaximumCredit',
  aboveMaximumBalance: 'topUpAboveMaximumBalance',
  lockedOut: 'utrnEntryLockedOut',
};

/**
 * The MAC is checked before anything is said of use, so that guessed digits learn nothing. A refused
 * UTRN stays good: it may be entered again when the balance has room. A good one forgets the wrong ones.
 */
export function topUp(crypto: Crypto, state: MeterState, utrn: string): TopUp {
  const { prepayment, limits, topUps } = state;
  const refused = (why: TokenRefusal): TopUp => ({ kind: 'refused', why });
  if (prepayment.mode === 'credit') return refused('notInPrepaymentMode');
  const token = readable(utrn);
  if (!token) return refused('notAuthentic');
  const counter = inferCounter(token.counterBits, topUps.highestToken);
  if (!isAuthentic(crypto, state, utrn, counter))
    return { kind: 'refused', why: 'notAuthentic', isForged: true };
  if (isUsed(topUps, counter)) return refused('alreadyUsed');
  const creditMillipence = valueMillipence(token);
  if (creditMillipence > limits.maximumCreditMillipence) return refused('aboveMaximumCredit');
  const used = { ...topUps, ...withUsed(topUps, counter), ...NO_WRONG_TOKENS };
  const step = pay({ ...state, topUps: used }, creditMillipence);
  if (step.state.prepayment.balanceMillipence > limits.maximumBalanceMillipence)
    return refused('aboveMaximumBalance');
  return { kind: 'credited', step };
}

const NO_WRONG_TOKENS = { wrongTokens: 0, lockedUntilBoardSeconds: 0 };

function readable(utrn: string): ReturnType<typeof readUtrn> | undefined {
  try {
    return readUtrn(utrn);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function isAuthentic(
  crypto: Crypto,
  { identity, anchors }: MeterState,
  utrn: string,
  counter: bigint,
): boolean {
  const shared = agreedWithSupplier(crypto, identity, anchors.supplier);
  return verifyAgreedUtrn(crypto, shared, anchors.supplier.eui64, identity.eui64, utrn, counter);
}
