/** SRV 12.1. Whether the network reaches a property, before anyone drives there. */
import { boolean, date, enumeration, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  inline,
  list,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { cspRegion, propertyFilter, uprn } from './inventory-shapes.ts';
import { responseCode } from './shared.ts';

const property = choice({
  uprn: required(1, uprn, 'By property.', { element: 'UPRN' }),
  address: required(2, propertyFilter, 'By address.', { element: 'PartialAddress' }),
});
const coverage = struct({
  isAvailable: required(1, boolean, 'The network reaches it.', { element: 'CoverageAvailability' }),
  anticipatedDate: optional(2, date(''), 'When it is to.', { element: 'AnticipatedCoverageDate' }),
  wanTechnology: required(3, text(1, 30), 'Which network.', { element: 'WANTechnology' }),
  connectivityLikelihood: required(
    4,
    enumeration({ High: 1, Medium: 2, Low: 3 }),
    'How likely a hub finds it.',
  ),
  auxiliaryEquipmentRequired: optional(5, text(0, 50), 'What is needed beside the hub.'),
  additionalInformation: optional(6, text(0, 250), 'In words.'),
});
/** sr:DSPWANMatrixResponse. */
export const regionAnswer = struct({
  cspRegion: required(1, cspRegion, 'Whose network.', { element: 'CSPRegion' }),
  responseCode: required(2, responseCode, 'How the question to it went.', {
    element: 'CSPRegionResponseCode',
  }),
  coverage: optionalInline(3, coverage, 'What it says.'),
});
/** XSD gives no number; there are eight regions. */
const ANSWERS_MAX = 100;

export const requestWanMatrix = service({
  reference: '12.1',
  name: 'RequestWANMatrix',
  summary: 'Reads whether the wide area network reaches a property.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: property,
  response: undefined,
  dccResponse: {
    element: 'DSPWANMatrix',
    type: struct({
      request: required(1, property, 'What was asked.'),
      regions: inline(2, list('DSPWANMatrixResponse', regionAnswer, 1, ANSWERS_MAX), 'By region.'),
    }),
  },
});
