/**
 * The whole second model: a house lived through minute by minute, and second by second where credit comes
 * near a threshold. It answers the same requests as the meter and says the same alerts.
 */
import { DAY_SECONDS, dayOf } from './naive-calendar.testing.ts';
import { NaiveAccount, type NaiveLimits } from './naive-prepayment.testing.ts';
import { NaiveTariff, type Prices, type Tariff } from './naive-tariff.testing.ts';
import type { LoadStep } from './scripted-load.testing.ts';

const MINUTE = 60;
const HOUR = 3600;
/** Above any price of the tests (16 bits of 10^-5 pounds), in micropence per kWh: how near is near. */
const DEAREST_MICROPENCE = 33_000_000n;
const WATT_SECONDS_PER_KWH = 3_600_000n;

export type LoadLimit = {
  readonly watts: number;
  readonly seconds: number;
  readonly restorationSeconds: number;
  readonly isDisabling: boolean;
};
const NO_LOAD_LIMIT: LoadLimit = {
  watts: Number.POSITIVE_INFINITY,
  seconds: 0,
  restorationSeconds: 0,
  isDisabling: false,
};

type Supply =
  | { readonly position: 'Enabled' }
  /** `until`: the load limit has armed it, and lets it go again by itself. */
  | { readonly position: 'Armed'; readonly until?: number }
  | { readonly position: 'Disabled'; readonly by: 'supplier' | 'credit' };

export type NaiveStart = {
  readonly utcSeconds: number;
  readonly load: readonly LoadStep[];
  readonly tariff: Tariff;
  readonly prices: Prices;
  readonly limits: NaiveLimits;
};
export type Alert = { readonly utcSeconds: number; readonly name: string };

export class NaiveMeter {
  readonly tariff: NaiveTariff;
  readonly account: NaiveAccount;
  supply: Supply = { position: 'Enabled' };
  isResetDaily = false;
  readonly #load: readonly LoadStep[];
  /** The step of the load that is still to come. */
  #next = 0;
  loadLimit = NO_LOAD_LIMIT;
  limitPassed = 0;
  /** Since when the load is above the limit, and whether that was told. */
  #aboveSince: number | undefined;
  #isTold = false;
  /** Of a twin element; its blocks and its standing charge stay unused. */
  second: NaiveTariff | undefined;
  secondWattSeconds = 0n;
  /** A tariff that comes into force by itself. */
  held:
    | { readonly utcSeconds: number; readonly tariff: Tariff; readonly prices: Prices }
    | undefined;
  isBillDue: (utcSeconds: number) => boolean = () => false;
  utcSeconds: number;
  totalWattSeconds = 0n;
  readonly alerts: Alert[] = [];
  /** Whether the supply may not be cut off for credit at this second. */
  isFriendly: (utcSeconds: number) => boolean = () => false;
  #isSuspended = false;

  constructor({ utcSeconds, load, tariff, prices, limits }: NaiveStart) {
    this.utcSeconds = utcSeconds;
    this.#load = load;
    this.tariff = new NaiveTariff(tariff, prices);
    this.account = new NaiveAccount(limits);
  }

  get #measured(): LoadStep['measured'] {
    while ((this.#load[this.#next]?.fromSeconds ?? Infinity) <= this.utcSeconds) this.#next += 1;
    return this.#load[this.#next - 1]?.measured ?? { activeWatts: 0 };
  }

  get watts(): number {
    return this.#measured.activeWatts;
  }

  get secondWatts(): number {
    return this.#measured.secondaryWatts ?? 0;
  }

  /** To a whole minute. */
  run(untilUtcSeconds: number): void {
    while (this.utcSeconds < untilUtcSeconds) {
      const untilMinute = MINUTE - (this.utcSeconds % MINUTE);
      this.#live(
        this.#isNearAThreshold() ? 1 : Math.min(untilMinute, untilUtcSeconds - this.utcSeconds),
      );
    }
  }

  #isNearAThreshold(): boolean {
    const { account } = this;
    if (account.mode === 'credit' || this.supply.position !== 'Enabled') return false;
    const { low, offered } = account.limits;
    const dearest =
      (BigInt((this.watts + this.secondWatts) * MINUTE) * DEAREST_MICROPENCE) /
      WATT_SECONDS_PER_KWH /
      1000n;
    const distances = [account.combined - account.threshold];
    if (!account.isLow) distances.push(account.combined - low);
    if (account.emergency === 'none') distances.push(account.balance - offered);
    if (account.emergency === 'active') distances.push(account.emergencyLeft);
    return distances.some((distance) => distance >= 0n && distance <= dearest + 1n);
  }

  #live(seconds: number): void {
    if (this.supply.position === 'Enabled') this.#use(seconds);
    this.utcSeconds += seconds;
    const isMidnight = this.utcSeconds % DAY_SECONDS === 0;
    if (isMidnight && dayOf(this.utcSeconds).dayOfWeek === 1) this.account.newWeek();
    if (isMidnight && this.isResetDaily) this.tariff.resetCounters();
    if (this.utcSeconds % HOUR === 0)
      this.account.hour(this.tariff.standingMicropence / 1000n, isMidnight);
    if (this.isBillDue(this.utcSeconds)) this.tariff.resetCounters();
    if (this.held?.utcSeconds === this.utcSeconds) this.#takeHeld(this.held);
    this.settle();
  }

  #use(seconds: number): void {
    const primary = BigInt(this.watts * seconds);
    this.totalWattSeconds += primary;
    if (primary > 0n) this.#pay(this.tariff, primary);
    if (!this.second) return;
    const secondary = BigInt(this.secondWatts * seconds);
    this.secondWattSeconds += secondary;
    if (secondary > 0n) this.#pay(this.second, secondary);
  }

  #pay(tariff: NaiveTariff, wattSeconds: bigint): void {
    for (const portion of tariff.count(this.utcSeconds, wattSeconds))
      this.account.consume(portion.wattSeconds, portion.micropencePerKwh);
  }

  #takeHeld({ tariff, prices }: { readonly tariff: Tariff; readonly prices: Prices }): void {
    this.tariff.tariff = tariff;
    this.tariff.prices = prices;
    this.held = undefined;
  }

  /** After anything: warnings, and the supply as credit wants it. */
  settle(armedBy = 'supplyArmed'): void {
    const { account } = this;
    this.#watchLoad();
    account.look();
    this.#settleSupply(armedBy);
    for (const name of account.alerts.splice(0))
      this.alerts.push({ utcSeconds: this.utcSeconds, name });
  }

  setLoadLimit(limit: LoadLimit): void {
    this.loadLimit = limit;
    const { supply } = this;
    // A shorter wait is for the one that runs too.
    if (supply.position === 'Armed' && supply.until !== undefined) {
      const until = Math.min(supply.until, this.utcSeconds + limit.restorationSeconds);
      this.supply = { position: 'Armed', until };
    }
    this.#aboveSince = undefined;
    this.#isTold = false;
  }

  #watchLoad(): void {
    const { supply, account, loadLimit, utcSeconds } = this;
    if (supply.position === 'Armed' && supply.until !== undefined && utcSeconds >= supply.until) {
      this.supply = { position: 'Enabled' };
      account.alerts.push('supplyEnabledAfterLoadLimit');
    }
    const isOn = this.supply.position === 'Enabled';
    if (!isOn || this.watts + this.secondWatts <= loadLimit.watts) {
      this.#aboveSince = undefined;
      this.#isTold = false;
      return;
    }
    this.#aboveSince ??= utcSeconds;
    if (this.#isTold || utcSeconds - this.#aboveSince < loadLimit.seconds) return;
    this.#isTold = true;
    this.#passLimit();
  }

  #passLimit(): void {
    const { account, loadLimit, utcSeconds } = this;
    this.limitPassed += 1;
    account.alerts.push('loadLimitExceeded');
    if (!loadLimit.isDisabling) return;
    // Off, the load is below.
    this.#aboveSince = undefined;
    this.#isTold = false;
    this.supply = { position: 'Armed', until: utcSeconds + loadLimit.restorationSeconds };
    account.alerts.push('supplyArmedAfterLoadLimit');
  }

  #settleSupply(armedBy: string): void {
    const { account, supply } = this;
    const isDisabled = supply.position === 'Disabled';
    const isWanted = account.isOut && !isDisabled;
    const isHeldOn = isWanted && this.isFriendly(this.utcSeconds);
    if (isHeldOn && !this.#isSuspended) account.alerts.push('disablementSuspended');
    this.#isSuspended = isHeldOn;
    if (isWanted && !isHeldOn) {
      this.supply = { position: 'Disabled', by: 'credit' };
      account.alerts.push('creditExhausted');
    } else if (isDisabled && supply.by === 'credit' && !account.isOut) {
      this.supply = { position: 'Armed' };
      account.alerts.push(armedBy);
    }
    account.isDisabled = this.supply.position === 'Disabled';
  }

  enable(): string {
    if (this.account.isOut) return 'supplyStateForbids';
    this.supply = { position: 'Enabled' };
    return 'done';
  }

  arm(): string {
    if (this.account.isOut) return 'supplyStateForbids';
    if (this.supply.position !== 'Disabled') return 'done';
    this.supply = { position: 'Armed' };
    this.account.alerts.push('supplyArmed');
    return 'done';
  }

  disable(): string {
    this.supply = { position: 'Disabled', by: 'supplier' };
    return 'done';
  }

  press(): void {
    if (this.supply.position === 'Armed') this.supply = { position: 'Enabled' };
  }
}
