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
import type { MeterState, Prepayment } from '../state.ts';
import { agreedWithSupplier } from './agreement.ts';
import { isUsed, withUsed } from './tokens.ts';

export type TopUpRefusal =
  | 'notInPrepaymentMode'
  | 'notAuthentic'
  | 'alreadyUsed'
  | 'aboveMaximumCredit'
  | 'aboveMaximumBalance';

export type TopUp =
  | { readonly kind: 'credited'; readonly state: MeterState; readonly creditMillipence: number }
  | { readonly kind: 'refused'; readonly why: TopUpRefusal; readonly state: MeterState };

/** What a refusal is called in the security log; a slip of the finger is not worth an entry. */
export const topUpAlerts: Readonly<Partial<Record<TopUpRefusal, AlertName>>> = {
  notAuthentic: 'topUpNotAuthentic',
  alreadyUsed: 'topUpAlreadyUsed',
  aboveMaximumCredit: 'topUpAboveMaximumCredit',
  aboveMaximumBalance: 'topUpAboveMaximumBalance',
};

/**
 * The MAC is checked before anything is said of use, so that guessed digits learn nothing. A refused
 * UTRN stays good: it may be entered again when the balance has room.
 */
export function topUp(crypto: Crypto, state: MeterState, utrn: string): TopUp {
  const { prepayment, limits } = state;
  const refused = (why: TopUpRefusal): TopUp => ({ kind: 'refused', why, state });
  if (prepayment.mode === 'credit') return refused('notInPrepaymentMode');
  const token = readable(utrn);
  if (!token) return refused('notAuthentic');
  const counter = inferCounter(token.counterBits, prepayment.highestToken);
  if (!isAuthentic(crypto, state, utrn, counter)) {
    const wrongTokens = prepayment.wrongTokens + 1;
    return { kind: 'refused', why: 'notAuthentic', state: withPrepayment(state, { wrongTokens }) };
  }
  if (isUsed(prepayment, counter)) return refused('alreadyUsed');
  const creditMillipence = valueMillipence(token);
  if (creditMillipence > limits.maximumCreditMillipence) return refused('aboveMaximumCredit');
  const credited = credit(prepayment, creditMillipence);
  if (credited.balanceMillipence > limits.maximumBalanceMillipence)
    return refused('aboveMaximumBalance');
  const used = { ...credited, ...withUsed(prepayment, counter), wrongTokens: 0 };
  return { kind: 'credited', state: withPrepayment(state, used), creditMillipence };
}

/** Repays emergency credit first; the rest goes to the balance. Debts come before it when there are any. */
export function credit(prepayment: Prepayment, creditMillipence: number): Prepayment {
  const { balanceMillipence, emergency, emergencyUsedMillipence } = prepayment;
  if (emergency !== 'active' && emergency !== 'exhausted')
    return { ...prepayment, balanceMillipence: balanceMillipence + creditMillipence };
  const repaid = Math.min(emergencyUsedMillipence, creditMillipence);
  const stillUsed = emergencyUsedMillipence - repaid;
  return {
    ...prepayment,
    balanceMillipence: balanceMillipence + creditMillipence - repaid,
    emergencyUsedMillipence: stillUsed,
    emergency: stillUsed === 0 ? 'none' : repaid > 0 ? 'active' : emergency,
  };
}

function withPrepayment(state: MeterState, changed: Partial<Prepayment>): MeterState {
  return { ...state, prepayment: { ...state.prepayment, ...changed } };
}

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
