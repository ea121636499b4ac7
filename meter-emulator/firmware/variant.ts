/** What kind of meter this is: one firmware, and the factory says what is soldered to the board. */
import { boolean, enumeration, integer } from '../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../protocol/definition/words.ts';

export const variant = struct({
  kind: required(
    1,
    enumeration({ singleElement: 1, twinElement: 2, polyphase: 3, gas: 4 }),
    'Electricity with one or two elements or three phases, or gas.',
  ),
  auxiliarySwitches: required(2, integer(0, 5), 'Auxiliary load control switches.'),
  hasBoostButton: required(3, boolean, 'A button that switches auxiliary loads on for a while.'),
  proportionalControllers: optional(
    4,
    integer(0, 5),
    'Auxiliary controllers with levels, numbered after the switches; five of both at most.',
  ),
});
