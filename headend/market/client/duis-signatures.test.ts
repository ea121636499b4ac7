/** A supplier's client that signs what it sends, and takes only what the head-end has signed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketMessage } from '../../service-request.ts';
import { XML_DECLARATION } from '../duis/document.ts';
import { DuisFormat } from '../duis/format.ts';
import { readRequest } from '../duis/request.ts';
import { serviceRequestFrom } from '../duis/service-request-from.ts';
import { signedDocument, type XmlSigner } from '../duis/signature/sign.ts';
import { certificatesOf, newSigner } from '../duis/signature/signature.testing.ts';
import { verifyRequest } from '../duis/signature/verify.ts';
import { DEVICE, HEAD_END, SUPPLIER, samples } from '../market.testing.ts';
import { DuisTransport } from './duis-transport.ts';
import type { IncomingMessage } from './transport.ts';

const NOW = 1_795_510_861;
const clock = { nowMillis: () => NOW * 1000 };
const supplier = newSigner();
const headEnd = newSigner();
const stranger = newSigner();
const certificates = certificatesOf([HEAD_END, headEnd], [SUPPLIER, supplier]);
const [, topUp] = samples();
assert.ok(topUp);
const request = topUp;
const formatOf = (signer: XmlSigner) => new DuisFormat(clock, signer);

type Change = (xml: string) => string;
const asIs: Change = (xml) => xml;

/** A head-end that acknowledges with `signer`, after `change`; gives what it was sent, and the reply. */
async function sent(signer: XmlSigner, change = asIs) {
  let received = '';
  const server = createServer((message, response) => {
    message.setEncoding('utf8').on('data', (text) => {
      received += text;
    });
    message.on('end', () => {
      const asked = serviceRequestFrom(readRequest(received), 'send');
      response.end(change(formatOf(signer).submission(asked, { kind: 'acknowledged' })));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = transportTo(`http://127.0.0.1:${port}`);
  try {
    const reply = await transport.send(request, 5_000).catch((error: Error) => error.message);
    return { received, reply };
  } finally {
    await transport.stop();
    server.close();
  }
}

const transportTo = (url: string) =>
  new DuisTransport({
    party: SUPPLIER,
    url,
    receive: { host: '127.0.0.1', port: 0 },
    signer: supplier,
    verify: { certificates, headEnd: HEAD_END, clock },
  });

const answer: MarketMessage = {
  kind: 'response',
  requestId: request.requestId,
  service: request.service,
  code: 'I0',
  answer: { device: DEVICE, counter: 1001n, result: { messageSuccess: true } },
};

/** Posts an answer to the client as the head-end does; gives the status and what was taken. */
async function delivered(signer: XmlSigner, change = asIs) {
  const transport = transportTo('http://127.0.0.1:1');
  const taken: IncomingMessage[] = [];
  await transport.start(async (incoming) => {
    taken.push(incoming);
  });
  try {
    const { content } = formatOf(signer).formatted(answer, { eui64: SUPPLIER }, 'a');
    const body = change(new TextDecoder().decode(content));
    const url = `http://127.0.0.1:${transport.receivePort}/`;
    const { status } = await fetch(url, { method: 'POST', body, headers: { connection: 'close' } });
    return { status, taken: taken.length };
  } finally {
    await transport.stop();
  }
}

/** Without the last signature, which is the one over the whole. */
const unsigned: Change = (xml) =>
  xml.slice(0, xml.lastIndexOf('<ds:Signature ')) + xml.slice(xml.lastIndexOf('</sr:Response>'));
const otherCode: Change = (xml) => xml.replace(/ResponseCode>[^<]+</, 'ResponseCode>E5<');

const test = suite('a client with certificates');

test('signs what it sends', async () => {
  const { received, reply } = await sent(headEnd);
  assert.equal(reply, { kind: 'acknowledged' });
  assert.ok(received.startsWith(XML_DECLARATION));
  assert.is(verifyRequest(readRequest(received), received, certificates, NOW), SUPPLIER);
});

test('takes no reply that the head-end has not signed', async () => {
  assert.match(String((await sent(stranger)).reply), 'SIGNATURE_CERTIFICATE');
  assert.match(String((await sent(supplier)).reply), 'SIGNATURE_SIGNER');
  assert.match(String((await sent(headEnd, unsigned)).reply), 'SIGNATURE_MISSING');
  assert.match(String((await sent(headEnd, otherCode)).reply), 'SIGNATURE_WRONG');
});

test('confirms an answer that the head-end has signed', async () => {
  assert.equal(await delivered(headEnd), { status: 200, taken: 1 });
});

test('confirms no other, so that it comes again', async () => {
  assert.equal(await delivered(stranger), { status: 403, taken: 0 });
  assert.equal(await delivered(supplier), { status: 403, taken: 0 });
  assert.equal(await delivered(headEnd, unsigned), { status: 403, taken: 0 });
  assert.equal(await delivered(headEnd, otherCode), { status: 403, taken: 0 });
});

/** The document signed anew as a whole, after what is within has been changed. */
const signedAgain = (xml: string): string =>
  signedDocument(headEnd, unsigned(xml.slice(xml.indexOf('<sr:'))));
const within: Readonly<Record<string, Change>> = {
  'another answer of the device': (xml) =>
    xml.replace('MessageSuccess="true"', 'MessageSuccess="false"'),
  'a signature of nobody': (xml) =>
    xml.replace(/(<ds:SignatureValue>)[^<]+/, `$1${'A'.repeat(86)}==`),
  'the signature of another answer': (xml) => {
    const other = new TextDecoder().decode(
      formatOf(headEnd).formatted(
        {
          ...answer,
          answer: { device: DEVICE, counter: 1002n, result: { messageSuccess: false } },
        },
        { eui64: SUPPLIER },
        'a',
      ).content,
    );
    const first = /<ds:Signature .*?<\/ds:Signature>/;
    return xml.replace(first, first.exec(other)?.[0] ?? '');
  },
  'a signature of the supplier itself': (xml) => {
    const inner = new TextDecoder().decode(
      formatOf(supplier).formatted(answer, { eui64: SUPPLIER }, 'a').content,
    );
    const first = /<ds:Signature .*?<\/ds:Signature>/;
    return xml.replace(first, first.exec(inner)?.[0] ?? '');
  },
};
for (const [what, change] of Object.entries(within))
  test(`confirms none whose signed part has ${what}, though the whole is signed`, async () => {
    const changed: Change = (xml) => {
      const other = change(xml);
      assert.is.not(other, xml);
      return signedAgain(other);
    };
    assert.equal(await delivered(headEnd, changed), {
      status: 403,
      taken: 0,
    });
  });

test('confirms one that is signed again as it was', async () => {
  // Else the others would be refused for that alone.
  assert.equal(await delivered(headEnd, signedAgain), { status: 200, taken: 1 });
});

test.run();
