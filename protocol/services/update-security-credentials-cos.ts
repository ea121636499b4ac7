/** SRV 6.23. Change of supplier: the DCC, not the old supplier, gives the device the keys of the new one. */
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import {
  floorSequenceNumber,
  handedOverCertificates,
  pathAndChecks,
  replacementAnswer,
} from './credential-shapes.ts';
import { futureDated, mpxn } from './shared.ts';

export const updateSecurityCredentialsCos = service({
  reference: '6.23',
  name: 'UpdateSecurityCredentialsCoS',
  summary: 'Replaces the keys of the supplier by those of the one that asks.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'HCALCS'],
  critical: false,
  modes: ['onDemand', 'futureDatedDevice', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    supplierFloorSeqNumber: required(2, floorSequenceNumber, 'First counter of its commands.'),
    supplierPrepaymentTopUpFloorSeqNumber: optional(
      3,
      floorSequenceNumber,
      'First counter of its UTRNs.',
    ),
    supplierReplacementCertificates: required(4, handedOverCertificates, 'Of the new supplier.'),
    ...pathAndChecks,
    importMpxn: required(7, mpxn, 'Of which it has become the supplier.', {
      element: 'ImportMPxN',
    }),
  }),
  response: replacementAnswer,
});
