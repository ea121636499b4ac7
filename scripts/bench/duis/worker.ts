/**
 * One of the things that are measured, in a process of its own, so that none disturbs another. The
 * parser of DCC Boxed is under another licence: it is loaded from where it was installed for this run.
 */
import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { readRequest } from '../../../headend/market/duis/request.ts';
import { serviceRequestFrom } from '../../../headend/market/duis/service-request-from.ts';
import {
  type SigningCertificates,
  verifyRequest,
} from '../../../headend/market/duis/signature/verify.ts';
import { eui64FromCompact } from '../../../protocol/identifiers/eui64.ts';
import { verifiedByXmlCrypto } from '../../judges/xml-crypto-peer.ts';
import { serve } from '../path/remote.ts';
import { perSecond } from '../wire.ts';

/** Long enough for the slowest to go through many of the documents. */
const ROUND_MS = 300;

export type Work = {
  readonly documents: readonly string[];
  /** Of the key that has signed the documents; the serial number of its certificates is an EUI-64. */
  readonly publicPem: string;
  /** Where the other's parser was installed. */
  readonly folder: string;
};

/** Each document in turn, without end, from one round to the next. */
const places = new Map<string, number>();
function rate(name: string, documents: readonly string[], each: (xml: string) => unknown): number {
  let next = places.get(name) ?? 0;
  const found = perSecond(() => {
    each(documents[next % documents.length] as string);
    next += 1;
  }, ROUND_MS);
  places.set(name, next % documents.length);
  return found;
}

function certificatesOf(publicPem: string): SigningCertificates {
  const publicKey = createPublicKey(publicPem);
  return {
    find: (_, serialNumber) => ({
      eui64: eui64FromCompact(serialNumber.toString(16).padStart(16, '0')),
      publicKey,
    }),
    problemOf: () => undefined,
    has: () => true,
  };
}

/** Reads, checks, and if there are certificates verifies, as the web service does. */
function take(xml: string, certificates?: SigningCertificates): void {
  const read = readRequest(xml);
  serviceRequestFrom(read, 'send');
  if (certificates) verifyRequest(read, xml, certificates, 0);
}

type Parser = { parseDuis(mode: 'simplified' | 'normal', xml: string): unknown };

/** Each gives documents per second of this process's time for the processor. */
const tasks = {
  checked: ({ documents }: Work) => rate('checked', documents, (xml) => take(xml)),
  verified: ({ documents, publicPem }: Work) => {
    const certificates = certificatesOf(publicPem);
    return rate('verified', documents, (xml) => take(xml, certificates));
  },
  duisParser: ({ documents, folder }: Work) => {
    const parser = createRequire(`${folder}/package.json`)('@smartdcc/duis-parser') as Parser;
    return rate('duisParser', documents, (xml) => parser.parseDuis('simplified', xml));
  },
  xmlCrypto: ({ documents, publicPem }: Work) =>
    rate('xmlCrypto', documents, (xml) => {
      if (!verifiedByXmlCrypto(xml, publicPem)) throw new Error('xml-crypto did not verify');
    }),
};
export type WorkerTasks = typeof tasks;

if (process.send) serve(tasks);
