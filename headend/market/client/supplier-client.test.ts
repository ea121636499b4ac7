/** The supplier's client against a head-end that lies, repeats, delays and forgets. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { COMMAND_BYTES_MAX } from '../../../protocol/envelope/body.ts';
import { openSigned, receive } from '../../../protocol/envelope/open.ts';
import { readUtrn } from '../../../protocol/identifiers/utrn.ts';
import { Refused } from '../../../protocol/refused.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import {
  DEVICE,
  OTHER_DEVICE,
  preCommandOf,
  SIGNING_SECRET,
  SUPPLIER,
  UTRN,
} from '../market.testing.ts';
import type { Result } from './result.ts';
import { SupplierClient, type SupplierClientOptions } from './supplier-client.ts';
import type { Answered, IncomingMessage, OutgoingRequest, Reply, Transport } from './transport.ts';

type Behaviour = (request: OutgoingRequest, head: FakeHeadEnd) => Promise<Reply>;
const ACKNOWLEDGED: Reply = { kind: 'acknowledged' };

class FakeHeadEnd implements Transport {
  readonly party = SUPPLIER;
  readonly sent: OutgoingRequest[] = [];
  behaviour: Behaviour = async () => ACKNOWLEDGED;
  #take: (incoming: IncomingMessage) => Promise<void> = async () => {};

  send(request: OutgoingRequest): Promise<Reply> {
    this.sent.push(request);
    return this.behaviour(request, this);
  }
  async start(take: (incoming: IncomingMessage) => Promise<void>): Promise<void> {
    this.#take = take;
  }
  async stop(): Promise<void> {}

  /** Resolves as the client confirms. */
  say(messageId: string, message: IncomingMessage['message']): Promise<void> {
    return this.#take({ messageId, message });
  }

  answer({ requestId, service }: OutgoingRequest, change: Partial<Answered['answer']> = {}) {
    const answer = { device: DEVICE, counter: 1n, result: { messageSuccess: true }, ...change };
    const message = { kind: 'response', requestId, service, code: 'I0', answer } as const;
    return this.say(`${requestId}/answer`, message);
  }
}

function memoryStorage() {
  let stored = 0n;
  return {
    load: async () => stored,
    save: async (until: bigint) => {
      stored = until;
    },
  };
}

async function asking(options: Partial<SupplierClientOptions> = {}) {
  const time = new ManualTime();
  const headEnd = new FakeHeadEnd();
  const client = await SupplierClient.open({
    transport: headEnd,
    crypto: nodeCrypto,
    timer: time,
    signingSecret: SIGNING_SECRET,
    requestCounter: memoryStorage(),
    ...options,
  });
  return { time, headEnd, client };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
/** Lets `millis` pass in steps, so that what is set off on the way is noticed. */
async function pass(time: ManualTime, millis: number): Promise<void> {
  for (let step = 0; step < 20; step++) {
    time.advance(millis / 20);
    await settled();
  }
}

const test = suite('supplier client');

test('numbers its requests in ascending order', async () => {
  const { headEnd, client } = await asking();
  headEnd.behaviour = async (request, head) => {
    void head.answer(request);
    return ACKNOWLEDGED;
  };
  for (const _ of [1, 2, 3]) await client.ask(topUpDevice, DEVICE, { utrn: UTRN });
  assert.equal(
    headEnd.sent.map(({ requestId, commandVariant }) => [requestId, commandVariant]),
    [1, 2, 3].map((counter) => [`${SUPPLIER}:${DEVICE}:${counter}`, 1]),
  );
});

test('sends to one device in the order of its counters, and to another meanwhile', async () => {
  const { headEnd, client } = await asking();
  const replies: (() => void)[] = [];
  headEnd.behaviour = () =>
    new Promise((resolve) => {
      replies.push(() => resolve(ACKNOWLEDGED));
    });
  for (const device of [DEVICE, DEVICE, OTHER_DEVICE])
    void client.ask(topUpDevice, device, { utrn: UTRN });
  await settled();
  const devices = () => headEnd.sent.map(({ requestId }) => requestId.split(':')[1]);
  assert.equal(devices(), [DEVICE, OTHER_DEVICE]);
  replies[0]?.();
  await settled();
  assert.equal(devices(), [DEVICE, OTHER_DEVICE, DEVICE]);
});

test('gives the answer with its time, however late after the acknowledgement', async () => {
  const { time, headEnd, client } = await asking();
  const asked = client.ask(topUpDevice, DEVICE, { utrn: UTRN });
  await settled();
  await pass(time, 60_000);
  const answer = { deviceUtcSeconds: 1_795_510_861, clockStatus: 'reliable' } as const;
  await headEnd.answer(headEnd.sent[0] as OutgoingRequest, answer);
  const result = await asked;
  assert.ok(result.kind === 'done');
  assert.equal(result.value, { messageSuccess: true });
  assert.is(result.deviceUtcSeconds, 1_795_510_861);
});

test('sends the same request again until it is acknowledged', async () => {
  const { time, headEnd, client } = await asking();
  headEnd.behaviour = async (request, head) => {
    if (head.sent.length < 3) throw new Error('no reply in time');
    void head.answer(request);
    return ACKNOWLEDGED;
  };
  const asked = client.ask(topUpDevice, DEVICE, { utrn: UTRN });
  await settled();
  await pass(time, 60_000);
  assert.is((await asked).kind, 'done');
  assert.is(headEnd.sent.length, 3);
  assert.is(new Set(headEnd.sent.map(({ requestId }) => requestId)).size, 1);
});

test('takes an answer for the acknowledgement that was lost, and sends no more', async () => {
  const { time, headEnd, client } = await asking();
  headEnd.behaviour = (request, head) => {
    void head.answer(request);
    return Promise.reject(new Error('the connection broke'));
  };
  const { kind } = await client.ask(topUpDevice, DEVICE, { utrn: UTRN });
  assert.is(kind, 'done');
  await pass(time, 600_000);
  assert.is(headEnd.sent.length, 1);
});

test('says that nothing is known when nothing comes', async () => {
  const { time, headEnd, client } = await asking({ sendsMax: 3 });
  headEnd.behaviour = () => Promise.reject(new Error('no connection'));
  const asked = client.ask(topUpDevice, DEVICE, { utrn: UTRN }, { answerWithinMillis: 1_000 });
  await settled();
  await pass(time, 600_000);
  assert.is((await asked).kind, 'unanswered');
  assert.is(headEnd.sent.length, 3);
});

test('signs the pre-command it asked for, and sends it under the same RequestID', async () => {
  const { headEnd, client } = await asking();
  headEnd.behaviour = async (request, head) => {
    if (request.commandVariant === 4)
      return { kind: 'preCommand', preCommand: preCommandOf(disableSupply, {}, 1n) };
    void head.answer(request);
    return ACKNOWLEDGED;
  };
  const result = await client.ask(disableSupply, DEVICE, {});
  assert.is(result.kind, 'done');
  const [transform, command] = headEnd.sent as [OutgoingRequest, OutgoingRequest];
  assert.equal([transform.commandVariant, command.commandVariant], [4, 5]);
  assert.is(command.requestId, transform.requestId);
  const received = receive(command.signedPreCommand as Uint8Array, COMMAND_BYTES_MAX);
  const publicKey = nodeCrypto.ed25519.publicKey(SIGNING_SECRET);
  const body = openSigned(nodeCrypto, publicKey, 'command', DEVICE, received);
  assert.is(body.service, 0x7020);
});

test('does not sign another command, and sends nothing', async () => {
  const { headEnd, client } = await asking();
  const lie = preCommandOf(disableSupply, {}, 1n, { recipient: OTHER_DEVICE });
  headEnd.behaviour = async () => ({ kind: 'preCommand', preCommand: lie });
  const result = await client.ask(disableSupply, DEVICE, {});
  assert.ok(result.kind === 'preCommandDiffers');
  assert.equal(result.differences, ['recipient']);
  assert.is(headEnd.sent.length, 1);
});

const outcomes: readonly (readonly [string, Behaviour, Partial<Result<unknown>>])[] = [
  [
    'a refusal of the head-end',
    async () => ({ kind: 'refused', code: 'E4', detail: 'NOT_RESPONSIBLE' }),
    { kind: 'refused', code: 'E4', detail: 'NOT_RESPONSIBLE' },
  ],
  [
    'a refusal of the device',
    async (request, head) => {
      void head.answer(request, { result: { messageSuccess: false }, refusal: 'alreadyUsed' });
      return ACKNOWLEDGED;
    },
    { kind: 'refusedByDevice', refusal: 'alreadyUsed' },
  ],
  [
    'a device that did not answer',
    async ({ requestId }, head) => {
      void head.say(`${requestId}/answer`, { kind: 'noAnswer', requestId, code: 'E21' });
      return ACKNOWLEDGED;
    },
    { kind: 'failed', code: 'E21' },
  ],
];
for (const [name, behaviour, expected] of outcomes)
  test(`tells ${name}`, async () => {
    const { headEnd, client } = await asking();
    headEnd.behaviour = behaviour;
    const { requestId: _requestId, ...result } = await client.ask(topUpDevice, DEVICE, {
      utrn: UTRN,
    });
    assert.equal(result, expected);
  });

test('does not take another device’s or service’s answer for its own', async () => {
  const { time, headEnd, client } = await asking();
  const asked = client.ask(topUpDevice, DEVICE, { utrn: UTRN }, { answerWithinMillis: 10_000 });
  await settled();
  const [request] = headEnd.sent as [OutgoingRequest];
  const { requestId } = request;
  const answer = { device: OTHER_DEVICE, counter: 1n, result: { messageSuccess: true } };
  const message = {
    kind: 'response',
    requestId,
    service: topUpDevice,
    code: 'I0',
    answer,
  } as const;
  await headEnd.say('lie 1', message);
  const service = readInstantaneousImportRegisters;
  await headEnd.say('lie 2', { ...message, service, answer: { ...answer, device: DEVICE } });
  await pass(time, 20_000);
  assert.is((await asked).kind, 'unanswered');
  assert.is(client.unexpected, 2);
});

test('handles an alert once, however often and at the same time it comes', async () => {
  const alerts: bigint[] = [];
  const { headEnd } = await asking({
    onAlert: async ({ counter }) => {
      await settled();
      alerts.push(counter);
    },
  });
  const alert = { kind: 'deviceAlert', device: DEVICE, alertCode: 0x8f0f, utcSeconds: 0 } as const;
  await Promise.all([1, 2, 3].map(() => headEnd.say('a', { ...alert, counter: 7n })));
  await headEnd.say('a', { ...alert, counter: 7n });
  await headEnd.say('b', { ...alert, counter: 8n });
  assert.equal(alerts, [7n, 8n]);
});

test('does not confirm what its handler failed on, and takes it when it comes again', async () => {
  let handled = 0;
  const { headEnd } = await asking({
    onAlert: async () => {
      handled += 1;
      if (handled === 1) throw new Error('the database is away');
    },
  });
  const alert = {
    kind: 'deviceAlert',
    device: DEVICE,
    alertCode: 0x8f0f,
    counter: 1n,
    utcSeconds: 0,
  } as const;
  assert.is(await headEnd.say('a', alert).catch(() => 'not confirmed'), 'not confirmed');
  assert.is(await headEnd.say('a', alert), undefined);
  assert.is(handled, 2);
});

test('refuses to ask what the definition does not allow', async () => {
  const { headEnd, client } = await asking();
  const refused = await client.ask(topUpDevice, DEVICE, { utrn: '123' }).catch((error) => error);
  assert.instance(refused, Refused);
  assert.is(headEnd.sent.length, 0);
});

test('makes UTRNs whose counter goes up by one for each meter', async () => {
  const storages = new Map<string, ReturnType<typeof memoryStorage>>();
  const storageOf = (device: string) => {
    const storage = storages.get(device) ?? memoryStorage();
    storages.set(device, storage);
    return storage;
  };
  const secret = Uint8Array.from({ length: 32 }, () => 7);
  const prepaymentPublic = nodeCrypto.p256.publicKey(Uint8Array.from({ length: 32 }, () => 9));
  const token = { prepaymentPublic, valueClass: 'pounds', value: 10 } as const;
  const counters: [string, number][] = [];
  for (const _ of ['a client', 'the client after it']) {
    const { client } = await asking({ prepayment: { secret, storageOf } });
    for (const device of [DEVICE, OTHER_DEVICE, DEVICE])
      counters.push([device, readUtrn(await client.makeUtrn({ ...token, device })).counterBits]);
  }
  assert.equal(counters, [
    [DEVICE, 1],
    [OTHER_DEVICE, 1],
    [DEVICE, 2],
    [DEVICE, 3],
    [OTHER_DEVICE, 2],
    [DEVICE, 4],
  ]);
});

test.run();
