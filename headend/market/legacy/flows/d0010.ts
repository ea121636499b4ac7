/**
 * D0010 Meter Readings, version 2: exact as far as the groups are known. Items of 026, 028 and 030 follow
 * samples of real files; those of 027, 029, 032 and 033 are known by their purpose alone.
 */
import { enumeration, integer, text } from '../../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../../protocol/definition/words.ts';
import { ANY, flow, group, MAYBE, SOME } from '../definition.ts';
import { dateTime14, meterSerial, mpanCore, reading, reason, yesNo } from '../items.ts';

/** How a reading came to be; the letters are the catalogue's. */
export const readingType = enumeration(
  {
    actualChangeOfSupplier: 1,
    customerOwn: 2,
    deemed: 3,
    final: 4,
    initial: 5,
    meterAdvanceReconciliation: 6,
    oldSupplierEstimate: 7,
    prepayment: 8,
    amended: 9,
    routine: 10,
    special: 11,
    provingTest: 12,
    withdrawn: 13,
    remote: 14,
    actualChangeOfTenancy: 15,
  },
  {
    texts: {
      actualChangeOfSupplier: 'A',
      customerOwn: 'C',
      deemed: 'D',
      final: 'F',
      initial: 'I',
      meterAdvanceReconciliation: 'M',
      oldSupplierEstimate: 'O',
      prepayment: 'P',
      amended: 'Q',
      routine: 'R',
      special: 'S',
      provingTest: 'T',
      withdrawn: 'W',
      remote: 'X',
      actualChangeOfTenancy: 'Z',
    },
  },
);

const validation = enumeration(
  { valid: 1, failed: 2, unvalidated: 3 },
  { texts: { valid: 'V', failed: 'F', unvalidated: 'U' } },
);
const method = enumeration({ notViewed: 1, pulse: 2 }, { texts: { notViewed: 'N', pulse: 'P' } });

const registerStatus = group('032', 'Why a register’s reading is not valid', {
  times: MAYBE,
  items: struct({
    reason: required(1, text(1, 2), 'A code.'),
    status: required(2, validation, 'What became of it.'),
  }),
  groups: {},
});
const readingStatus = group('033', 'The status of a reading', {
  times: MAYBE,
  items: struct({ reason: required(1, text(1, 2), 'A code.') }),
  groups: {},
});
const registers = group('030', 'One register’s reading', {
  times: SOME,
  items: struct({
    registerId: required(1, text(1, 2), 'As the meter’s technical details call it.'),
    readAt: required(2, dateTime14, 'When it was read.'),
    reading: required(3, reading, 'In tenths.'),
    demandResetAt: optional(4, dateTime14, 'When the maximum demand was reset.'),
    demandResets: optional(5, integer(0, 999), 'How often it has been.'),
    isRead: optional(6, yesNo, 'The meter was read.'),
    method: optional(7, method, 'How it was read.'),
  }),
  groups: { registerStatus, readingStatus },
});
const meters = group('028', 'A meter', {
  times: ANY,
  items: struct({
    serial: required(1, meterSerial, 'Of the meter.'),
    type: required(2, readingType, 'How the readings came to be.'),
  }),
  groups: {
    failures: group('029', 'Why readings are not valid', {
      times: MAYBE,
      items: struct({ reason: required(1, reason, 'In a word.') }),
      groups: {},
    }),
    registers,
  },
});

export const d0010 = flow({
  name: 'D0010',
  version: '002',
  title: 'Meter readings',
  syntax: 'pipe',
  basis: 'exact',
  groups: {
    points: group('026', 'A metering point', {
      times: SOME,
      items: struct({
        mpan: required(1, mpanCore, 'The metering point.'),
        status: required(2, validation, 'What validation said.'),
      }),
      groups: {
        visits: group('027', 'A visit to the site', {
          times: MAYBE,
          items: struct({
            code: required(1, text(1, 2), 'What was found.'),
            information: optional(2, reason, 'In words.'),
          }),
          groups: {},
        }),
        meters,
      },
    }),
  },
});
