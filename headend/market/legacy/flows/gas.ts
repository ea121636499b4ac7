/** Emulated: what gas says in files of its own, with commas between the items. */
import { enumeration, text } from '../../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../../protocol/definition/words.ts';
import {
  date8,
  dateTime14,
  meterSerial,
  mprnNumber,
  participantId,
  reading,
  reason,
  yesNo,
} from '../items.ts';
import { readingType } from './d0010.ts';
import { emulated } from './emulated.ts';

const mprn = required(1, mprnNumber, 'The supply point.');

/** The gas register has confirmed a supplier. */
export const cnf = emulated(
  ['CNF', 'Confirmation', 'comma'],
  struct({
    mprn,
    supplier: required(2, participantId, 'Who supplies it.'),
    supplyStart: required(3, date8, 'The first day.'),
    shipper: optional(4, participantId, 'Who ships for it.'),
  }),
  {},
);
/** What is refused, and why. */
export const cfr = emulated(
  ['CFR', 'Rejection', 'comma'],
  struct({
    mprn,
    flow: required(2, text(3, 5), 'What is refused.'),
    code: required(3, text(1, 40), 'A stable code.'),
    reason: required(4, reason, 'In words.'),
  }),
  {},
);
/** The old supply ends. */
export const trf = emulated(
  ['TRF', 'Transfer of ownership', 'comma'],
  struct({
    mprn,
    supplier: required(2, participantId, 'Who supplied it.'),
    supplyEnd: required(3, date8, 'The first day that is no longer supply.'),
  }),
  {},
);
const job = enumeration(
  { installed: 1, exchanged: 2, removed: 3 },
  { texts: { installed: 'INST', exchanged: 'EXCH', removed: 'REMO' } },
);
/** A meter was fitted or removed. */
export const onjob = emulated(
  ['ONJOB', 'Notification of a job at a meter', 'comma'],
  struct({
    mprn,
    doneOn: required(2, date8, 'The day.'),
    job: required(3, job, 'What was done.'),
    serial: optional(4, meterSerial, 'Written on it.'),
    device: optional(5, text(23, 23), 'EUI-64 of a smart one.'),
    specification: optional(6, text(1, 20), 'Version of its specification.'),
    isServedByDcc: required(7, yesNo, 'It communicates through the DCC.'),
  }),
  {},
);
/** A reading of the meter. */
export const umr = emulated(
  ['UMR', 'Meter reading', 'comma'],
  struct({
    mprn,
    readAt: required(2, dateTime14, 'When it was read.'),
    type: required(3, readingType, 'How it came to be.'),
    reading: required(4, reading, 'In tenths of a cubic metre.'),
  }),
  {},
);
