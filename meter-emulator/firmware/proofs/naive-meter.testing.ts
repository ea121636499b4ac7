/**
 * The whole second model: a house lived through minute by minute, and second by second where credit comes
 * near a threshold. It answers the same requests as the meter and says the same alerts.
 */
import { DAY_SECONDS } from './naive-calendar.testing.ts';
import { NaiveAccount, type NaiveLimits } from './naive-prepayment.testing.ts';
import { NaiveTariff, type Prices, type Tariff } from './naive-tariff.testing.ts';

const MINUTE = 60;
const HOUR = 3600;
/** Above any price of the tests, in micropence per kWh: how near is near. */
const DEAREST_MICROPENCE = 100_000_000n;
const WATT_SECONDS_PER_KWH = 3_600_000n;

type Supply =
  | { readonly position: 'Enabled' | 'Armed' }
  | { readonly position: 'Disabled'; readonly by: 'supplier' | 'credit' };

export type Alert = { readonly utcSeconds: number; readonly name: string };

export class NaiveMeter {
  readonly tariff: NaiveTariff;
  readonly account: NaiveAccount;
  supply: Supply = { position: 'Enabled' };
  isResetDaily = false;
  watts = 0;
  utcSeconds: number;
  totalWattSeconds = 0n;
  readonly alerts: Alert[] = [];
  /** Whether the supply may not be cut off for credit at this second. */
  isFriendly: (utcSeconds: number) => boolean = () => false;
  #isSuspended = false;

  constructor(utcSeconds: number, tariff: Tariff, prices: Prices, limits: NaiveLimits) {
    this.utcSeconds = utcSeconds;
    this.tariff = new NaiveTariff(tariff, prices);
    this.account = new NaiveAccount(limits);
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
      (BigInt(this.watts * MINUTE) * DEAREST_MICROPENCE) / WATT_SECONDS_PER_KWH / 1000n;
    const distances = [
      account.combined - low,
      account.balance - offered,
      account.combined - account.threshold,
      account.emergencyLeft,
    ];
    return distances.some((distance) => distance >= 0n && distance <= dearest + 1n);
  }

  #live(seconds: number): void {
    if (this.supply.position === 'Enabled') {
      const wattSeconds = BigInt(this.watts * seconds);
      this.totalWattSeconds += wattSeconds;
      for (const portion of this.tariff.count(this.utcSeconds, wattSeconds))
        this.account.consume(portion.wattSeconds, portion.micropencePerKwh);
    }
    this.utcSeconds += seconds;
    const isMidnight = this.utcSeconds % DAY_SECONDS === 0;
    if (isMidnight && this.isResetDaily) this.tariff.resetCounters();
    if (this.utcSeconds % HOUR === 0)
      this.account.hour(this.tariff.standingMicropence / 1000n, isMidnight);
    this.settle();
  }

  /** After anything: warnings, and the supply as credit wants it. */
  settle(armedBy = 'supplyArmed'): void {
    const { account } = this;
    account.look();
    this.#settleSupply(armedBy);
    for (const name of account.alerts.splice(0))
      this.alerts.push({ utcSeconds: this.utcSeconds, name });
  }

  #settleSupply(armedBy: string): void {
    const { account, supply } = this;
    const isFriendly = this.isFriendly(this.utcSeconds);
    const isHeldOn = account.isOut && isFriendly && supply.position !== 'Disabled';
    if (isHeldOn && !this.#isSuspended) account.alerts.push('disablementSuspended');
    this.#isSuspended = isHeldOn;
    if (supply.position !== 'Disabled' && account.isOut && !isFriendly) {
      this.supply = { position: 'Disabled', by: 'credit' };
      account.alerts.push('creditExhausted');
    } else if (supply.position === 'Disabled' && supply.by === 'credit' && !account.isOut) {
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
    if (this.supply.position === 'Disabled') this.supply = { position: 'Armed' };
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
