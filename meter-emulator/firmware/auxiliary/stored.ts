/** What a meter keeps of its auxiliary switches and controllers, by their number, 1 to 5. */
import { boolean, enumeration, integer } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  rows,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { controllerLevel, switchNumber } from '../../../protocol/services/auxiliary-shapes.ts';
import { updateDeviceConfigurationAlcDescriptions } from '../../../protocol/services/update-device-configuration-alc-descriptions.ts';
import { number32, seconds } from '../stored-words.ts';

export const CONTROLLERS_MAX = 5;

/** Named by 6.14.1. */
export const auxiliaryDescriptions = updateDeviceConfigurationAlcDescriptions.request;

const output = struct({
  levelPercent: required(1, controllerLevel, 'A switch knows 0 and 100 alone.'),
  isInput: required(2, boolean, 'The level is of what the load gives, not of what it takes.'),
});
export type Output = ValueOf<typeof output>;

const window = struct({
  output: required(1, output, 'To be taken, or not to be passed.'),
  clock: required(2, enumeration({ board: 1, utc: 2 }), 'Which seconds it goes by.'),
  fromSeconds: required(3, seconds, 'Of that clock.'),
  untilSeconds: required(4, seconds, 'Of that clock.'),
});
export type Window = ValueOf<typeof window>;

export const auxiliary = struct({
  outputs: required(1, rows('Output', output, CONTROLLERS_MAX, 0), 'As they are.'),
  scheduled: required(2, rows('Output', output, CONTROLLERS_MAX, 0), 'As the calendar wants them.'),
  commands: required(3, rows('Command', window, CONTROLLERS_MAX, 0), 'Of 7.5, 7.6 and 7.13.'),
  limits: required(4, rows('Limit', window, CONTROLLERS_MAX, 0), 'Of 7.16.'),
  boosted: required(
    5,
    list('Switch', switchNumber, 0, CONTROLLERS_MAX),
    'What the boost button switches.',
  ),
  boost: optional(
    6,
    struct({
      startUtcSeconds: required(1, seconds, 'When the button was pressed.'),
      untilSeconds: required(2, seconds, 'Board seconds.'),
    }),
    'Only while it lasts.',
  ),
  boosts: required(7, number32, 'Entries ever made in the log of the button.'),
  logged: required(8, number32, 'Entries ever made in the log of the switches.'),
});

/** What is drawn is a part of 65,536 of the limit. */
export const randomisedOffset = struct({
  limitSeconds: required(1, integer(0, 1799, { unit: 's' }), 'Set by 7.12.'),
  number: required(2, integer(0, 65_535), 'Drawn then.'),
});
