/** A running head-end with the parties of the published requests as its users, and all that it writes. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { makeSupplierKeys, type SupplierKeys } from '../../../cli/supplier-keys.ts';
import type { Authorities } from '../../../headend/authorities/authorities.ts';
import { type HeadEnd, startHeadEnd } from '../../../headend/head-end.ts';
import { readResponse } from '../../../headend/market/duis/response.ts';
import { InMemoryLink } from '../../../headend/transport/in-memory-link.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';

export const SUPPLIER: Eui64 = '90-B3-D5-1F-30-01-00-00';
/** Of both fuels, as the requests have it. */
export const NETWORK_OPERATOR: Eui64 = '90-B3-D5-1F-30-02-00-00';
/** May limit an APC (7.16), but has no role in DUIS. */
export const LOAD_CONTROLLER: Eui64 = '90-B3-D5-1F-30-01-00-08';

export type Response = ReturnType<typeof readResponse>;

export type Market = {
  readonly headEnd: HeadEnd;
  readonly link: InMemoryLink;
  readonly supplier: SupplierKeys;
  readonly networkOperatorSecret: Uint8Array;
  readonly authorities: Required<Authorities>;
  /** Everything the head-end wrote: answers in the exchange, and what it posted. */
  readonly documents: string[];
  /** The first document with this RequestID that is posted, or undefined when it takes too long. */
  answer(requestId: string): Promise<Response | undefined>;
  /** The document that answers in the exchange. */
  post(webService: string, xml: string): Promise<Response>;
  close(): Promise<void>;
};

/** As the published keys have them. */
export const DCC: Eui64 = '90-B3-D5-1F-30-00-00-02';
const CHANGE_OF_SUPPLIER: Eui64 = '90-B3-D5-1F-30-00-00-04';

const secret = () => new Uint8Array(randomBytes(32));

const ANSWER_MILLIS = 10_000;

/** `prepaymentSecret` is what the published UTRNs are made with. */
export async function openMarket(prepaymentSecret: Uint8Array): Promise<Market> {
  const link = new InMemoryLink();
  const authorities = {
    changeOfSupplier: { eui64: CHANGE_OF_SUPPLIER, signingSecret: secret() },
    handover: { eui64: DCC, signingSecret: secret() },
  };
  const headEnd = await startHeadEnd({
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    links: [link],
    authorities,
  });
  const documents: string[] = [];
  const inbox = new Map<string, (response: Response) => void>();
  const { server, url } = await receiver((xml) => {
    documents.push(xml);
    const response = readResponse(xml);
    inbox.get(response.header.requestId ?? '')?.(response);
  });
  const supplier = { ...makeSupplierKeys(SUPPLIER, url), prepaymentSecret };
  const networkOperatorSecret = secret();
  await enrolUsers(headEnd, url, supplier, networkOperatorSecret);
  return {
    headEnd,
    link,
    supplier,
    networkOperatorSecret,
    authorities,
    documents,
    answer: (requestId) =>
      new Promise((resolve) => {
        const late = setTimeout(() => resolve(undefined), ANSWER_MILLIS);
        inbox.set(requestId, (response) => {
          clearTimeout(late);
          inbox.delete(requestId);
          resolve(response);
        });
      }),
    async post(webService, xml) {
      const text = await posted(`http://127.0.0.1:${headEnd.httpPort}/api/v1/${webService}`, xml);
      documents.push(text);
      return readResponse(text);
    },
    async close() {
      await headEnd.stop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function receiver(take: (xml: string) => void): Promise<{ server: Server; url: string }> {
  const server = createServer(async (message, response) => {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part);
    take(Buffer.concat(parts).toString());
    response.end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ server, url: `http://127.0.0.1:${port}/` });
    });
  });
}

async function enrolUsers(
  { parties }: HeadEnd,
  receiveUrl: string,
  supplier: SupplierKeys,
  networkOperatorSecret: Uint8Array,
): Promise<void> {
  const user = { name: 'User', status: 'active', channel: 'duis', receiveUrl } as const;
  const { publicKey } = nodeCrypto.ed25519;
  await parties.put({
    ...user,
    eui64: SUPPLIER,
    // The published requests are all of one company, whatever role they are asked in.
    roles: ['IS', 'GS', 'ES', 'OU'],
    signingPublic: publicKey(supplier.signingSecret),
  });
  await parties.put({
    ...user,
    eui64: NETWORK_OPERATOR,
    roles: ['ED', 'GT'],
    signingPublic: publicKey(networkOperatorSecret),
  });
  await parties.put({ ...user, eui64: LOAD_CONTROLLER, roles: [] });
}

async function posted(url: string, xml: string): Promise<string> {
  const headers = { 'content-type': 'application/xml' };
  const answer = await fetch(url, { method: 'POST', body: xml, headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text}`);
  return text;
}
