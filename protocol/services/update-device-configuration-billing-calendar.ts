/** SRV 6.8. When bills are drawn up. */
import { service } from '../definition/service.ts';
import { inline, struct } from '../definition/words.ts';
import { billingCalendar } from './billing-calendar.ts';
import { done } from './shared.ts';

export const updateDeviceConfigurationBillingCalendar = service({
  reference: '6.8',
  name: 'UpdateDeviceConfigurationBillingCalendar',
  summary: 'Sets the billing calendar.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    calendar: inline(1, billingCalendar, 'By fuel.'),
  }),
  response: done,
});
