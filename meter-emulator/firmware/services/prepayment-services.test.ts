import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { refusalByCode } from '../../../protocol/services/index.ts';
import { readDeviceConfigurationPaymentMode } from '../../../protocol/services/read-device-configuration-payment-mode.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { readMeterBalance } from '../../../protocol/services/read-meter-balance.ts';
import { readPrepaymentConfiguration } from '../../../protocol/services/read-prepayment-configuration.ts';
import { readPrepaymentDailyReadLog } from '../../../protocol/services/read-prepayment-daily-read-log.ts';
import { retrieveBillingDataLogDebtPayments } from '../../../protocol/services/retrieve-billing-data-log-debt-payments.ts';
import { retrieveBillingDataLogPrepaymentCredits } from '../../../protocol/services/retrieve-billing-data-log-prepayment-credits.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, priced, START, utrn } from '../bench.testing.ts';
import { CONFIGURATION, schedule } from '../prepayment/account.testing.ts';
import { flatGasTariff } from '../tariff/flat-tariff.ts';

const HOUR = 3600;
const DAY = 86_400;
const FREE = priced(PREPAYMENT, 0);

const bench = (balanceMillipence = 1_000_000, watts = 0) =>
  new Bench({ settings: { ...FREE, balanceMillipence }, sensor: new ConstantLoad(watts) });
const gasBench = () =>
  new Bench({
    settings: {
      ...FREE,
      variant: { kind: 'gas', auxiliarySwitches: 0, hasBoostButton: false },
      tariff: flatGasTariff(0, 0),
    },
  });

/** The name of the refusal, or "done". */
function outcome<S extends Service>(at: Bench, service: S, request: ValueOf<S['request']>) {
  const answer = at.ask(service, request);
  assert.ok(answer, 'it is answered');
  return answer.status === undefined ? 'done' : refusalByCode(answer.status)?.name;
}

function read<S extends Service>(at: Bench, service: S, request: ValueOf<S['request']>) {
  const answer = at.ask(service, request);
  assert.is(answer?.status, undefined);
  return fromCborValue(service.response as AnyType, answer?.content) as ValueOf<
    Extract<S['response'], AnyType>
  >;
}

const DEBTS: ValueOf<(typeof updateDebt)['request']> = {
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
const ALWAYS = { readLogPeriod: { startDateTime: 0, endDateTime: START + 1000 * DAY } };

const debt = suite('debts at the meter');

debt('are set, collected with the hours and days, and read', () => {
  const at = bench();
  assert.is(outcome(at, updateDebt, DEBTS), 'done');
  at.meter.run(START + DAY + 1);
  const { messageSuccess, ...account } = read(at, readInstantaneousPrepayValues, {});
  assert.is(messageSuccess, true);
  assert.equal(account, {
    emergencyCreditBalance: 0,
    accumulatedDebtRegister: 0,
    paymentDebtRegister: 500_000,
    timeDebtRegister1: 270_000,
    timeDebtRegister2: 200_000 - 24 * 1500,
    meterBalance: 1_000_000 - 30_000 - 24 * 1500,
  });
});

debt('each that ends is told, and the supply goes when they leave too little', () => {
  const at = bench(200_000);
  outcome(at, updateDebt, { ...DEBTS, timeDebtRegister1: 30_000, timeDebtRegister2: 1500 });
  at.meter.run(START + DAY);
  assert.equal(at.alerts(), [
    alertCodes.timeDebt2Collected,
    alertCodes.lowCredit,
    alertCodes.timeDebt1Collected,
  ]);
  outcome(at, updateDebt, { ...DEBTS, timeDebtRegister1: 900_000, timeDebtRegister2: 0 });
  at.meter.run(START + 7 * DAY);
  assert.is(at.meter.state.prepayment.balanceMillipence, 200_000 - 31_500 - 6 * 30_000);
  assert.is(at.meter.state.supply.disabledBy, 'credit');
});

debt('out of range is refused whole, by the name of the field', () => {
  const at = bench();
  const before = at.meter.state.debts;
  const negative = (field: 'timeDebtRegister1' | 'timeDebtRegister2' | 'paymentDebtRegister') =>
    outcome(at, updateDebt, { ...DEBTS, [field]: -1 });
  assert.is(negative('timeDebtRegister1'), 'timeDebtRegister1OutOfRange');
  assert.is(negative('timeDebtRegister2'), 'timeDebtRegister2OutOfRange');
  assert.is(negative('paymentDebtRegister'), 'paymentDebtRegisterOutOfRange');
  const rate = (debtRecoveryRate: number, debtRecoveryRatePriceScale: number) => {
    const one = { debtRecoveryRate, debtRecoveryRatePriceScale };
    const elecDebtRecovery1 = { ...one, debtRecoveryRatePeriod: 'DAILY' as const };
    const { elecDebtRecovery2 } = DEBTS.recovery.electricity ?? { elecDebtRecovery2: undefined };
    assert.ok(elecDebtRecovery2);
    const electricity = { elecDebtRecovery1, elecDebtRecovery2 };
    return outcome(at, updateDebt, { ...DEBTS, recovery: { electricity } });
  };
  assert.is(rate(-1, 0), 'debtRecovery1OutOfRange');
  assert.is(rate(1, -9), 'debtRecovery1OutOfRange');
  assert.is(rate(1001, 0), 'debtRecovery1OutOfRange');
  assert.is(at.meter.state.debts, before);
  assert.is(rate(0, 127), 'done');
  assert.is(rate(1000, 0), 'done');
});

debt('of the other fuel is refused', () => {
  assert.is(outcome(gasBench(), updateDebt, DEBTS), 'argumentsRefused');
});

debt('of gas has rates in millipence', () => {
  const at = gasBench();
  const gas = (debtRecoveryRate: number) =>
    ({ debtRecoveryRate, debtRecoveryRatePeriod: 'DAILY' }) as const;
  const recovery = { gas: { gasDebtRecovery1: gas(50_000), gasDebtRecovery2: gas(7) } };
  assert.is(outcome(at, updateDebt, { ...DEBTS, recovery }), 'done');
  at.meter.run(START + DAY);
  const { timeDebtRegister1, timeDebtRegister2 } = read(at, readInstantaneousPrepayValues, {});
  assert.equal([timeDebtRegister1, timeDebtRegister2], [250_000, 199_993]);
});

debt(
  'paid by top-ups stands in the log of debt payments, and every top-up in that of credits',
  () => {
    const at = bench();
    outcome(at, updateDebt, { ...DEBTS, timeDebtRegister1: 0, timeDebtRegister2: 0 });
    for (let n = 1; n <= 12; n++) {
      at.meter.run(START + n * 60);
      assert.is(outcome(at, topUpDevice, { utrn: utrn(n, n) }), 'done');
    }
    const { payments } = read(at, retrieveBillingDataLogDebtPayments, ALWAYS);
    const { credits } = read(at, retrieveBillingDataLogPrepaymentCredits, ALWAYS);
    const entry = (n: number, amount: number) => ({ amount, timestamp: START + n * 60 });
    // A tenth of each: the debt of 5 pounds ends with 50 pence of the tenth top-up.
    assert.equal(
      payments,
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => entry(n, n * 10_000)).concat([entry(10, 50_000)]),
    );
    assert.equal(
      credits,
      [8, 9, 10, 11, 12].map((n) => entry(n, n * 100_000)),
    );
    const readLogPeriod = { startDateTime: START + 9 * 60, endDateTime: START + 10 * 60 };
    const some = read(at, retrieveBillingDataLogPrepaymentCredits, { readLogPeriod });
    assert.is(some.credits?.length, 2);
    assert.ok(at.alerts().includes(alertCodes.paymentDebtCollected));
  },
);
debt.run();

const balance = suite('the balance and the supplier');

balance('is moved or set to nothing in the mode that is named', () => {
  const at = bench();
  const ask = (request: ValueOf<(typeof updateMeterBalance)['request']>) =>
    outcome(at, updateMeterBalance, request);
  assert.is(ask({ prepaymentMode: { adjustMillipence: -250_000 } }), 'done');
  assert.is(read(at, readMeterBalance, {}).meterBalance, 750_000);
  assert.is(ask({ creditMode: { reset: {} } }), 'notInThisMode');
  assert.is(ask({ prepaymentMode: { adjustMillipence: 2 ** 31 - 1 } }), 'balanceOutOfRange');
  assert.is(read(at, readMeterBalance, {}).meterBalance, 750_000);
  assert.is(ask({ prepaymentMode: { reset: {} } }), 'done');
  assert.is(read(at, readMeterBalance, {}).meterBalance, 0);
});

balance('of gas is one for each mode, and the mode chooses', () => {
  const at = gasBench();
  assert.is(outcome(at, updateMeterBalance, { creditMode: { adjustMillipence: -77 } }), 'done');
  const both = () => {
    const { meterBalance, gas } = read(at, readMeterBalance, {});
    return [meterBalance, gas?.meterBalancePrepaymentMode, at.meter.state.prepayment.mode];
  };
  assert.equal(both(), [-77, 1_000_000, 'prepayment']);
  assert.is(outcome(at, updatePaymentMode, { mode: { credit: {} } }), 'done');
  assert.equal(both(), [-77, 1_000_000, 'credit']);
  assert.is(at.meter.state.prepayment.balanceMillipence, -77);
});

balance('emergency credit is activated by command where it is on offer', () => {
  const at = bench();
  assert.is(outcome(at, activateEmergencyCredit, {}), 'emergencyCreditNotOnOffer');
  outcome(at, updateMeterBalance, { prepaymentMode: { adjustMillipence: -1_000_001 } });
  assert.is(at.meter.state.supply.position, 'disabled');
  assert.is(outcome(at, activateEmergencyCredit, {}), 'done');
  assert.is(at.meter.state.supply.position, 'armed');
  assert.is(outcome(at, activateEmergencyCredit, {}), 'done', 'it is active afterwards');
  assert.equal(at.alerts().slice(-2), [
    alertCodes.emergencyCreditActivated,
    alertCodes.armedForEmergencyCredit,
  ]);
  outcome(at, updatePaymentMode, { mode: { credit: {} } });
  assert.is(outcome(at, activateEmergencyCredit, {}), 'notInThisMode');
});

balance('and debts of every midnight are in the daily log', () => {
  const at = bench();
  outcome(at, updateDebt, DEBTS);
  at.meter.run(START + 3 * DAY + 1);
  const { log } = read(at, readPrepaymentDailyReadLog, ALWAYS);
  assert.equal(
    log.electricity?.map(({ timestamp = 0 }) => (timestamp - START) / DAY),
    [1, 2, 3],
  );
  const last = log.electricity?.at(-1);
  assert.equal([last?.paymentDebtRegister, last?.accumulatedDebtRegister], [500_000, 0]);
  assert.equal(
    last?.meterBalance,
    1_000_000 - 500_000 + (last?.timeDebtRegister1 ?? 0) + (last?.timeDebtRegister2 ?? 0),
  );
});
balance.run();

const mode = suite('the payment mode');

const prepayment = (suspended: boolean, disablementThreshold = 0) => ({
  mode: {
    prepayment: {
      suspendDebtDisabled: suspended,
      suspendDebtEmergency: suspended,
      disablementThreshold,
    },
  },
});

mode('is read with the flags that came with it', () => {
  const at = bench();
  assert.is(outcome(at, updatePaymentMode, prepayment(true)), 'done');
  assert.equal(read(at, readDeviceConfigurationPaymentMode, {}), {
    messageSuccess: true,
    paymentMode: 'Prepayment',
    suspendDebtEmergency: true,
    suspendDebtDisabled: true,
  });
});

mode('left while in debt, what was lent and accumulated is owed; debts wait', () => {
  const at = bench(50_000);
  outcome(at, updatePaymentMode, prepayment(true));
  outcome(at, activateEmergencyCredit, {});
  outcome(at, updateDebt, DEBTS);
  at.meter.run(START + DAY);
  const before = at.meter.state.debts;
  assert.is(before.accumulatedDebtMillipence, 30_000 + 24 * 1500);
  outcome(at, updatePaymentMode, { mode: { credit: {} } });
  assert.is(at.meter.state.prepayment.balanceMillipence, 50_000 - 66_000);
  at.meter.run(START + 2 * DAY);
  assert.equal(at.meter.state.debts, { ...before, accumulatedDebtMillipence: 0 });
  outcome(at, updatePaymentMode, prepayment(false));
  at.meter.run(START + 2 * DAY + HOUR);
  assert.is(at.meter.state.debts.timeDebt2.leftMillipence, before.timeDebt2.leftMillipence - 1500);
});

mode('is written into the billing log when it changes, and only then', () => {
  const at = bench();
  const written = () => at.meter.state.billing.changeEntries;
  outcome(at, updatePaymentMode, prepayment(true));
  assert.is(written(), 0);
  outcome(at, updatePaymentMode, { mode: { credit: {} } });
  assert.is(written(), 1);
});

mode('a threshold that no balance could reach is refused', () => {
  const at = bench();
  const most = at.meter.state.limits.maximumBalanceMillipence;
  const why = outcome(at, updatePaymentMode, prepayment(false, most));
  assert.is(why, 'disablementThresholdOutOfRange');
  assert.is(outcome(at, updatePaymentMode, prepayment(false, most - 1)), 'done');
});
mode.run();

const limits = suite('the limits of prepayment');

const electricityNonDisablementCalendar = {
  electricitySpecialDays: {
    2: {
      date: { year: 'any', month: 12, dayOfMonth: 25, dayOfWeek: 'any' } as const,
    },
  },
  schedules: [
    schedule('START', 18 * HOUR),
    schedule('STOP', 9 * HOUR),
    schedule('START', 0, [], [2]),
  ],
};
const configured = (changed: Partial<typeof CONFIGURATION> = {}) => ({
  configuration: {
    electricity: { ...CONFIGURATION, electricityNonDisablementCalendar, ...changed },
  },
});

limits('are set and read back, with the calendar as it came', () => {
  const at = bench();
  assert.is(outcome(at, updatePrepayConfiguration, configured()), 'done');
  outcome(at, updateDebt, DEBTS);
  const answer = read(at, readPrepaymentConfiguration, {});
  const { electricity } = answer.ofFuel ?? {};
  assert.equal(
    [answer.debtRecoveryRateCap, answer.emergencyCreditLimit, answer.emergencyCreditThreshold],
    [30, 300_000, 100_000],
  );
  assert.equal(
    [answer.lowCreditThreshold, answer.maxMeterBalance, answer.maxCreditThreshold],
    [200_000, 5_000_000, 1_000_000],
  );
  assert.is(answer.debtRecoveryPerPayment, 1000);
  assert.equal(electricity?.debtRecovery2, DEBTS.recovery.electricity?.elecDebtRecovery2);
  const { electricitySpecialDays, schedules } = electricity?.nonDisablementCalendar ?? {};
  assert.equal(schedules, electricityNonDisablementCalendar.schedules);
  assert.is(electricitySpecialDays?.[2]?.dayOfMonth, 25);
  at.reboot();
  assert.is(read(at, readPrepaymentConfiguration, {}).debtRecoveryRateCap, 30, 'kept on flash');
});

limits('the cap is pence a week', () => {
  const at = bench();
  outcome(at, updatePrepayConfiguration, configured());
  outcome(at, updateDebt, { ...DEBTS, debtRecoveryPerPayment: 10_000 });
  outcome(at, topUpDevice, { utrn: utrn(1, 1) });
  assert.is(at.meter.state.debts.paymentDebtMillipence, 500_000 - 30_000);
});

limits('out of range or against each other are refused whole', () => {
  const at = bench();
  const before = at.meter.state.limits;
  const why = (changed: Partial<typeof CONFIGURATION>) =>
    outcome(at, updatePrepayConfiguration, configured(changed));
  assert.is(why({ emergencyCreditLimit: -1 }), 'emergencyCreditLimitOutOfRange');
  assert.is(why({ emergencyCreditThreshold: 5_000_001 }), 'emergencyCreditThresholdOutOfRange');
  assert.is(why({ lowCreditThreshold: 5_000_001 }), 'lowCreditThresholdOutOfRange');
  assert.is(why({ maxMeterBalance: 0 }), 'maxMeterBalanceOutOfRange');
  assert.is(why({ maxCreditThreshold: 0 }), 'maxCreditThresholdOutOfRange');
  const [first] = electricityNonDisablementCalendar.schedules;
  assert.ok(first);
  const dates = { ...first.scheduleDatesAndTime, startDate: 2030_0101 };
  const calendar = {
    electricitySpecialDays: {},
    schedules: [{ ...first, scheduleDatesAndTime: dates }],
  };
  const request = configured();
  const electricity = {
    ...request.configuration.electricity,
    electricityNonDisablementCalendar: calendar,
  };
  assert.is(
    outcome(at, updatePrepayConfiguration, { configuration: { electricity } }),
    'nonDisablementDatesContradict',
  );
  assert.is(at.meter.state.limits, before);
  assert.is(outcome(gasBench(), updatePrepayConfiguration, configured()), 'argumentsRefused');
});

limits('in friendly hours the supply stays on without credit, at their end it goes', () => {
  // 1 kW at 36 pence: 10 millipence a second.
  const settings = { ...priced(PREPAYMENT, 36_000), balanceMillipence: 36_000 };
  const at = new Bench({ settings, sensor: new ConstantLoad(1000) });
  outcome(at, updatePrepayConfiguration, configured({ emergencyCreditLimit: 0 }));
  at.meter.run(START + 3600);
  assert.equal(at.alerts(), [alertCodes.lowCredit]);
  at.meter.run(START + 3601);
  assert.is(at.alerts().at(-1), alertCodes.disablementSuspended);
  at.meter.run(START + 9 * HOUR - 1);
  assert.is(at.board.switchPosition, 'closed');
  at.meter.run(START + 9 * HOUR);
  assert.is(at.board.switchPosition, 'open');
  assert.is(at.alerts().at(-1), alertCodes.creditExhausted);
  assert.is(at.meter.state.prepayment.balanceMillipence, 36_000 - 9 * 36_000);
});
limits.run();
