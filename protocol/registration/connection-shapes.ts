/** A new connection as its services tell of it: what a developer wants, where, and how far it is. */
import { enumeration, eui64, integer, text, utcDateTime } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { siteDetails } from './site-details.ts';

export const connectionId = integer(1, Number.MAX_SAFE_INTEGER);
export const connectionFuel = enumeration({ electricity: 1, gas: 2 });
/** More supplies than this in one building are several applications (own). */
export const SUPPLIES_MAX = 10;

/** Where the dealing is, as it is kept. */
export const STORED_STATES = {
  applied: 1,
  offered: 2,
  accepted: 3,
  declined: 4,
  issued: 6,
  energised: 7,
  cancelled: 9,
} as const;
/** As it is told: an offer that was not taken in time is over, and numbers may have found their supplier. */
export const connectionState = enumeration({ ...STORED_STATES, expired: 5, registered: 8 });

/** What the developer asks the network operator for. */
export const connectionWanted = struct(
  {
    fuel: required(1, connectionFuel, 'Electricity of a distributor, gas of a transporter.'),
    applicant: required(2, text(1, 60), 'The developer, who is no user.'),
    site: required(3, siteDetails, 'Where: a property, a point on the ground, or an address.'),
    imports: required(
      4,
      integer(1, SUPPLIES_MAX),
      'Supplies; of electricity more than one are related, and switch together.',
    ),
    exports: optional(5, integer(0, SUPPLIES_MAX), 'Electricity: of these, how many also feed in.'),
    capacityKilowatts: optional(6, integer(1, 1_000_000, { unit: 'kW' }), 'Asked for.'),
    supplier: optional(7, eui64, 'Whom the developer means to be supplied by, and who is told.'),
  },
  'ConnectionWanted',
);

/** A new connection, as whoever deals with it reads it. */
export const connectionRecord = struct(
  {
    connectionId: required(1, connectionId, 'By which it is named.'),
    networkOperator: required(2, eui64, 'Whose network it is to be on.'),
    state: required(3, connectionState, 'Where it is now.'),
    since: required(4, utcDateTime, 'Since when.'),
    wanted: required(5, connectionWanted, 'What was asked for.'),
    terms: optional(6, text(1, 60), 'The network operator’s own name of its offer.'),
    validUntil: optional(7, utcDateTime, 'The first second at which the offer is over.'),
    mpxns: required(8, list('MPxN', mpxn, 0, 2 * SUPPLIES_MAX), 'Those issued, import first.'),
    reason: optional(9, text(1, 200), 'Why it was declined or cancelled.'),
  },
  'ConnectionRecord',
);
