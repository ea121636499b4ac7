/** SRV 8.13. A command brought to a device by hand is answered by hand: the DCC reads it as if it had come by radio. */
import { bytes } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { requestId } from './shared.ts';

/** XSD gives it no length; no message of a device is longer. */
const RESPONSE_BYTES_MAX = 65_536;

export const returnLocalCommandResponse = service({
  reference: '8.13',
  name: 'ReturnLocalCommandResponse',
  summary: 'Returns the answer of a device to a command delivered locally.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    originalRequestId: optional(1, requestId, 'Of the request that the command is of.', {
      element: 'OriginalRequestID',
    }),
    deviceResponse: required(
      2,
      bytes(1, RESPONSE_BYTES_MAX),
      'The answer, as the device gave it.',
      {
        element: 'DeviceGBCSResponse',
      },
    ),
  }),
  response: undefined,
});
