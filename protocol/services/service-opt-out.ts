/** SRV 8.5. The DCC gives up its keys on a device that leaves the service; no user may ask for it. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { floorSequenceNumber, pathAndChecks, replacementAnswer } from './credential-shapes.ts';
import { certificate } from './shared.ts';

/** sr:ReplacementCertificatesACB. */
const certificates = struct({
  digitalSigningCertificate: optional(1, certificate, 'The key that signs.'),
  keyAgreementCertificate: required(2, certificate, 'The key that MACs and encrypts.'),
});

export const serviceOptOut = service({
  reference: '8.5',
  name: 'ServiceOptOut',
  summary: 'Replaces the keys of the DCC on a device that leaves its service.',
  roles: [],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: false,
  modes: ['futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    executionDateTime: required(1, utcDateTime, 'When the DCC has it executed.'),
    acbFloorSeqNumber: required(2, floorSequenceNumber, 'First counter of the new keys.', {
      element: 'ACBFloorSeqNumber',
    }),
    replacementCertificates: required(4, certificates, 'Of whoever takes the place of the DCC.'),
    ...pathAndChecks,
  }),
  response: replacementAnswer,
});
