/** What a meter keeps of its supply. */
import { enumeration } from '../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../protocol/definition/words.ts';

export const supply = struct({
  position: required(1, enumeration({ enabled: 1, disabled: 2, armed: 3 }), 'As GBCS calls it.'),
  disabledBy: optional(2, enumeration({ supplier: 1, credit: 2 }), 'Only while it is disabled.'),
});
