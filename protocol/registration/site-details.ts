/** Where a metering point is, what it belongs to, and how it stands to the network. */
import { date, enumeration, integer, text } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { uprn } from '../services/inventory-shapes.ts';
import { mpan } from '../services/shared.ts';

/** One millionth of a degree is about a decimetre. The bounds are those of Great Britain and its isles. */
const latitudeMicroDegrees = integer(49_000_000, 61_500_000, { unit: 'micro-degrees' });
const longitudeMicroDegrees = integer(-9_000_000, 2_500_000, { unit: 'micro-degrees' });
/** The National Grid covers 700 km by 1300 km. */
const eastingMetres = integer(0, 700_000, { unit: 'm' });
const northingMetres = integer(0, 1_300_000, { unit: 'm' });
const addressLine = text(1, 60);

/** The spatial reference of the founding paper: a property, a point on the ground, and an address in words. */
export const siteDetails = struct(
  {
    uprn: optional(1, uprn, 'The property, by its number in the national list.'),
    latitudeMicroDegrees: optional(2, latitudeMicroDegrees, 'WGS 84, north of the equator.'),
    longitudeMicroDegrees: optional(3, longitudeMicroDegrees, 'WGS 84, east of Greenwich.'),
    eastingMetres: optional(4, eastingMetres, 'National Grid.'),
    northingMetres: optional(5, northingMetres, 'National Grid.'),
    addressLines: optional(6, list('Line', addressLine, 1, 9), 'As on an envelope, no post code.'),
    postCode: optional(7, text(6, 8), 'With its blank: "SW1A 1AA".'),
    addressIdentifier: optional(8, text(1, 30), 'House name or number.'),
  },
  'SiteDetails',
);

/** Other metering points that go with this one. */
export const relationDetails = struct(
  {
    relatedMpans: optional(
      1,
      list('Mpan', mpan, 0, 10),
      'Supplied by the same metering, and registered and switched together.',
    ),
    exportMpan: optional(2, mpan, 'Of what the premises feed into the network.'),
    importMpan: optional(3, mpan, 'Of an export point: where the premises are supplied.'),
  },
  'RelationDetails',
);

/** What the network operator says of the connection. */
export const networkDetails = struct(
  {
    lineLossFactorClass: optional(
      1,
      text(3, 3, { pattern: /[0-9A-Z]{3}/ }),
      'Electricity: the class of losses between the grid and here, three letters or digits.',
    ),
    gspGroup: optional(
      2,
      text(2, 2, { pattern: /_[A-HJ-NP]/ }),
      'Electricity: grid supply point group, _A to _P.',
    ),
    localDistributionZone: optional(3, text(2, 2, { pattern: /[A-Z]{2}/ }), 'Gas: the zone.'),
    exitZone: optional(4, text(2, 3, { pattern: /[A-Z0-9]{2,3}/ }), 'Gas: the exit zone.'),
  },
  'NetworkDetails',
);

/** Whether the supply is on, seen from the network. */
export const energisationDetails = struct(
  {
    state: required(1, enumeration({ energised: 1, deEnergised: 2 }), 'E or D.'),
    disconnectedOn: optional(2, date(''), 'The day the service was cut off for good.'),
  },
  'EnergisationDetails',
);
