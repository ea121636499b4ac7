import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { readPrepaymentConfiguration } from '../../../protocol/services/read-prepayment-configuration.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, priced, START, utrn } from '../bench.testing.ts';
import { CONFIGURATION, schedule } from '../prepayment/account.testing.ts';
import { bench, DEBTS, gasBench, outcome, read } from './prepayment.testing.ts';

const HOUR = 3600;

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

limits('the most a meter may hold is above what it is cut off at', () => {
  const at = bench();
  const terms = { suspendDebtDisabled: false, suspendDebtEmergency: false };
  const mode = { prepayment: { ...terms, disablementThreshold: 900_000 } };
  assert.is(outcome(at, updatePaymentMode, { mode }), 'done');
  const why = (maxMeterBalance: number) =>
    outcome(at, updatePrepayConfiguration, configured({ maxMeterBalance }));
  assert.is(why(900_000), 'maxMeterBalanceOutOfRange');
  assert.is(why(900_001), 'done');
});

limits('a special day that no year has is refused, and the calendar before stays', () => {
  const at = bench();
  assert.is(outcome(at, updatePrepayConfiguration, configured()), 'done');
  const { documents } = at.meter.state;
  const date = { year: 'any', month: 2, dayOfMonth: 30, dayOfWeek: 'any' } as const;
  const { electricity } = configured().configuration;
  const calendar = {
    ...electricityNonDisablementCalendar,
    electricitySpecialDays: { 2: { date } },
  };
  const configuration = {
    electricity: { ...electricity, electricityNonDisablementCalendar: calendar },
  };
  const why = outcome(at, updatePrepayConfiguration, { configuration });
  assert.is(why, 'nonDisablementDateImpossible');
  assert.is(at.meter.state.documents, documents);
});

const gasConfigured = (dayOfMonth: number) => {
  const seasonStartDate = { year: 'any', month: 6, dayOfMonth, dayOfWeek: 'any' } as const;
  const referencedDayNames = { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 };
  const gasNonDisablementCalendar = {
    dayProfiles: [
      {
        gasDayName: 1,
        timeStartActions: [
          { startTime: 0, nonDisablementAction: 'START' },
          { startTime: 9 * HOUR, nonDisablementAction: 'STOP' },
        ],
      },
    ],
    weekProfiles: [{ weekName: 1, referencedDayNames }],
    seasonProfiles: [{ seasonStartDate, referencedWeekName: 1 }],
    specialDays: [],
  } as const;
  return { configuration: { gas: { ...CONFIGURATION, gasNonDisablementCalendar } } };
};

limits('a season of gas that never begins is refused', () => {
  const at = gasBench();
  const why = outcome(at, updatePrepayConfiguration, gasConfigured(31));
  assert.is(why, 'nonDisablementDateImpossible');
  assert.is(outcome(at, updatePrepayConfiguration, gasConfigured(30)), 'done');
});

limits('of gas are read back in millipence, with both debts and the calendar', () => {
  const at = gasBench();
  outcome(at, updatePrepayConfiguration, gasConfigured(30));
  const gasDebtRecovery1 = { debtRecoveryRate: 300, debtRecoveryRatePeriod: 'DAILY' } as const;
  const gasDebtRecovery2 = { debtRecoveryRate: 15, debtRecoveryRatePeriod: 'HOURLY' } as const;
  const recovery = { gas: { gasDebtRecovery1, gasDebtRecovery2 } };
  assert.is(outcome(at, updateDebt, { ...DEBTS, recovery }), 'done');
  const { debtRecoveryRateCap, ofFuel } = read(at, readPrepaymentConfiguration, {});
  assert.is(debtRecoveryRateCap, 30);
  assert.equal(
    [ofFuel?.gas?.debtRecovery1, ofFuel?.gas?.debtRecovery2],
    [gasDebtRecovery1, gasDebtRecovery2],
  );
  const [day] = ofFuel?.gas?.nonDisablementCalendar?.dayProfiles ?? [];
  assert.equal(day?.timeStartActions?.[2], { startTime: 9 * HOUR, nonDisablementAction: 'STOP' });
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
