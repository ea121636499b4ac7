/** SRV 6.15.1. Whom a device obeys: the keys of a party, replaced by that party. */
import { service } from '../definition/service.ts';
import { choice, required, struct } from '../definition/words.ts';
import {
  pathAndChecks,
  remoteParty,
  replacedCertificates,
  replacementAnswer,
  replacementRules,
} from './credential-shapes.ts';
import { futureDated } from './shared.ts';

// The schema kept room for other kinds of certificates beside this one.
const replacements = choice({
  ofParty: required(1, replacedCertificates, 'Of the party.', {
    element: 'SupplierOrNetworkOperatorCertificates',
  }),
});
const PATH = 'replacementCertificates.ofParty';

export const updateSecurityCredentialsKrp = service({
  reference: '6.15.1',
  name: 'UpdateSecurityCredentialsKRP',
  summary: 'Replaces the certificates of a remote party on the device.',
  roles: ['IS', 'GS', 'ED', 'GT'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    ...futureDated,
    ...remoteParty,
    replacementCertificates: required(7, replacements, 'Those to be replaced.'),
    ...pathAndChecks,
  }),
  rules: (value) => {
    const { ofParty } = value.replacementCertificates;
    return [
      ...(Object.keys(ofParty).length === 0 ? [{ path: PATH, reason: 'replaces none' }] : []),
      ...replacementRules(
        value,
        `${PATH}.keyAgreementTopUpCertificate`,
        ofParty.keyAgreementTopUpCertificate,
      ),
    ];
  },
  response: replacementAnswer,
});
