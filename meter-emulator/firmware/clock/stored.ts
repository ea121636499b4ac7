/** What a meter keeps of its clock. */
import { optional, required, struct } from '../../../protocol/definition/words.ts';
import { clockStatus, number32, seconds } from '../stored-words.ts';

export const clock = struct({
  offsetSeconds: required(1, seconds, 'UTC less the seconds of the board.'),
  status: required(2, clockStatus, 'Whether the time can be relied on.'),
  comparedDay: optional(3, number32, 'The UTC day of the last comparison with the network.'),
});
