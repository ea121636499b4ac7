/** SRV 8.14.3. A communications hub goes back because it is faulty. */
import { enumeration, eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { additionalInformation, hub, incidentReference, returned } from './hub-status-shapes.ts';

/** sr:CHFFaultReturnType. */
const returnType = enumeration(
  { BeforeInstallation: 1, AfterInstallation: 2 },
  {
    texts: {
      BeforeInstallation: 'Fault identified prior to installation',
      AfterInstallation: 'Fault identified post installation',
    },
  },
);
/** sr:CHFConnectionMethod. */
const connectionMethod = enumeration(
  { HotShoe: 1, Cradle: 2, ESME: 3 },
  { texts: { HotShoe: 'Hot-shoe' } },
);
/** sr:CHFFaultReason. */
const faultReason = enumeration(
  {
    DamagedCase: 1,
    DamagedConnector: 2,
    Interference: 3,
    EnvironmentalConditions: 4,
    SmWan: 5,
    SmHan: 6,
    Led: 7,
    Aerial: 8,
    Manufacturing: 9,
  },
  {
    texts: {
      DamagedCase: 'Damaged case',
      DamagedConnector: 'Damaged Connector',
      Interference: 'Illegal interference or missing seals',
      EnvironmentalConditions: 'Environmental conditions exceeded',
      SmWan: 'SM WAN Fault',
      SmHan: 'SMHAN Interface Fault',
      Led: 'LED Fault',
      Aerial: 'Aerial fault',
      Manufacturing: 'Manufacturing defect',
    },
  },
);

export const chfFaultReturn = service({
  reference: '8.14.3',
  name: 'CHFFaultReturn',
  summary: 'Tells the DCC of a communications hub returned for a fault.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...hub,
    returnType: required(2, returnType, 'When the fault was found.', {
      element: 'CHFFaultReturnType',
    }),
    ...returned,
    otherDeviceId: required(5, eui64, 'What it was, or was to be, connected to.', {
      element: 'OtherDeviceID',
    }),
    incidentReference: optional(6, incidentReference, 'The number of the DCC for it.'),
    connectionMethod: required(7, connectionMethod, 'How it was connected.', {
      element: 'CHFConnectionMethod',
    }),
    faultReason: required(8, faultReason, 'The fault.', { element: 'CHFFaultReason' }),
    additionalInformation: optional(9, additionalInformation, 'In words.'),
  }),
  response: undefined,
});
