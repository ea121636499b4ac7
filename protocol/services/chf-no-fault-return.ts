/** SRV 8.14.4. A communications hub goes back, or is lost, that has no fault. */
import { enumeration } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { additionalInformation, hub, incidentReference, returned } from './hub-status-shapes.ts';

/** sr:CHFNoFaultReturnType. */
const returnType = enumeration(
  { General: 1, NonDomesticOptOut: 2, HanVariant: 3, SmWanVariant: 4, LostOrStolen: 5 },
  {
    texts: {
      General: 'No Fault Return (general)',
      NonDomesticOptOut: 'No Fault Return (non-dom opt out)',
      HanVariant: 'No Fault Return (dual supplier HAN variant replacement)',
      SmWanVariant: 'No Fault Return (SM WAN variant replacement requested by DCC)',
      LostOrStolen: 'Lost or Stolen Hub',
    },
  },
);

export const chfNoFaultReturn = service({
  reference: '8.14.4',
  name: 'CHFNoFaultReturn',
  summary: 'Tells the DCC of a communications hub returned without a fault.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...hub,
    returnType: required(2, returnType, 'Why.', { element: 'CHFNoFaultReturnType' }),
    ...returned,
    incidentReference: optional(5, incidentReference, 'The number of the DCC for it.'),
    additionalInformation: optional(6, additionalInformation, 'In words.'),
  }),
  response: undefined,
});
