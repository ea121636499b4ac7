/** What a meter keeps of what happened. */
import { list, optional, required, struct } from '../../../protocol/definition/words.ts';
import { clockStatus, counter, number32, seconds } from '../stored-words.ts';

export const PENDING_ALERTS_MAX = 8;
export const alerts = struct({
  pending: required(
    1,
    list(
      'Alert',
      struct({
        counter: required(1, counter, 'Its own.'),
        code: required(2, number32, 'As in the table of alerts.'),
        utcSeconds: required(3, seconds, 'When it happened.'),
        clockStatus: required(4, clockStatus, 'Then.'),
        detail: optional(5, number32, 'What the code alone does not say.'),
      }),
      0,
      PENDING_ALERTS_MAX,
    ),
    'Not yet known to have arrived, oldest first.',
  ),
  dropped: required(2, number32, 'How many made room for newer ones.'),
});

export const logs = struct({
  events: required(1, number32, 'Entries ever made.'),
  security: required(2, number32, 'Entries ever made.'),
});
