/** The inbox gives each message to the handler it is for, once, and ends a request by what ends it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandFailureAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import { readNetworkData } from '../../../protocol/services/read-network-data.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { DEVICE, OTHER_DEVICE, SUPPLIER } from '../market.testing.ts';
import { Inbox, type InboxHandlers } from './inbox.ts';
import type { IncomingMessage } from './transport.ts';

const test = suite('inbox');
const requestId = `${SUPPLIER}:${DEVICE}:1000`;
const command = Uint8Array.of(1, 2);
const dccAlert = { kind: 'dccAlert', ...commandFailureAlert('N12', requestId, DEVICE) } as const;
const futureDated = {
  kind: 'futureDatedAlert',
  requestId,
  service: topUpDevice,
  device: DEVICE,
  alertCode: 0x8f66,
  message: command,
  instructionNumber: 1,
  totalCommandInstructions: 1,
} as const;
const local = { kind: 'localCommand', requestId, service: topUpDevice, command } as const;
const gbcs = {
  kind: 'gbcs',
  of: 'answer',
  requestId,
  service: topUpDevice,
  payload: command,
} as const;
const answer = { device: DEVICE, counter: 1000n, result: { messageSuccess: true } };
const response = { kind: 'response', requestId, service: topUpDevice, code: 'I0', answer } as const;

function recording() {
  const taken: [string, unknown][] = [];
  const into = (name: string) => async (message: unknown) => {
    taken.push([name, message]);
  };
  const handlers: InboxHandlers = {
    onAlert: into('alert'),
    onDccAlert: into('dccAlert'),
    onFutureDatedAlert: into('futureDated'),
    onLocalCommand: into('local'),
    onGbcsMessage: into('gbcs'),
    onAnswer: into('answer'),
  };
  return { taken, inbox: new Inbox(handlers) };
}
const take = (
  inbox: Inbox,
  message: IncomingMessage['message'],
  messageId: string = message.kind,
) => inbox.take({ messageId, message });

test('gives each kind of message to its own handler, once', async () => {
  const { inbox, taken } = recording();
  for (const message of [dccAlert, futureDated, local, dccAlert, futureDated, local])
    await take(inbox, message);
  assert.equal(taken, [
    ['dccAlert', dccAlert],
    ['futureDated', futureDated],
    ['local', local],
  ]);
  assert.is(inbox.unexpected, 0);
});

test('ends a request that is only given with its local command', async () => {
  const { inbox } = recording();
  const { result } = inbox.expect(requestId, topUpDevice, DEVICE, { isOnlyGiven: true });
  await take(inbox, local);
  assert.equal(await result, { requestId, kind: 'localCommand', command });
});

test('waits for the answer where the command is sent too', async () => {
  const { inbox } = recording();
  const expected = inbox.expect(requestId, topUpDevice, DEVICE, { isOnlyGiven: false });
  await take(inbox, local);
  assert.is(expected.isAnswered(), false);
  await take(inbox, response);
  assert.is((await expected.result).kind, 'done');
});

test('ends no request with an alert about it, and none with the answer of another device', async () => {
  const { inbox } = recording();
  const expected = inbox.expect(requestId, topUpDevice, DEVICE, { isOnlyGiven: true });
  await take(inbox, dccAlert);
  await take(inbox, futureDated);
  await take(inbox, { ...response, answer: { ...answer, device: OTHER_DEVICE } });
  assert.is(expected.isAnswered(), false);
  assert.is(inbox.unexpected, 1);
});

test('ends a request with what a GBCS device says, unless it is of another service', async () => {
  const { inbox, taken } = recording();
  const expected = inbox.expect(requestId, topUpDevice, DEVICE, { isOnlyGiven: false });
  await take(inbox, { ...gbcs, service: readNetworkData }, 'another');
  assert.is(expected.isAnswered(), false);
  await take(inbox, gbcs);
  assert.equal(await expected.result, { requestId, kind: 'answeredInGbcs', payload: command });
  assert.equal(
    taken.map(([name]) => name),
    ['gbcs', 'gbcs'],
  );
  assert.is(inbox.unexpected, 1);
});

test('does not let a message be confirmed whose handler failed', async () => {
  let fails = true;
  const onDccAlert = async () => {
    if (fails) throw new Error('the disk is full');
  };
  const inbox = new Inbox({ onDccAlert });
  const first = await take(inbox, dccAlert).catch((error: Error) => error.message);
  assert.is(first, 'the disk is full');
  fails = false;
  assert.is(await take(inbox, dccAlert), undefined);
});

test.run();
