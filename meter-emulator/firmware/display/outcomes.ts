/** What came of a top-up code or of key B, in words: found from the state before and after. */
import type { TopUpRefusal } from '../prepayment/top-up.ts';
import type { MeterState } from '../state.ts';
import { credit, minutes } from './amounts.ts';
import { creditOfDigits } from './entry.ts';
import { between } from './screen.ts';
import { supplyLine } from './supply-pages.ts';

export type UtrnOutcome = 'credited' | TopUpRefusal;

const REFUSED: Readonly<Record<Exclude<TopUpRefusal, 'lockedOut'>, readonly string[]>> = {
  notInPrepaymentMode: ['NOT NEEDED', 'You pay afterwards'],
  notAuthentic: ['NOT ACCEPTED', 'The code is not for', 'this meter'],
  alreadyUsed: ['ALREADY USED', 'It is in your credit'],
  aboveMaximumCredit: ['NOT ACCEPTED', 'More than may be', 'paid in at once'],
  aboveMaximumBalance: ['NOT ACCEPTED NOW', 'Credit would be too', 'high. Keep the code'],
};

export function utrnWords(
  outcome: UtrnOutcome,
  digits: string,
  state: MeterState,
): readonly string[] {
  if (outcome === 'lockedOut') {
    const { topUps, metrology } = state;
    const seconds = topUps.lockedUntilBoardSeconds - metrology.boardSeconds;
    return ['LOCKED OUT', 'Too many wrong codes', 'Try again in', minutes(seconds)];
  }
  if (outcome !== 'credited') return REFUSED[outcome];
  const { prepayment, supply } = state;
  return [
    between('CREDITED', credit(creditOfDigits(digits) ?? 0)),
    between('CREDIT', credit(prepayment.balanceMillipence)),
    supply.position === 'armed' ? 'Press B for supply' : '',
  ];
}

/** What key B did. */
export function switchedWords(before: MeterState, after: MeterState): readonly string[] {
  const title =
    before.prepayment.emergency === after.prepayment.emergency ? [] : ['EMERGENCY CREDIT ON'];
  return [...title, supplyLine(after)];
}
