/** What a meter keeps of requests that it goes by, or that it will. */
import { bytes, integer } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  rows,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { signerSlot } from '../security/stored.ts';
import { counter, number32, seconds } from '../stored-words.ts';
import { DOCUMENTS_MAX } from './document-services.ts';

export const FUTURE_DATED_MAX = 8;
/** A shorter request is held in the list itself; a longer one takes a slot. */
export const HELD_INLINE_BYTES_MAX = 48;
/** One for each document in force, one for each request held, and one to write the next into. */
export const SLOTS = DOCUMENTS_MAX + FUTURE_DATED_MAX + 1;
/** A request fits a message, and a message a slot. */
export const SLOT_BYTES_MAX = 16_384;

const slot = integer(0, SLOTS - 1);

export const futureDated = struct({
  commands: required(
    1,
    list(
      'Command',
      struct({
        service: required(1, number32, 'The number of the service.'),
        utcSeconds: required(2, seconds, 'When it is to be executed.'),
        commandCounter: required(3, counter, 'Of the command that brought it.'),
        request: optional(4, bytes(1, HELD_INLINE_BYTES_MAX), 'As canonical CBOR.'),
        slot: optional(5, slot, 'Where the request is, if it is not here.'),
        signer: optional(6, signerSlot, 'Who signed it.'),
        signerCounter: optional(7, counter, 'Of the signature.'),
      }),
      0,
      FUTURE_DATED_MAX,
    ),
    'In the order they came.',
  ),
});

export const documents = struct({
  slots: required(
    1,
    rows('Slot', slot, DOCUMENTS_MAX, 0),
    'Where each document in force is, by its number.',
  ),
});

export type FutureDated = ValueOf<typeof futureDated>;
export type FutureCommand = FutureDated['commands'][number];
export type Documents = ValueOf<typeof documents>;
