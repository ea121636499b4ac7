/** SRV 7.15. What the loads of the customer do now: a heat pump or a car says who is at home. */
import { enumeration, eui64, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  inline,
  list,
  optional,
  optionalAttribute,
  required,
  struct,
} from '../definition/words.ts';
import { controllerLevel, switchNumber } from './auxiliary-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

const typeAndIdentifier = struct({
  type: required(1, enumeration({ APC: 1, ALCS: 2, HCALCS: 3, None: 4 }), 'What it is.', {
    element: 'AuxiliaryControllerType',
  }),
  hcalcsId: optional(2, eui64, 'Of a switch of its own.', { element: 'HCALCSID' }),
});
const state = struct({
  outputState: optional(1, controllerLevel, 'Level of the output.'),
  inputState: optional(2, controllerLevel, 'Level of the input.'),
  stateAndAssociatedInformation: optional(3, text(0, 72_000), 'What the load says of itself.'),
});
const controller = struct({
  auxiliaryControllerN: optionalAttribute(1, switchNumber, 'Its number.', {
    element: 'auxiliaryControllerN',
  }),
  typeAndIdentifier: optional(2, typeAndIdentifier, 'What it is.'),
  state: optional(3, state, 'What it does.', {
    element: 'AuxiliaryControllerStateAndAssociatedInformation',
  }),
});

export const readAuxiliaryControllerOperationalData = service({
  reference: '7.15',
  name: 'ReadAuxiliaryControllerOperationalData',
  summary: 'Reads the state of the auxiliary controllers.',
  roles: ['IS', 'ED', 'OU'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    controllers: inline(
      2,
      list('AuxiliaryControllerOperationalData', controller, 0, 5),
      'One each.',
    ),
  }),
});
