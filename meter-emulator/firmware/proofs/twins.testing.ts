/** One week on the real meter and on the second model at once; they may differ in nothing that can be read. */
import * as assert from 'uvu/assert';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from '../../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from '../../../protocol/services/read-instantaneous-import-tou-with-blocks-matrices.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { CaseMeter } from './case-meter.testing.ts';
import { enterToken, onMeter, setTariff, type Token } from './happenings-on-meter.testing.ts';
import { onModel } from './happenings-on-model.testing.ts';
import { type Alert, NaiveMeter } from './naive-meter.testing.ts';
import { endOf, type Happening, type Week } from './random-week.testing.ts';
import { ScriptedLoad } from './scripted-load.testing.ts';

/** What leaves the factory, in millipence. */
const FACTORY_LIMITS = {
  low: 200_000n,
  offered: 100_000n,
  emergency: 500_000n,
  balance: 25_000_000n,
  topUp: 10_000_000n,
  cap: 0n,
};
/** Alerts of other parts of the meter are not the second model's to say. */
const OF_MONEY = new Set([
  'lowCredit',
  'emergencyCreditAvailable',
  'emergencyCreditActivated',
  'emergencyCreditExhausted',
  'creditExhausted',
  'disablementSuspended',
  'supplyArmed',
  'armedForEmergencyCredit',
  'creditAddedLocally',
  'timeDebt1Collected',
  'timeDebt2Collected',
  'paymentDebtCollected',
]);

const wattHours = (wattSeconds: bigint) => Number(wattSeconds / 3600n);

export class Twins {
  readonly meter: CaseMeter;
  readonly model: NaiveMeter;
  readonly #tokens: Token[] = [];
  readonly #used = new Set<number>();

  constructor({ utcSeconds, first, load }: Week) {
    const sensor = new ScriptedLoad(load);
    this.meter = new CaseMeter({ kind: 'singleElement', utcSeconds, sensor });
    this.model = new NaiveMeter(utcSeconds, first.tariff, first.prices, FACTORY_LIMITS);
    assert.is(setTariff(this.meter, first), 'done');
  }

  live({ load, happenings, ...week }: Week): void {
    const changes = load.map(({ fromSeconds, measured }) => ({
      utcSeconds: fromSeconds,
      watts: measured.activeWatts,
    }));
    for (const { utcSeconds, ...then } of merged(changes, happenings)) {
      this.run(utcSeconds);
      if ('watts' in then) this.model.watts = then.watts;
      else this.happen(then.happening);
    }
    this.run(endOf({ load, happenings, ...week }));
    this.compare('at the end');
  }

  run(utcSeconds: number): void {
    this.meter.run(utcSeconds);
    this.model.run(utcSeconds);
  }

  happen(happening: Happening): void {
    const [got, expected] = this.#both(happening);
    const when = `${happening.what} at ${new Date(this.model.utcSeconds * 1000).toISOString()}`;
    assert.is(got, expected, when);
    this.compare(`after ${when}`);
  }

  #both(happening: Happening): readonly [string, string] {
    switch (happening.what) {
      case 'topUp': {
        const token = { number: this.#tokens.length + 1, pence: happening.pence };
        this.#tokens.push(token);
        return this.#enter(token, happening.isKeyed);
      }
      case 'oldToken': {
        const token = this.#tokens.at(-1 - happening.back);
        return token ? this.#enter(token, happening.isKeyed) : ['no token', 'no token'];
      }
      default:
        return [onMeter(this.meter, happening), onModel(this.model, happening)];
    }
  }

  #enter(token: Token, isKeyed: boolean): readonly [string, string] {
    const { account } = this.model;
    const outcome = this.#used.has(token.number)
      ? 'alreadyUsed'
      : account.topUp(BigInt(token.pence) * 1000n);
    if (outcome === 'credited') {
      this.#used.add(token.number);
      if (isKeyed) account.alerts.push('creditAddedLocally');
    }
    this.model.settle();
    return [enterToken(this.meter, token, isKeyed), outcome === 'credited' ? 'done' : outcome];
  }

  compare(when: string): void {
    assert.equal(this.#readings(), this.#expected(), when);
    const said = this.meter.newAlerts().filter(({ name }) => OF_MONEY.has(name));
    assert.equal(inOrder(said), inOrder(this.model.alerts.splice(0)), `alerts ${when}`);
  }

  #readings() {
    const { meter } = this;
    const tou = meter.read(readInstantaneousImportTouMatrices).registers.electricity
      ?.tariffTouRegisterCollection;
    const blocks = meter.read(readInstantaneousImportTouWithBlocksMatrices).blocks ?? {};
    const { messageSuccess, ...account } = meter.read(readInstantaneousPrepayValues);
    return {
      account,
      supply: meter.read(readSupplyStatus).supplyState,
      total: meter.read(readInstantaneousImportRegisters).registers.electricity
        ?.activeImportRegister?.value,
      tou: Object.values(tou?.primary ?? {}),
      blocks: Object.values(blocks).map(({ registers }) => Object.values(registers)),
      counters: Object.values(blocks).map(({ counters }) => Object.values(counters)),
    };
  }

  #expected() {
    const { account, tariff, supply, totalWattSeconds } = this.model;
    return {
      account: {
        emergencyCreditBalance: Number(account.emergencyLeft),
        accumulatedDebtRegister: Number(account.accumulated),
        paymentDebtRegister: Number(account.paymentDebt),
        timeDebtRegister1: Number(account.timeDebts[0].owed),
        timeDebtRegister2: Number(account.timeDebts[1].owed),
        meterBalance: Number(account.balance),
      },
      supply: supply.position,
      total: wattHours(totalWattSeconds),
      tou: tariff.tou.map(wattHours),
      blocks: tariff.blocks.map((row) => row.map(wattHours)),
      counters: tariff.counters.map((row) => row.map(wattHours)),
    };
  }
}

/** By time; of one second by name, since all of it is one group on flash. */
const inOrder = (alerts: readonly Alert[]) =>
  alerts.map(({ utcSeconds, name }) => `${utcSeconds} ${name}`).toSorted();

type Timed = { readonly utcSeconds: number };
/** Loads before what else happens at the same second. */
const merged = <T extends Timed, U extends Timed>(loads: readonly T[], others: readonly U[]) =>
  [...loads, ...others].toSorted((a, b) => a.utcSeconds - b.utcSeconds);
