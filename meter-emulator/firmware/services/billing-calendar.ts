/** SRV 6.2.3 and 6.8 at the meter: when bills are drawn up. */
import { readDeviceConfigurationBillingCalendar } from '../../../protocol/services/read-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../../protocol/services/update-device-configuration-billing-calendar.ts';
import { unchanged } from '../events/event.ts';
import { withNextBilling } from '../metrology/billing.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { change, read } from './executor.ts';

/** Before one is set there is nothing to give. */
export const executeReadBillingCalendar = read(
  readDeviceConfigurationBillingCalendar,
  ({ state: { billingCalendar } }) => ({
    messageSuccess: true,
    ...(billingCalendar ? { billingCalendar: billingCalendar.calendar } : {}),
  }),
);

export const executeUpdateBillingCalendar = change(
  updateDeviceConfigurationBillingCalendar,
  ({ state }, billingCalendar) => {
    if (isGasMeter(state) !== (billingCalendar.calendar.gas !== undefined))
      return {
        kind: 'refused',
        why: 'argumentsRefused',
        field: 'calendar',
        step: unchanged(state),
      };
    const { dueUtcSeconds, offsetSeconds, ...billing } = state.billing;
    const step = unchanged(withNextBilling({ ...state, billing, billingCalendar }));
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
);
