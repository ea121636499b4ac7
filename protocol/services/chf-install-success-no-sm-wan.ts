/** SRV 8.14.2. A communications hub is in, and finds no network: what the installer has tried. */
import { boolean, enumeration } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { additionalInformation, installation } from './hub-status-shapes.ts';

/** sr:PremiseType. */
const premiseType = enumeration(
  { Detached: 1, Terraced: 2, LowRise: 3, HighRise: 4 },
  {
    texts: {
      Detached: 'Detached / Semi Detached',
      LowRise: 'Low Rise Apartment (MDU <= 5 floors)',
      HighRise: 'High Rise Apartment (MDU > 5 floors)',
    },
  },
);

export const chfInstallSuccessNoSmWan = service({
  reference: '8.14.2',
  name: 'CHFInstallSuccessNoSMWAN',
  summary: 'Tells the DCC of a communications hub installed that finds no network.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...installation,
    premiseType: required(9, premiseType, 'What kind of building.'),
    metalObstructionCheck: required(10, boolean, 'Looked for metal in the way.'),
    connectivityObstructionCheck: required(11, boolean, 'Looked for what else is in the way.'),
    sharedObstructionCheck: required(12, boolean, 'Looked for it in shared parts of the building.'),
    additionalInformation: optional(13, additionalInformation, 'In words.'),
  }),
  response: undefined,
});
