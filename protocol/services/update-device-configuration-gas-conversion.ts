/** SRV 6.6. How a gas meter makes energy of volume. */
import { decimal } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done } from './shared.ts';

export const updateDeviceConfigurationGasConversion = service({
  reference: '6.6',
  name: 'UpdateDeviceConfigurationGasConversion',
  summary: 'Sets the calorific value and the conversion factor.',
  roles: ['GS'],
  deviceTypes: ['GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    calorificValue: required(1, decimal(1, 0, 2 ** 32 - 1, 'MJ/m3'), 'Energy of a cubic metre.'),
    conversionFactor: required(
      2,
      decimal(5, 0, 2 ** 32 - 1),
      'For temperature and pressure; 1.02264 is the standard one.',
    ),
  }),
  response: done,
  refusals: {
    conversionOutOfRange: {
      code: 100,
      doc: 'More than 100 MJ/m3 or a factor above 10, or nothing.',
    },
  },
});
