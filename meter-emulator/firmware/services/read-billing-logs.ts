/** SRV 4.4.2 and 4.4.3 at the meter: what was written down for a bill, each entry with its account. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { retrieveBillingCalendarTriggeredBillingDataLog } from '../../../protocol/services/retrieve-billing-calendar-triggered-billing-data-log.ts';
import { retrieveComOrTariffTriggeredBillingDataLog } from '../../../protocol/services/retrieve-com-or-tariff-triggered-billing-data-log.ts';
import type { readLogForAnyone } from '../../../protocol/services/shared.ts';
import { readBills } from '../metrology/billing.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { type Reading, read } from './executor.ts';
import { electricityReading, gasReading, prepaymentReading } from './reading-shapes.ts';

type Request = ValueOf<typeof readLogForAnyone>;

function billsOf({ state, store }: Reading, name: 'dateBills' | 'changeBills', request: Request) {
  const { startDateTime, endDateTime } = request.readLogPeriod;
  const bills = readBills(store, name, startDateTime, endDateTime);
  const prepaymentEntries = bills.map(prepaymentReading);
  const log = isGasMeter(state)
    ? { gas: { entries: bills.map(gasReading), prepaymentEntries } }
    : {
        electricity: {
          entries: bills.map((bill) => electricityReading(state, bill)),
          prepaymentEntries,
        },
      };
  return { messageSuccess: true, log };
}

export const executeRetrieveChangeBills = read(
  retrieveComOrTariffTriggeredBillingDataLog,
  (reading, request) => billsOf(reading, 'changeBills', request),
);

export const executeRetrieveCalendarBills = read(
  retrieveBillingCalendarTriggeredBillingDataLog,
  (reading, request) => billsOf(reading, 'dateBills', request),
);
