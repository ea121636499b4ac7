/** What a meter keeps of its supply, of who has opened it, and of power that was gone. */
import { enumeration } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  rows,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { lockState } from '../../../protocol/services/shared.ts';
import { seconds } from '../stored-words.ts';

export const supply = struct({
  position: required(1, enumeration({ enabled: 1, disabled: 2, armed: 3 }), 'As GBCS calls it.'),
  disabledBy: optional(
    2,
    enumeration({ supplier: 1, credit: 2, tamper: 3 }),
    'Only while it is disabled.',
  ),
  restoreAtSeconds: optional(
    3,
    seconds,
    'Board seconds at which it is enabled by itself; only while a load limit has it armed.',
  ),
});

const contact = enumeration({
  batteryCover: 1,
  meterCover: 2,
  magneticField: 3,
  terminalCover: 4,
  secondTerminalCover: 5,
  enclosure: 6,
  other: 7,
});
export type Contact = ValueOf<typeof contact>;
const CONTACTS_MAX = 7;

export const access = struct({
  tamperState: required(1, lockState, 'What tampering does to the supply.'),
  open: required(2, list('Contact', contact, 0, CONTACTS_MAX), 'Covers off, fields there.'),
});

const lostPhase = struct({
  sinceSeconds: required(1, seconds, 'Board seconds.'),
  backSeconds: optional(2, seconds, 'Board seconds at which it came back, not steady yet.'),
});
export const power = struct({
  offSinceSeconds: optional(1, seconds, 'Board seconds of the last gasp.'),
  lostPhases: required(2, rows('Phase', lostPhase, 3, 0), 'Without voltage while others have it.'),
});
