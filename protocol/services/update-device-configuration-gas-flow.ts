/** SRV 6.7. When gas flows that nobody lit, and what a meter does about it. */
import { decimal, integer, unsigned16 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, required, struct } from '../definition/words.ts';
import { done, lockState } from './shared.ts';

export const updateDeviceConfigurationGasFlow = service({
  reference: '6.7',
  name: 'UpdateDeviceConfigurationGasFlow',
  summary: 'Sets what a gas meter calls an uncontrolled flow, and when it locks the supply.',
  roles: ['GS'],
  deviceTypes: ['GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    uncontrolledGasFlowRate: inline(
      1,
      choice({
        whole: required(1, unsigned16, 'As a meter of old takes it, in 1e-4 m3/h.', {
          element: 'UncontrolledGasFlowRate',
        }),
        decimal: required(2, decimal(4, 0, 65_535, 'm3/h'), 'In cubic metres an hour.', {
          element: 'UncontrolledGasFlowRateDecimal',
        }),
      }),
      'More than this is a leak.',
    ),
    supplyDepletionState: required(2, lockState, 'What an empty battery does to the supply.'),
    supplyTamperState: required(3, lockState, 'What tampering does to the supply.'),
    stabilisationPeriod: required(4, integer(1, 255, { unit: 's' }), 'Until the flow is measured.'),
    measurementPeriod: required(5, integer(1, 65_535, { unit: 's' }), 'How long it is measured.'),
  }),
  response: done,
});
