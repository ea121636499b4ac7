/** One week on the real meter and on the second model at once; they may differ in nothing that can be read. */
import * as assert from 'uvu/assert';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from '../../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from '../../../protocol/services/read-instantaneous-import-tou-with-blocks-matrices.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { readLoadLimitData } from '../../../protocol/services/read-load-limit-data.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { CaseMeter } from './case-meter.testing.ts';
import {
  enterToken,
  onMeter,
  setSecondTariff,
  setTariff,
  type Token,
} from './happenings-on-meter.testing.ts';
import { onModel } from './happenings-on-model.testing.ts';
import { type Alert, NaiveMeter } from './naive-meter.testing.ts';
import { NaiveTariff } from './naive-tariff.testing.ts';
import { endOf, type Happening, type Week } from './random-week.testing.ts';
import { ScriptedLoad } from './scripted-load.testing.ts';

/** What leaves the factory, in millipence. */
const FACTORY_LIMITS = {
  low: 200_000n,
  offered: 100_000n,
  emergency: 500_000n,
  balance: 25_000_000n,
  topUp: 10_000_000n,
  cap: 2_000_000n,
};
/** Alerts of other parts of the meter are not the second model's to say. */
export const OF_THE_MODEL = new Set([
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
  'loadLimitExceeded',
  'supplyArmedAfterLoadLimit',
  'supplyEnabledAfterLoadLimit',
]);

const wattHours = (wattSeconds: bigint) => Number(wattSeconds / 3600n);

export class Twins {
  readonly meter: CaseMeter;
  readonly model: NaiveMeter;
  /** Every alert that was said by both. */
  readonly said = new Set<string>();
  readonly #tokens: Token[] = [];
  readonly #used = new Set<number>();

  constructor({ isTwin, utcSeconds, first, second, load }: Week) {
    const sensor = new ScriptedLoad(load);
    this.meter = new CaseMeter({
      kind: isTwin ? 'twinElement' : 'singleElement',
      utcSeconds,
      sensor,
    });
    this.model = new NaiveMeter({ utcSeconds, load, limits: FACTORY_LIMITS, ...first });
    assert.is(setTariff(this.meter, first), 'done');
    if (!isTwin) return;
    this.model.second = new NaiveTariff(second.tariff, second.prices);
    assert.is(setSecondTariff(this.meter, second), 'done');
  }

  live(week: Week): void {
    for (const { utcSeconds, happening } of week.happenings) {
      this.run(utcSeconds);
      this.happen(happening);
    }
    this.run(endOf(week));
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
      case 'laterTariff':
        if (this.model.held) return ['one is held', 'one is held'];
        break;
      case 'oldToken': {
        const token = this.#tokens.at(-1 - happening.back);
        return token ? this.#enter(token, happening.isKeyed) : ['no token', 'no token'];
      }
      default:
    }
    const expected = onModel(this.model, happening);
    return [onMeter(this.meter, happening, this.model.tariff.prices), expected];
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
    const said = this.meter.newAlerts().filter(({ name }) => OF_THE_MODEL.has(name));
    for (const { name } of said) this.said.add(name);
    assert.equal(inOrder(said), inOrder(this.model.alerts.splice(0)), `alerts ${when}`);
  }

  #readings() {
    const { meter } = this;
    const tou = meter.read(readInstantaneousImportTouMatrices).registers.electricity
      ?.tariffTouRegisterCollection;
    const blocks = meter.read(readInstantaneousImportTouWithBlocksMatrices).blocks ?? {};
    const totals = meter.read(readInstantaneousImportRegisters).registers.electricity;
    const { messageSuccess, ...account } = meter.read(readInstantaneousPrepayValues);
    return {
      account,
      supply: meter.read(readSupplyStatus).supplyState,
      limitPassed: meter.read(readLoadLimitData).loadLimitCounterValue,
      total: totals?.activeImportRegister?.value,
      secondTotal: totals?.secondaryActiveImportRegister?.value,
      secondTou: Object.values(tou?.secondary ?? {}),
      tou: Object.values(tou?.primary ?? {}),
      blocks: Object.values(blocks).map(({ registers }) => Object.values(registers)),
      counters: Object.values(blocks).map(({ counters }) => Object.values(counters)),
    };
  }

  #expected() {
    const { account, tariff, supply, totalWattSeconds, second, secondWattSeconds } = this.model;
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
      limitPassed: this.model.limitPassed,
      total: wattHours(totalWattSeconds),
      secondTotal: second && wattHours(secondWattSeconds),
      secondTou: second?.tou.slice(0, 4).map(wattHours) ?? [],
      tou: tariff.tou.map(wattHours),
      blocks: tariff.blocks.map((row) => row.map(wattHours)),
      counters: tariff.counters.map((row) => row.map(wattHours)),
    };
  }
}

/** By time; of one second by name, since all of it is one group on flash. */
const inOrder = (alerts: readonly Alert[]) =>
  alerts.map(({ utcSeconds, name }) => `${utcSeconds} ${name}`).toSorted();
