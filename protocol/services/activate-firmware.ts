/** SRV 11.3. The image is on the device already; the supplier signs which one is to run. */
import { hex, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { futureDated, outcome } from './shared.ts';

export const activateFirmware = service({
  reference: '11.3',
  name: 'ActivateFirmware',
  summary: 'Has the device run the firmware image it received.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    firmwareHash: required(2, hex(32, 32), 'SHA-256 of the image.'),
  }),
  response: struct({
    ...outcome,
    activateImageResponseCode: optional(2, asn1Status, 'How it went.'),
    firmwareVersion: optional(3, text(1, 8), 'What runs now.'),
  }),
  refusals: {
    noImageHeld: { code: 71, doc: 'The device holds no whole image that verifies.' },
    imageHashMismatch: { code: 72, doc: 'The image the device holds is another one.' },
    activationFailed: { code: 73, doc: 'The image did not start; the old firmware runs.' },
  },
});
