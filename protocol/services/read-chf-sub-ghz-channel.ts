/** SRV 6.31. Where the hub is to be heard. */
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';
import { operatingChannel } from './sub-ghz-shapes.ts';

export const readChfSubGhzChannel = service({
  reference: '6.31',
  name: 'ReadCHFSubGHzChannel',
  summary: 'Reads the sub-GHz channel in use.',
  roles: ['IS', 'GS', 'RSA'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    operatingChannel: optional(2, operatingChannel, 'The channel.', {
      element: 'OperatingSubGHzChannel',
    }),
  }),
});
