/** SRV 7.13. The calendar of the controller has it again afterwards. */
import { service } from '../definition/service.ts';
import { controllerState } from './auxiliary-shapes.ts';
import { periodInOrder } from './rules.ts';
import { done } from './shared.ts';

export const setAuxiliaryControllerState = service({
  reference: '7.13',
  name: 'SetAuxiliaryControllerState',
  summary: 'Sets the level of an auxiliary controller for some time.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: controllerState,
  rules: (value) => periodInOrder(value, 'endDateTime'),
  response: done,
  refusals: {
    controllerHasNoLevels: {
      code: 43,
      doc: 'A switch is on or off: level 0 or 100, and no input.',
    },
  },
});
