/** The services of prepayment asked of a meter, for tests. */
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { refusalByCode } from '../../../protocol/services/index.ts';
import type { updateDebt } from '../../../protocol/services/update-debt.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, priced, START } from '../bench.testing.ts';
import { flatGasTariff } from '../tariff/flat-tariff.ts';

const DAY = 86_400;
const FREE = priced(PREPAYMENT, 0);

/** Of electricity, free of charge. */
export const bench = (balanceMillipence = 1_000_000, watts = 0) =>
  new Bench({ settings: { ...FREE, balanceMillipence }, sensor: new ConstantLoad(watts) });
export const gasBench = () =>
  new Bench({
    settings: {
      ...FREE,
      variant: { kind: 'gas', auxiliarySwitches: 0, hasBoostButton: false },
      tariff: flatGasTariff(0, 0),
    },
  });

/** The name of the refusal, or "done". */
export function outcome<S extends Service>(at: Bench, service: S, request: ValueOf<S['request']>) {
  const answer = at.ask(service, request);
  assert.ok(answer, 'it is answered');
  return answer.status === undefined ? 'done' : refusalByCode(answer.status)?.name;
}

export function read<S extends Service>(at: Bench, service: S, request: ValueOf<S['request']>) {
  const answer = at.ask(service, request);
  assert.is(answer?.status, undefined);
  return fromCborValue(service.response as AnyType, answer?.content) as ValueOf<
    Extract<S['response'], AnyType>
  >;
}

export const DEBTS: ValueOf<(typeof updateDebt)['request']> = {
  timeDebtRegister1: 300_000,
  timeDebtRegister2: 200_000,
  paymentDebtRegister: 500_000,
  debtRecoveryPerPayment: 1000,
  recovery: {
    electricity: {
      elecDebtRecovery1: {
        debtRecoveryRate: 3,
        debtRecoveryRatePriceScale: -1,
        debtRecoveryRatePeriod: 'DAILY',
      },
      elecDebtRecovery2: {
        debtRecoveryRate: 15,
        debtRecoveryRatePriceScale: -3,
        debtRecoveryRatePeriod: 'HOURLY',
      },
    },
  },
};
export const ALWAYS = { readLogPeriod: { startDateTime: 0, endDateTime: START + 1000 * DAY } };
