/** What a meter keeps for its display: what the supplier wrote there, and what the customer hides. */
import { boolean, text } from '../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../protocol/definition/words.ts';
import { messageText } from '../../../protocol/services/display-message.ts';
import {
  supplierNameText,
  telephoneText,
} from '../../../protocol/services/update-supplier-name.ts';
import { seconds } from '../stored-words.ts';

export const PIN_DIGITS = 4;

export const display = struct({
  supplier: optional(
    1,
    struct({
      name: required(1, supplierNameText, 'Service 3.4.'),
      telephone: required(2, telephoneText, 'Service 3.4.'),
    }),
    'Whom the customer calls.',
  ),
  message: optional(
    2,
    struct({
      text: required(1, messageText, 'Service 3.1.'),
      utcSeconds: required(2, seconds, 'When it came.'),
      isRead: required(3, boolean, 'The customer has pressed a key for it.'),
    }),
    'The last one.',
  ),
  pin: optional(3, text(PIN_DIGITS, PIN_DIGITS, { pattern: /[0-9]{4}/ }), 'Set at the keypad.'),
  restrictedBeforeUtcSeconds: optional(4, seconds, 'Service 3.2: what is older is not shown.'),
  customerNumber: optional(
    5,
    struct({
      digits: required(1, text(4, 4, { pattern: /[0-9]{4}/ }), 'Service 9.1.'),
      untilBoardSeconds: required(2, seconds, 'Shown until then, or until a key is pressed.'),
    }),
    'Shown now.',
  ),
});
