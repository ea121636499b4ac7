/** What of a published request cannot be as it is, today and with meters whose keys are not the published ones. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { withDeviceCertificate, withOwnCertificates } from './certificates.ts';
import type { Market, Response } from './market.ts';

export type Context = {
  readonly market: Market;
  readonly device: Eui64;
  /** Of its metering point. */
  readonly mpxn: string;
  /** The answer to the request before, if there was one. */
  readonly before: Response | undefined;
};

type Alteration = {
  readonly why: string;
  readonly change: (xml: string, context: Context) => string;
};

const ALTERATIONS: readonly Alteration[] = [
  {
    why: 'the clock requests are of 2014: the meter is told a time of now, in the same shape',
    change: (xml) => xml.replace(/<sr:CurrentDateTime>[^<]*</, `<sr:CurrentDateTime>${now()}<`),
  },
  {
    why: 'the hour for which a controller is to have a level was in 2015: it ends in an hour from now',
    change: (xml) =>
      xml.includes(' auxiliaryControllerN="')
        ? xml.replace(/<sr:EndDateTime>[^<]*</, `<sr:EndDateTime>${now(HOUR_MILLIS)}<`)
        : xml,
  },
  {
    why: 'native meters take Ed25519 and X25519, under a root that they know; the published ones are of P-256',
    change: (xml, { market }) =>
      xml.includes('<sr:CertificationPathCertificates>') ? withOwnCertificates(xml, market) : xml,
  },
  {
    why: 'a certificate is for the key that the device has just made',
    change: (xml, { device, before }) => {
      const request = requestIn(before);
      return request ? withDeviceCertificate(xml, device, request) : xml;
    },
  },
  {
    why: 'a change of supplier names the metering point where the meter is',
    change: (xml, { mpxn }) =>
      xml.includes('<sr:UpdateSecurityCredentialsCoS>')
        ? xml.replace(/<sr:ImportMPxN>[^<]*</, `<sr:ImportMPxN>${mpxn}<`)
        : xml,
  },
];

/** All that apply. */
export const altered = (xml: string, context: Context): string =>
  ALTERATIONS.reduce((text, { change }) => change(text, context), xml);

const HOUR_MILLIS = 3_600_000;
const now = (laterMillis = 0) =>
  new Date(Date.now() + laterMillis).toISOString().replace(/\.\d+Z/, '.00Z');

/** What 6.17 was answered with: a certification request of the device. */
function requestIn(response: Response | undefined): Uint8Array | undefined {
  const body = response?.body;
  if (body?.kind !== 'smets1' || body.response.message.kind !== 'response') return undefined;
  const value = body.response.message.answer?.value;
  return (value as { readonly certificationRequest?: Uint8Array } | undefined)
    ?.certificationRequest;
}
