/** Delivery to a user's own web service: only 200 confirms. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { transportCredentialOf } from '../../../pki/credentials.ts';
import {
  HEAD_END,
  SUPPLIER as HOLDER,
  makePki,
  NOW,
  OTHER_SUPPLIER,
} from '../../../pki/pki.testing.ts';
import { revokeIn } from '../../../pki/revoke.ts';
import { TrustStore } from '../../../pki/trust-store.ts';
import type { Party } from '../../access/parties.ts';
import type { OutboxMessage } from '../../outbox/message.ts';
import { SUPPLIER } from '../market.testing.ts';
import { receiverJudge } from './receiver.ts';
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
  const credential = transportCredentialOf(TrustStore.load(pki.directory), HOLDER, NOW);
  const tls = { credential, problemOf: () => undefined };
  const asked: string[] = [];
  const said: string[] = [];
  const report = (about: string, error: unknown) => void said.push(`${about} ${error}`);
  await receiving(
    (_request, response) => void response.end(String(asked.push('here'))),
    async (url) => {
      const away = url.replace('127.0.0.1', '0.0.0.0');
      for (const [to, taken] of [
        [away, []],
        [url, ['a']],
      ] as const) {
        const sender = new DuisSender({ receiveUrlOf: () => to, tls, report });
        for (const _ of [1, 2])
          assert.equal(await sender.deliver(SUPPLIER, [message('a')]), taken, to);
        sender.stop();
      }
    },
  );
  assert.is(asked.length, 2);
  assert.is(said.length, 1, 'said once');
  assert.match(String(said[0]), new RegExp(`^${SUPPLIER} Error: http://0.*plain text`));
  pki.remove();
});

/** A server of `holder`'s, and a sender that knows these parties. */
async function secureWorld(holder: string, parties: Readonly<Record<string, Party['status']>>) {
  const now = Math.floor(Date.now() / 1000);
  const pki = await makePki(now - 86_400);
  const hosts = ['127.0.0.1'];
  for (const eui64 of [HOLDER, OTHER_SUPPLIER]) await pki.supplier('transport', { eui64, hosts });
  const headEnd = { role: 'accessControlBroker', name: 'Head-end' } as const;
  await pki.issue({ eui64: HEAD_END, use: 'transport', party: headEnd });
  const trust = TrustStore.load(pki.directory);
  const { key, cert } = transportCredentialOf(trust, holder, now);
  const server = createTlsServer({ key, cert }, (_request, response) => void response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const said: string[] = [];
  const partyOf = (eui64: string) =>
    parties[eui64] ? ({ eui64, status: parties[eui64] } as Party) : undefined;
  const sender = new DuisSender({
    receiveUrlOf: () => `https://127.0.0.1:${port}/`,
    tls: {
      credential: transportCredentialOf(trust, HEAD_END, now),
      problemOf: receiverJudge({ trust, partyOf, nowMillis: () => Date.now() }),
    },
    report: (_about, error) => void said.push((error as Error).message),
  });
  const send = () => sender.deliver(HOLDER, [{ ...message('a'), recipient: HOLDER }]);
  const close = async () => {
    sender.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    pki.remove();
  };
  const revoke = async () => {
    await revokeIn(pki.directory, pki.bytes('90b3d51f30010000-transport'), 'keyCompromise', now);
    trust.reload();
    sender.renew(transportCredentialOf(trust, HEAD_END, now));
  };
  return { send, said, close, revoke };
}

test('a user’s messages go to its own server, or to one of an active party', async () => {
  for (const [holder, parties, taken] of [
    [HOLDER, {}, ['a']],
    [OTHER_SUPPLIER, {}, []],
    [OTHER_SUPPLIER, { [OTHER_SUPPLIER]: 'suspended' }, []],
    [OTHER_SUPPLIER, { [OTHER_SUPPLIER]: 'active' }, ['a']],
  ] as const) {
    const { send, said, close } = await secureWorld(holder, parties);
    assert.equal(await send(), taken);
    if (taken.length === 0)
      assert.match(said.join(), /90-B3-D5-1F-30-02-00-00's, which is no active/);
    await close();
  }
});

test('a server whose certificate is revoked meanwhile gets nothing more', async () => {
  const { send, said, close, revoke } = await secureWorld(HOLDER, {});
  assert.equal(await send(), ['a']);
  await revoke();
  assert.equal(await send(), []);
  assert.match(said.join(), /the certificate of its server is revoked/);
  await close();
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
