/** SRV 6.2.4. What the device is, without the supply point it is at. */
import { eui64, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, optional, optionalInline, required, struct } from '../definition/words.ts';
import { lockState, outcome } from './shared.ts';

const identity = choice({
  electricity: required(
    1,
    struct({
      supplyTamperState: optional(1, lockState, 'What tampering does to the supply.'),
      meterVariant: optional(2, text(0, 1), 'A, B or C: elements and phases.'),
    }),
    'Of an electricity meter.',
  ),
  gas: required(
    2,
    struct({
      supplyTamperState: optional(1, lockState, 'What tampering does to the supply.'),
      supplyDepletionState: optional(2, lockState, 'What an empty battery does to the supply.'),
    }),
    'Of a gas meter.',
  ),
});

export const readDeviceConfigurationIdentityExcMpxn = service({
  reference: '6.2.4',
  name: 'ReadDeviceConfigurationIdentityExcMPxN',
  summary: 'Reads who made the device, its model and its tamper settings.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    deviceIdentifier: optional(2, eui64, 'The EUI-64 of the device.'),
    modelType: optional(3, text(0, 8), 'Of the manufacturer.'),
    manufacturerIdentifier: optional(4, text(0, 32), 'Who made it.'),
    settings: optionalInline(5, identity, 'By fuel.'),
  }),
});
