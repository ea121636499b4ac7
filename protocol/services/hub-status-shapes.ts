/** Shapes of what an installer says of a communications hub: services 8.14.1 to 8.14.4. */
import { boolean, enumeration, eui64, text, utcDateTime } from '../definition/scalars.ts';
import { optional, required } from '../definition/words.ts';
import { mpxn } from './shared.ts';

/** sr:CHFInstallType. */
const installType = enumeration(
  { New: 1, Replacement: 2, NoSmWan: 3 },
  {
    texts: {
      New: 'New CHF Install',
      Replacement: 'Replacement CHF Install',
      NoSmWan: 'CHF Install - no SM WAN',
    },
  },
);
/** sr:CHFLocation. */
const location = enumeration(
  { Outside: 1, ExternalWall: 2, DeepIndoors: 3, BasementOrCellar: 4 },
  {
    texts: {
      Outside: 'Outside Premises',
      ExternalWall: 'Indoors on external wall',
      DeepIndoors: 'Deep indoors',
      BasementOrCellar: 'Basement or Cellar',
    },
  },
);
const userRefId = text(0, 25);

/** The hub, in each of the four. */
export const hub = {
  deviceId: required(1, eui64, 'The communications hub.', { element: 'DeviceID' }),
};
/** Spread into 8.14.1 and 8.14.2; keys 1 to 8. */
export const installation = {
  ...hub,
  installType: required(2, installType, 'What was done.', { element: 'CHFInstallType' }),
  installDateTime: optional(3, utcDateTime, 'When it was.'),
  userRefId: optional(4, userRefId, 'The number of the user for it.', { element: 'UserRefID' }),
  mpxn: required(5, mpxn, 'A metering point at the property.', { element: 'MPxN' }),
  gisData: optional(6, text(0, 25), 'Where that is, in coordinates.', { element: 'GISData' }),
  aerialInstall: required(7, boolean, 'An aerial was fitted.'),
  location: required(8, location, 'Where in the property.', { element: 'CHFLocation' }),
};
/** Spread into 8.14.3 and 8.14.4 after the kind of the return; keys 3 and 4. */
export const returned = {
  userRefDateTime: optional(3, utcDateTime, 'When it was.'),
  userRefId: optional(4, userRefId, 'The number of the user for it.', { element: 'UserRefID' }),
};
/** sr:IncidentReference. */
export const incidentReference = text(0, 15);
export const additionalInformation = text(0, 200);
