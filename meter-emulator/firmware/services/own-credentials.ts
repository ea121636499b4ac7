/**
 * SRV 6.17, 6.15.2 and 6.24.2 at the meter: its own keys. It makes a pair and asks for its certificate; the pair is in
 * force once that has come, and the private half never leaves it.
 */
import { readCertificate } from '../../../protocol/certificates/certificate.ts';
import { certificationRequest } from '../../../protocol/certificates/request.ts';
import { Refused } from '../../../protocol/refused.ts';
import { issueSecurityCredentials } from '../../../protocol/services/issue-security-credentials.ts';
import { retrieveDeviceSecurityCredentialsDevice } from '../../../protocol/services/retrieve-device-security-credentials-device.ts';
import { updateSecurityCredentialsDevice } from '../../../protocol/services/update-security-credentials-device.ts';
import { unchanged } from '../events/event.ts';
import { certified, newKeyOf, withNewKey } from '../security/own-keys.ts';
import { asn1 } from './asn1.ts';
import { change, read } from './executor.ts';

export const executeIssueSecurityCredentials = change(
  issueSecurityCredentials,
  ({ state, crypto, random }, { credentialType }) => {
    const isSigning = credentialType === 'DigitalSignature';
    const secret = random(32);
    const next = withNewKey(state, credentialType, secret);
    const { eui64, signingSecret } = state.identity;
    const key = newKeyOf(crypto, credentialType, secret);
    const request = certificationRequest(crypto, eui64, key, isSigning ? secret : signingSecret);
    const response = {
      messageSuccess: true,
      issueCredentialsResponseCode: asn1('success'),
      certificationRequest: request,
    };
    return { kind: 'done', step: unchanged(next), response };
  },
);

function readOrNone(bytes: Uint8Array) {
  try {
    return readCertificate(bytes);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

export const executeUpdateOwnCredentials = change(
  updateSecurityCredentialsDevice,
  ({ state, crypto }, { deviceCertificate }) => {
    const refuse = (why: 'certificateMalformed' | 'certificateSubject' | 'noSuchKeyPair') =>
      ({ kind: 'refused', why, step: unchanged(state) }) as const;
    const certificate = readOrNone(deviceCertificate);
    if (!certificate) return refuse('certificateMalformed');
    if (certificate.eui64 !== state.identity.eui64) return refuse('certificateSubject');
    const next = certified(crypto, state, certificate);
    if (!next) return refuse('noSuchKeyPair');
    const response = {
      messageSuccess: true,
      updateSecurityCredentialsResponseCode: asn1('success'),
    };
    return { kind: 'done', step: unchanged(next), response };
  },
);

export const executeRetrieveOwnCredentials = read(
  retrieveDeviceSecurityCredentialsDevice,
  ({ state: { identity } }, { credentialType }) => {
    const certificate =
      credentialType === 'DigitalSignature'
        ? identity.signingCertificate
        : identity.agreementCertificate;
    return certificate
      ? { messageSuccess: true, statusCode: asn1('success'), certificate }
      : { messageSuccess: false, statusCode: asn1('noCertificateHeld') };
  },
);
