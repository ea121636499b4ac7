/** SRV 6.21. A device installed under the keys of the DCC gets those of its supplier or network operator. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import {
  handedOverCertificates,
  pathAndChecks,
  remoteParty,
  replacementAnswer,
  replacementRules,
} from './credential-shapes.ts';
import { futureDated } from './shared.ts';

export const requestHandoverOfDccControlledDevice = service({
  reference: '6.21',
  name: 'RequestHandoverOfDCCControlledDevice',
  summary: 'Hands a device from the DCC to the party that asks.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    ...remoteParty,
    replacementCertificates: required(7, handedOverCertificates, 'Of the party that asks.'),
    ...pathAndChecks,
  }),
  rules: (value) =>
    replacementRules(
      value,
      'replacementCertificates.keyAgreementTopUpCertificate',
      value.replacementCertificates.keyAgreementTopUpCertificate,
    ),
  response: replacementAnswer,
});
