/** By what a metering point is settled: the register holds these details and feeds them to whoever settles. */
import { enumeration, integer, text } from '../definition/scalars.ts';
import { optional, struct } from '../definition/words.ts';

/** Of electricity; what the network operator says for it is in NetworkDetails. */
export const settlementElectricityDetails = struct(
  {
    profileClass: optional(1, integer(0, 8, { digits: 2 }), '0 half-hourly, 1 to 8 by profile.'),
    measurementClass: optional(
      2,
      enumeration({ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7 }),
      'How it is metered and settled.',
    ),
    standardSettlementConfiguration: optional(
      3,
      text(4, 4, { pattern: /[0-9]{4}/ }),
      'Which registers count when (SSC); 0000 where half-hours are settled.',
    ),
    meterTimeswitchCode: optional(
      4,
      text(3, 3, { pattern: /[0-9]{3}/ }),
      'What the metering is fitted with (MTC).',
    ),
  },
  'SettlementElectricityDetails',
);

/** A thousand times what the largest site of the country takes. */
const ANNUAL_KWH_MAX = 1_000_000_000_000;

export const settlementGasDetails = struct(
  {
    annualQuantityKwh: optional(1, integer(0, ANNUAL_KWH_MAX, { unit: 'kWh' }), 'AQ, of a year.'),
    dailyQuantityKwh: optional(
      2,
      integer(0, ANNUAL_KWH_MAX, { unit: 'kWh' }),
      'SOQ, of the coldest day.',
    ),
    endUserCategory: optional(3, integer(1, 9), 'EUC band.'),
    settlementClass: optional(4, integer(1, 4), '1 and 2 are read daily, 3 in batches, 4 seldom.'),
  },
  'SettlementGasDetails',
);
