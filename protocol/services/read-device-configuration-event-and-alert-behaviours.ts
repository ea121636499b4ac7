/** SRV 6.2.10. Which alerts the meter sends, sounds and logs. */
import { service } from '../definition/service.ts';
import { choice, empty, inline, optional, required, struct } from '../definition/words.ts';
import {
  electricitySupplierAlerts,
  gasSupplierAlertsEvents,
  networkOperatorAlerts,
} from './alert-shapes.ts';
import { outcome } from './shared.ts';

const electricityWays = struct({
  wan: optional(1, electricitySupplierAlerts, 'Sent to the supplier.', {
    element: 'ElectricitySupplierWANAlertSettings',
  }),
  han: optional(2, electricitySupplierAlerts, 'Sent to the home network.', {
    element: 'ElectricitySupplierHANAlertSettings',
  }),
  alarm: optional(3, electricitySupplierAlerts, 'Sounded at the meter.', {
    element: 'ElectricitySupplierAlarmSettings',
  }),
  logging: optional(4, electricitySupplierAlerts, 'Written to the log.', {
    element: 'ElectricitySupplierLoggingSettings',
  }),
});
const networkOperatorWays = struct({
  wan: optional(1, networkOperatorAlerts, 'Sent to the network operator.', {
    element: 'ElectricityNetworkOperatorWANAlertSettings',
  }),
  logging: optional(2, networkOperatorAlerts, 'Written to the log.', {
    element: 'ElectricityNetworkOperatorLoggingSettings',
  }),
});

export const readDeviceConfigurationEventAndAlertBehaviours = service({
  reference: '6.2.10',
  name: 'ReadDeviceConfigurationEventAndAlertBehaviours',
  summary: 'Reads what the meter does with each alert.',
  roles: ['IS', 'GS', 'ED'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    settings: inline(
      2,
      choice({
        electricitySupplier: required(1, electricityWays, 'To a supplier of electricity.', {
          element: 'ElectricitySupplierAlertEventSettings',
        }),
        networkOperator: required(2, networkOperatorWays, 'To a network operator.', {
          element: 'ElectricityNetworkOperatorAlertEventSettings',
        }),
        gasSupplier: required(3, gasSupplierAlertsEvents, 'To a supplier of gas.', {
          element: 'GasSupplierAlertEventSettings',
        }),
      }),
      'By who asks.',
    ),
  }),
});
