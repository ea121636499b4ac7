/** SRV 6.22. Which alerts the meter sends, sounds and logs. Critical ones can not be turned off. */
import { service } from '../definition/service.ts';
import { choice, inline, required, struct } from '../definition/words.ts';
import {
  electricitySupplierAlerts,
  gasSupplierAlerts,
  gasSupplierAlertsEvents,
  namesSome,
  networkOperatorAlerts,
} from './alert-shapes.ts';
import { done } from './shared.ts';

export const configureAlertBehaviour = service({
  reference: '6.22',
  name: 'ConfigureAlertBehaviour',
  summary: 'Turns alerts on and off.',
  roles: ['IS', 'GS', 'ED'],
  // Each party's alerts are its own to turn on and off.
  rolesFor: ({ settings }) => [
    'networkOperatorWan' in settings || 'networkOperatorLogging' in settings
      ? 'ED'
      : 'gas' in settings || 'gasWan' in settings
        ? 'GS'
        : 'IS',
  ],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    settings: inline(
      1,
      choice({
        electricityWan: required(1, electricitySupplierAlerts, 'Sent to the supplier.', {
          element: 'ElectricitySupplierAlerts',
        }),
        electricityHan: required(2, electricitySupplierAlerts, 'Sent to the home network.', {
          element: 'ElectricitySupplierHANAlertSettings',
        }),
        electricityAlarm: required(3, electricitySupplierAlerts, 'Sounded at the meter.', {
          element: 'ElectricitySupplierAlarmSettings',
        }),
        electricityLogging: required(4, electricitySupplierAlerts, 'Written to the log.', {
          element: 'ElectricitySupplierLoggingSettings',
        }),
        networkOperatorWan: required(5, networkOperatorAlerts, 'Sent to the network operator.', {
          element: 'ElectricityNetworkOperatorAlerts',
        }),
        networkOperatorLogging: required(
          6,
          networkOperatorAlerts,
          'Written to the log, for the network operator.',
          {
            element: 'ElectricityNetworkOperatorLoggingSettings',
          },
        ),
        gasWan: required(7, gasSupplierAlerts, 'Sent to the supplier of gas.', {
          element: 'GasSupplierAlerts',
        }),
        gas: required(8, gasSupplierAlertsEvents, 'Everything a gas meter does with an alert.', {
          element: 'GasSupplierAlertEventSettings',
        }),
      }),
      'Of which alerts, and what is done with them.',
    ),
  }),
  rules: ({ settings }) => namesSome('settings', settings),
  response: done,
});
