/** SRV 3.1. What the supplier tells the customer on the display. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const messageText = text(1, 116, { pattern: /[ -~]+/ });

export const displayMessage = service({
  reference: '3.1',
  name: 'DisplayMessage',
  summary: 'Shows a message on the display of a meter.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    supplierMessage: required(2, messageText, 'Printable ASCII.'),
  }),
  response: done,
});
