/** SRV 9.1. Four digits appear on the display; who can read them out stands in front of the meter. */
import { bytes, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, required, struct } from '../definition/words.ts';
import { done } from './shared.ts';

/** The most a device's answer without a result is, and much more. */
const PAYLOAD_BYTES_MAX = 65_536;
/** sr:CINMessage. */
export const cinMessage = struct({
  gbcsPayload: required(1, bytes(0, PAYLOAD_BYTES_MAX), 'The answer of the device, as it came.', {
    element: 'GBCSPayload',
  }),
  customerIdentificationNumber: required(
    2,
    text(4, 4, { pattern: /[0-9]{4}/ }),
    'The four digits on the display.',
  ),
});

export const requestCustomerIdentificationNumber = service({
  reference: '9.1',
  name: 'RequestCustomerIdentificationNumber',
  summary: 'Shows a number on the display that proves who is at the meter.',
  roles: ['OU'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: done,
  dccResponse: { element: 'CINMessage', type: cinMessage },
});
