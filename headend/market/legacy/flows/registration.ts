/** Emulated: who supplies an electricity metering point, as the legacy register and suppliers say it. */
import { text } from '../../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../../protocol/definition/words.ts';
import { date8, mpanCore, participantId, reason, yesNo } from '../items.ts';
import { emulated } from './emulated.ts';

const agents = {
  meterOperator: optional(4, participantId, 'Its meter operator.'),
  dataCollector: optional(5, participantId, 'Its data collector.'),
  dataAggregator: optional(6, participantId, 'Its data aggregator.'),
};
const refusal = struct({
  mpan: required(1, mpanCore, 'The metering point.'),
  flow: required(2, text(5, 5), 'What is refused.'),
  code: required(3, text(1, 40), 'A stable code.'),
  reason: required(4, reason, 'In words.'),
});

/** New supplier to register: asks; what came of it is D0217 or D0057. */
export const d0055 = emulated(
  ['D0055', 'Registration of supplier', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    supplier: required(2, participantId, 'Who is to supply it.'),
    supplyStart: required(3, date8, 'The first day.'),
    ...agents,
    isNewTenancy: required(7, yesNo, 'Somebody else lives there.'),
  }),
  {},
);
/** Register to new supplier. */
export const d0057 = emulated(['D0057', 'Rejection of registration', 'pipe'], refusal, {});
/** Register to supplier. */
export const d0203 = emulated(['D0203', 'Rejection of changes', 'pipe'], refusal, {});
/** Register to old supplier. */
export const d0058 = emulated(
  ['D0058', 'Notice of termination of supply registration', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    supplier: required(2, participantId, 'Who supplied it.'),
    supplyEnd: required(3, date8, 'The first day that is no longer supply.'),
  }),
  {},
);
/** Register to new supplier. */
export const d0217 = emulated(
  ['D0217', 'Confirmation of registration', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    supplier: required(2, participantId, 'Who supplies it.'),
    supplyStart: required(3, date8, 'The first day.'),
  }),
  {},
);
/** Register to new supplier: whom it follows. */
export const d0260 = emulated(
  ['D0260', 'Old supplier and agents', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    oldSupplier: required(2, participantId, 'Who supplied it.'),
    supplyEnd: required(3, date8, 'The first day that is no longer supply.'),
    ...agents,
  }),
  {},
);
/** Whoever changes them, to the other parties. */
export const d0148 = emulated(
  ['D0148', 'Notification of change to other parties', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    supplier: required(2, participantId, 'Whose agents they are.'),
    effectiveFrom: required(3, date8, 'The first day.'),
    ...agents,
  }),
  {},
);
/** Supplier to agent. */
export const d0155 = emulated(
  ['D0155', 'Notification of appointment', 'pipe'],
  struct({
    mpan: required(1, mpanCore, 'The metering point.'),
    supplier: required(2, participantId, 'Who appoints.'),
    effectiveFrom: required(3, date8, 'The first day.'),
    ...agents,
  }),
  {},
);
