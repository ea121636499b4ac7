/**
 * The account a second time, from the facts and docs/meter/prepayment.md: plain statements in whole
 * millipence, with the fraction of a millipence that is not yet due kept beside it. Nothing of it comes
 * from prepayment/.
 */
export type NaiveLimits = {
  readonly low: bigint;
  readonly offered: bigint;
  readonly emergency: bigint;
  readonly balance: bigint;
  readonly topUp: bigint;
  /** Most that payment-based debt takes of top-ups in a week. */
  readonly cap: bigint;
};
export type NaiveTimeDebt = {
  owed: bigint;
  /** Micropence fallen due that make no millipenny yet. */
  fraction: bigint;
  readonly micropence: bigint;
  readonly period: 'HOURLY' | 'DAILY';
};
export type NaiveTopUp =
  | 'credited'
  | 'aboveMaximumCredit'
  | 'aboveMaximumBalance'
  | 'notInPrepaymentMode';

/** Watt-seconds times micropence per kWh that make a millipenny. */
const PER_MILLIPENCE = 3_600_000n * 1000n;
const least = (a: bigint, b: bigint) => (a < b ? a : b);
const most = (a: bigint, b: bigint) => (a > b ? a : b);

export class NaiveAccount {
  mode: 'credit' | 'prepayment' = 'credit';
  balance = 0n;
  fraction = 0n;
  emergency: 'none' | 'offered' | 'active' | 'exhausted' = 'none';
  used = 0n;
  accumulated = 0n;
  paymentDebt = 0n;
  /** Hundredths of a percent. */
  share = 0n;
  timeDebts: [NaiveTimeDebt, NaiveTimeDebt] = [noDebt(), noDebt()];
  limits: NaiveLimits;
  threshold = 0n;
  suspendDisabled = false;
  suspendEmergency = false;
  isLow = false;
  isDisabled = false;
  takenInWeek = 0n;
  readonly alerts: string[] = [];

  constructor(limits: NaiveLimits) {
    this.limits = limits;
  }

  /** Once used up it is no more, were the limit raised, until some is repaid. */
  get emergencyLeft(): bigint {
    return this.emergency === 'active' ? most(0n, this.limits.emergency - this.used) : 0n;
  }

  get combined(): bigint {
    return this.balance + this.emergencyLeft;
  }

  /** Prepayment, and not enough of it to stay on. */
  get isOut(): boolean {
    return this.mode === 'prepayment' && this.combined < this.threshold;
  }

  consume(wattSeconds: bigint, micropencePerKwh: bigint): void {
    this.fraction += wattSeconds * micropencePerKwh;
    this.spend(this.fraction / PER_MILLIPENCE);
    this.fraction %= PER_MILLIPENCE;
  }

  /** From the balance down to nothing, then from emergency credit, then from the balance again. */
  spend(millipence: bigint): void {
    const fromBalance =
      this.emergency === 'active' ? least(millipence, most(0n, this.balance)) : millipence;
    const fromEmergency = least(millipence - fromBalance, this.emergencyLeft);
    this.used += fromEmergency;
    this.balance -= millipence - fromEmergency;
  }

  /** What falls due by time, at a UTC hour: the standing charge and the time-based debts. */
  hour(standingMillipence: bigint, isMidnight: boolean): void {
    if (isMidnight) this.#fallDue(standingMillipence);
    if (this.mode === 'credit') return;
    for (const [i, debt] of this.timeDebts.entries()) {
      if (debt.period === 'DAILY' && !isMidnight) continue;
      if (this.isDisabled && this.suspendDisabled) continue;
      this.#collect(debt, i + 1);
    }
  }

  #collect(debt: NaiveTimeDebt, number: number): void {
    if (debt.owed === 0n) return;
    debt.fraction += debt.micropence;
    const due = least(debt.owed, debt.fraction / 1000n);
    debt.fraction %= 1000n;
    debt.owed -= due;
    this.#fallDue(due);
    if (debt.owed === 0n) this.alerts.push(`timeDebt${number}Collected`);
  }

  /** Aside, to be paid with the next top-up, while it may not be taken from what there is. */
  #fallDue(millipence: bigint): void {
    const isLent = this.emergency === 'active' || this.emergency === 'exhausted';
    const isAside = this.mode === 'prepayment' && isLent && this.suspendEmergency;
    const isOff = this.mode === 'prepayment' && this.isDisabled && !this.suspendDisabled;
    if (isAside || isOff) this.accumulated += millipence;
    else this.spend(millipence);
  }

  /** Monday, 00:00 UTC. */
  newWeek(): void {
    this.takenInWeek = 0n;
  }

  topUp(millipence: bigint): NaiveTopUp {
    if (this.mode === 'credit') return 'notInPrepaymentMode';
    if (millipence > this.limits.topUp) return 'aboveMaximumCredit';
    const [debt, aside, lent] = this.#shares(millipence);
    const rest = millipence - debt - aside - lent;
    if (this.balance + rest > this.limits.balance) return 'aboveMaximumBalance';
    this.paymentDebt -= debt;
    this.takenInWeek += debt;
    if (debt > 0n && this.paymentDebt === 0n) this.alerts.push('paymentDebtCollected');
    this.accumulated -= aside;
    this.used -= lent;
    this.balance += rest;
    // What has been repaid of it may be used again.
    if (this.emergency === 'exhausted' && lent > 0n) this.emergency = 'active';
    if (this.#isRepaid() && millipence > debt + aside) this.#endEmergency();
    return 'credited';
  }

  /** To payment-based debt, to accumulated debt, to emergency credit. */
  #shares(millipence: bigint): readonly [bigint, bigint, bigint] {
    const share = (millipence * this.share) / 10_000n;
    const room = most(0n, this.limits.cap - this.takenInWeek);
    const debt = least(least(share, room), this.paymentDebt);
    const aside = least(millipence - debt, this.accumulated);
    return [debt, aside, least(millipence - debt - aside, this.used)];
  }

  #isRepaid(): boolean {
    return this.used === 0n && (this.emergency === 'active' || this.emergency === 'exhausted');
  }

  #endEmergency(): void {
    this.emergency = 'none';
    this.used = 0n;
  }

  /** What service 2.5 answers; the button does the same. */
  activate(): string {
    if (this.mode === 'credit') return 'notInThisMode';
    if (this.emergency === 'active') return 'done';
    if (this.emergency !== 'offered') return 'emergencyCreditNotOnOffer';
    this.emergency = 'active';
    this.used = 0n;
    this.alerts.push('emergencyCreditActivated');
    return 'done';
  }

  toCredit(): void {
    this.mode = 'credit';
    this.balance -= this.used + this.accumulated;
    this.accumulated = 0n;
    this.#endEmergency();
    this.isLow = false;
  }

  /** What is below its threshold now, and was not before. */
  look(): void {
    if (this.mode === 'credit') return;
    this.#lookAtEmergency();
    const isLow = this.combined < this.limits.low;
    if (isLow && !this.isLow) this.alerts.push('lowCredit');
    this.isLow = isLow;
  }

  #lookAtEmergency(): void {
    const isOnOffer = this.limits.emergency > 0n && this.balance < this.limits.offered;
    if (this.emergency === 'active' && this.emergencyLeft === 0n) {
      this.emergency = 'exhausted';
      this.alerts.push('emergencyCreditExhausted');
    } else if (this.emergency === 'none' && isOnOffer) {
      this.emergency = 'offered';
      this.alerts.push('emergencyCreditAvailable');
    } else if (this.emergency === 'offered' && !isOnOffer) this.emergency = 'none';
  }
}

export const noDebt = (): NaiveTimeDebt => ({
  owed: 0n,
  micropence: 0n,
  fraction: 0n,
  period: 'DAILY',
});
