/** What devices of one home say to each other, as canonical CBOR. The link between them is emulated. */

import { decodeCbor, encodeCbor } from '../../../protocol/definition/cbor.ts';
import { boolean, bytes, integer } from '../../../protocol/definition/scalars.ts';
import {
  choice,
  empty,
  list,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import { controllerLevel } from '../../../protocol/services/auxiliary-shapes.ts';
import { SLOT_BYTES_MAX } from '../documents/stored.ts';
import { number32 } from '../stored-words.ts';
import { JOIN_DIGEST_BYTES } from './stored.ts';

/** A request kept whole fits, and so do all values together. */
export const HOME_MESSAGE_BYTES_MAX = SLOT_BYTES_MAX + 64;
/** Entries of a history in one message: of the longest, 8.5 KB. */
export const ENTRIES_MAX = 40;
const ROWS_MAX = 64;
const ENTRY_BYTES_MAX = 200;
const VALUE_BYTES_MAX = 1024;
export const DOCUMENT_DIGEST_BYTES = 8;

const small = integer(0, 255);
const document = struct({
  number: required(1, small, 'Which request kept whole.'),
  digest: required(
    2,
    bytes(DOCUMENT_DIGEST_BYTES, DOCUMENT_DIGEST_BYTES),
    'The begin of the SHA-256 of its bytes.',
  ),
});
const documents = list('Document', document, 0, ROWS_MAX);
export type DocumentMark = ValueOf<typeof document>;

const historyEnd = struct({
  series: required(1, small, 'By its number in mirrored.ts.'),
  last: required(2, number32, 'The number of its last entry.'),
});
const historyEntry = struct({
  period: required(1, number32, 'Its number.'),
  bytes: required(2, bytes(1, ENTRY_BYTES_MAX), 'As on flash.'),
  isFlagged: required(3, boolean, 'As on flash.'),
});

const homeMessage = choice({
  join: required(
    1,
    struct({
      digest: required(1, bytes(JOIN_DIGEST_BYTES, JOIN_DIGEST_BYTES), 'Of its install code.'),
    }),
    'To the hub: let me in.',
  ),
  awake: required(2, empty, 'From the gas meter to its proxy: what are you missing?'),
  have: required(
    3,
    struct({
      histories: required(1, list('History', historyEnd, 0, ROWS_MAX), 'As far as it has them.'),
      documents: required(2, documents, 'Those it has.'),
    }),
    'The answer to it.',
  ),
  entries: required(
    4,
    struct({
      series: required(1, small, 'By its number in mirrored.ts.'),
      entries: required(2, list('Entry', historyEntry, 1, ENTRIES_MAX), 'Oldest first.'),
    }),
    'From the gas meter: what has come to a history.',
  ),
  document: required(
    5,
    struct({
      number: required(1, small, 'Which request kept whole.'),
      bytes: required(2, bytes(1, SLOT_BYTES_MAX), 'As on flash.'),
    }),
    'From the gas meter: a table in force.',
  ),
  now: required(
    6,
    struct({
      values: required(
        1,
        list(
          'Value',
          struct({
            name: required(1, small, 'By its number in mirrored.ts.'),
            bytes: required(2, bytes(1, VALUE_BYTES_MAX), 'As on flash.'),
          }),
          0,
          ROWS_MAX,
        ),
        'All that it goes by.',
      ),
      documents: required(2, documents, 'All that are in force.'),
    }),
    'From the gas meter, the last of what it says: how it stands.',
  ),
  level: required(
    7,
    struct({
      levelPercent: required(1, controllerLevel, 'To be taken.'),
      isInput: required(2, boolean, 'Of what the load gives.'),
    }),
    'From an electricity meter to a load controller.',
  ),
});
export type HomeMessage = ValueOf<typeof homeMessage>;

/** One message to a device of the home. */
export type Said = { readonly to: Eui64; readonly message: HomeMessage };

export const encodeHomeMessage = (message: HomeMessage): Uint8Array =>
  encodeCbor(homeMessage, message);

/** Throws Refused for anything else. */
export function decodeHomeMessage(bytesOfIt: Uint8Array): HomeMessage {
  if (bytesOfIt.length > HOME_MESSAGE_BYTES_MAX) throw new Refused('', 'too long');
  return decodeCbor(homeMessage, bytesOfIt);
}
