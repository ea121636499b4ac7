/** The master data of a metering point beside who supplies it: each part is dated by itself. */
import { boolean, enumeration, eui64, text, utcDateTime } from '../definition/scalars.ts';
import { optional, required, struct, type ValueOf } from '../definition/words.ts';
import { communicationsDetails, meterDetails, smartDetails } from './meter-details.ts';
import { settlementElectricityDetails, settlementGasDetails } from './settlement-details.ts';
import {
  energisationDetails,
  networkDetails,
  relationDetails,
  siteDetails,
} from './site-details.ts';

/** What the customer is, and how the supplier says that it pays. */
export const customerDetails = struct(
  {
    customerType: required(
      1,
      enumeration({ domestic: 1, nonDomestic: 2 }),
      'Who lives or works there.',
    ),
    usesDcc: optional(
      2,
      boolean,
      'The supplier of a non-domestic customer elected to use the DCC.',
    ),
    paymentMode: optional(
      3,
      enumeration({ credit: 1, prepayment: 2 }),
      'As the supplier recorded it.',
    ),
    isLeadSupplier: optional(4, boolean, 'Of a dual-fuel site, this fuel’s supplier leads.'),
  },
  'CustomerDetails',
);

/** Whoever works at the metering point for its supplier. Industry parties need not be users of the DCC. */
export const agentDetails = struct(
  {
    meterOperator: optional(
      1,
      text(1, 40),
      'Market participant id; of gas, the meter asset manager.',
    ),
    dataCollector: optional(2, text(1, 40), 'Market participant id; electricity alone.'),
    dataAggregator: optional(3, text(1, 40), 'Market participant id; electricity alone.'),
    shipper: optional(4, text(1, 40), 'Market participant id; gas alone.'),
    meterAssetProvider: optional(5, text(1, 40), 'Who owns the meter.'),
    meterOperatorUser: optional(6, eui64, 'The meter operator as a user of the DCC.'),
    dataCollectorUser: optional(7, eui64, 'The data collector as a user of the DCC.'),
    dataAggregatorUser: optional(8, eui64, 'The data aggregator as a user of the DCC.'),
  },
  'AgentDetails',
);

/** Since when whoever lives there does. Told by 92.1 alone: more than this value hangs on it. */
export const tenancyDetails = struct(
  { from: required(1, utcDateTime, 'The first second of the tenancy.') },
  'TenancyDetails',
);

/** By name; the numbers are the keys of the parts in the messages. */
export const detailParts = {
  customer: optional(1, customerDetails, 'Who the customer is and how it pays.'),
  agents: optional(2, agentDetails, 'The supplier’s agents.'),
  site: optional(3, siteDetails, 'Where it is.'),
  relations: optional(4, relationDetails, 'The metering points that go with it.'),
  network: optional(5, networkDetails, 'What the network operator says of the connection.'),
  settlementElectricity: optional(6, settlementElectricityDetails, 'By what it is settled.'),
  settlementGas: optional(7, settlementGasDetails, 'By what it is settled.'),
  energisation: optional(8, energisationDetails, 'Whether the supply is on.'),
  meter: optional(9, meterDetails, 'What is fitted.'),
  smart: optional(10, smartDetails, 'Whether the meter counts as smart.'),
  communications: optional(11, communicationsDetails, 'Where the meter is reached.'),
  tenancy: optional(30, tenancyDetails, 'Of whoever lives or works there.'),
} as const;
export const pointDetails = struct(detailParts, 'PointDetails');
export type PointDetails = ValueOf<typeof pointDetails>;
/** The name of a part. */
export type DetailPart = keyof typeof detailParts;
export const DETAIL_PARTS = Object.keys(detailParts) as readonly DetailPart[];
