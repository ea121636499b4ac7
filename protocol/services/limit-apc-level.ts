/** SRV 7.16. For a load controller, a role no user of DUIS has: the table of services lists nobody. */
import { service } from '../definition/service.ts';
import { controllerState } from './auxiliary-shapes.ts';
import { periodInOrder } from './rules.ts';
import { done } from './shared.ts';

export const limitApcLevel = service({
  reference: '7.16',
  name: 'LimitAPCLevel',
  summary: 'Limits the level of a proportional controller for some time.',
  roles: [],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: controllerState,
  rules: (value) => periodInOrder(value, 'endDateTime'),
  response: done,
  refusals: {
    notProportional: { code: 44, doc: 'The controller is a switch and has no level to limit.' },
  },
});
