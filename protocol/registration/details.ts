/** The master data of a metering point beside who supplies it: each part is dated by itself. */
import { boolean, enumeration, eui64, text } from '../definition/scalars.ts';
import { optional, required, struct } from '../definition/words.ts';

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
  },
  'AgentDetails',
);

/** By name; the numbers are the keys of the parts in the messages. */
export const detailParts = {
  customer: optional(1, customerDetails, 'Who the customer is and how it pays.'),
  agents: optional(2, agentDetails, 'The supplier’s agents.'),
} as const;
export const pointDetails = struct(detailParts, 'PointDetails');
