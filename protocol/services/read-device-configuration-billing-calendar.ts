/** SRV 6.2.3. When bills are drawn up. */
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { billingCalendar } from './billing-calendar.ts';
import { outcome } from './shared.ts';

export const readDeviceConfigurationBillingCalendar = service({
  reference: '6.2.3',
  name: 'ReadDeviceConfigurationBillingCalendar',
  summary: 'Reads the billing calendar.',
  roles: ['IS', 'RSA', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    billingCalendar: optional(2, billingCalendar, 'As 6.8 sets it.'),
  }),
  // The one response of MMC named otherwise than its request.
  responseElement: 'ReadDeviceConfigurationDataBillingCalendarRsp',
});
