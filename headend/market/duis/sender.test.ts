/** Delivery to a user's own web service: only 200 confirms. */
import { createServer, type RequestListener } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { transportCredentialOf } from '../../../pki/credentials.ts';
import { makePki, NOW, SUPPLIER as SUPPLIER_WITH_CERTIFICATE } from '../../../pki/pki.testing.ts';
import { TrustStore } from '../../../pki/trust-store.ts';
import type { OutboxMessage } from '../../outbox/message.ts';
import { SUPPLIER } from '../market.testing.ts';
import { DuisSender } from './sender.ts';

const message = (messageId: string): OutboxMessage => ({
  messageId,
  recipient: SUPPLIER,
  channel: 'duis',
  kind: 'response',
  contentType: 'application/xml',
  content: new TextEncoder().encode(`<message>${messageId}</message>`),
  createdAtMillis: 0,
});

async function receiving(
  listener: RequestListener,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await work(`http://127.0.0.1:${port}/receive`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const test = suite('DUIS sender');

test('confirms what was answered with 200, and nothing else', async () => {
  const bodies: string[] = [];
  await receiving(
    (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(/>b</.test(body) ? 202 : />c</.test(body) ? 500 : 200).end();
      });
    },
    async (url) => {
      const sender = new DuisSender({ receiveUrlOf: () => url });
      const messages = ['a', 'b', 'c', 'd'].map(message);
      assert.equal(await sender.deliver(SUPPLIER, messages), ['a', 'd']);
      sender.stop();
    },
  );
  assert.equal(
    bodies.sort(),
    ['a', 'b', 'c', 'd'].map((id) => `<message>${id}</message>`),
  );
});

test('confirms nothing of a user without an address, or that is not there', async () => {
  const nowhere = new DuisSender({ receiveUrlOf: () => undefined });
  assert.equal(await nowhere.deliver(SUPPLIER, [message('a')]), []);
  let closed = '';
  await receiving(
    () => {},
    async (url) => {
      closed = url;
    },
  );
  const gone = new DuisSender({ receiveUrlOf: () => closed });
  assert.equal(await gone.deliver(SUPPLIER, [message('a')]), []);
  nowhere.stop();
  gone.stop();
});

test('with certificates nothing leaves this machine in plain text', async () => {
  const pki = await makePki();
  await pki.supplier('transport');
  const tls = transportCredentialOf(TrustStore.load(pki.directory), SUPPLIER_WITH_CERTIFICATE, NOW);
  const asked: string[] = [];
  await receiving(
    (_request, response) => void response.end(String(asked.push('here'))),
    async (url) => {
      const away = url.replace('127.0.0.1', '0.0.0.0');
      for (const [to, taken] of [
        [away, []],
        [url, ['a']],
      ] as const) {
        const sender = new DuisSender({ receiveUrlOf: () => to, tls });
        assert.equal(await sender.deliver(SUPPLIER, [message('a')]), taken, to);
        sender.stop();
      }
    },
  );
  assert.is(asked.length, 1);
  pki.remove();
});

test('does not wait for ever for a user that hangs', async () => {
  await receiving(
    () => {},
    async (url) => {
      const sender = new DuisSender({ receiveUrlOf: () => url, timeoutMillis: 100 });
      const many = Array.from({ length: 20 }, (_, at) => message(String(at)));
      assert.equal(await sender.deliver(SUPPLIER, many), []);
      sender.stop();
    },
  );
});

test.run();
