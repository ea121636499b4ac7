/** SRV 7.12. So that not all meters of a street switch at the same second. */
import { integer } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done } from './shared.ts';

export const setRandomisedOffsetLimit = service({
  reference: '7.12',
  name: 'SetRandomisedOffsetLimit',
  summary: 'Sets the most that switching times are shifted at random.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    randomisedOffsetLimitSeconds: required(1, integer(0, 1799, { unit: 's' }), 'The most.', {
      element: 'RandomisedOffsetLimit',
    }),
  }),
  response: done,
});
