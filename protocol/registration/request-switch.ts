/** SRV 91.1. A supplier asks to become the supplier of metering points, all of them or none. */
import { boolean, enumeration } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import {
  replacementCertificates,
  SWITCH_POINTS_MAX,
  supplyDate,
  switchId,
  switchTimes,
} from './switch-shapes.ts';

export const requestSwitch = service({
  reference: '91.1',
  name: 'RequestSwitch',
  summary:
    'Asks for the supply of metering points from a day on: a switch, or a first registration.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    mpxns: required(1, list('MPxN', mpxn, 1, SWITCH_POINTS_MAX), 'All or none of them.', {
      element: 'MPxNs',
    }),
    supplyStartDate: required(2, supplyDate, 'The first day of supply.'),
    customerType: optional(
      3,
      enumeration({ domestic: 1, nonDomestic: 2 }),
      'As the new supplier knows it; absent: as the register has it.',
    ),
    circumstance: optional(
      4,
      enumeration({ changeOfTenancy: 1, coolingOff: 2 }),
      'A new customer, to whom no objection is possible; or one who has thought better of the last switch.',
    ),
    sitesDiffer: optional(5, boolean, 'The points are known not to be at one property.'),
    replacementCertificates: replacementCertificates(6),
  }),
  rules: ({ mpxns }) =>
    new Set(mpxns).size < mpxns.length ? [{ path: 'mpxns', reason: 'named twice' }] : [],
  response: undefined,
  dccResponse: {
    element: 'SwitchRequested',
    type: struct({
      switchId: required(1, switchId, 'Its number.', { element: 'SwitchID' }),
      ...switchTimes,
    }),
  },
});
