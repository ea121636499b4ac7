/** SRV 6.14.1. What each auxiliary switch switches, in words. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, required, rows, struct } from '../definition/words.ts';
import { done } from './shared.ts';

const description = struct({
  switchDescription: required(
    1,
    text(1, 22, { pattern: /[ -~]+/, describe: '1 to 22 printable ASCII characters' }),
    'Like "Immersion heater".',
  ),
});

export const updateDeviceConfigurationAlcDescriptions = service({
  reference: '6.14.1',
  name: 'UpdateDeviceConfigurationALCDescriptions',
  summary: 'Names the auxiliary load control switches.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    descriptions: inline(
      1,
      rows('ALCSHCALCSDescription', description, 5),
      'By number of the switch.',
    ),
  }),
  response: done,
});
