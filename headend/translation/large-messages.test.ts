import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toCborValue } from '../../protocol/definition/cbor.ts';
import { largestCborBytes } from '../../protocol/definition/cbor-size.ts';
import { COMMAND_BYTES_MAX, encodeBody, MESSAGE_BYTES_MAX } from '../../protocol/envelope/body.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealEncrypted, signBody } from '../../protocol/envelope/seal.ts';
import { serviceNumber, services } from '../../protocol/services/index.ts';
import { readActiveImportProfileData as profile } from '../../protocol/services/read-active-import-profile-data.ts';
import { BATCH_BYTES_MAX } from '../market/bridge/cloud-events.ts';
import { marketData } from '../market/bridge/format.ts';
import { incomingFrom } from '../market/client/duis-messages.ts';
import { DuisFormat } from '../market/duis/format.ts';
import { SUPPLIER, testSigner } from '../market/market.testing.ts';
import type { ServiceRequest } from '../service-request.ts';
import { NativeTranslator } from './native.ts';

const HALF_HOURS = 19_056;
const START = 1_894_665_600;
/** The most Wh that a meter keeps of a half-hour. */
const MOST = 65_534;
const HEAD_END = {
  eui64: '90-B3-D5-1F-30-00-00-01',
  agreementSecret: new Uint8Array(32).fill(1),
};
const meter = seededIdentity(nodeCrypto, 'large messages', 1);
const device = { record: recordOf(meter), status: 'Commissioned' } as const;
const translator = new NativeTranslator(nodeCrypto, HEAD_END);

const test = suite('large messages');

test('13 months of half-hours of two elements go all the way to a user', () => {
  const logEntries = Array.from({ length: HALF_HOURS }, (_, i) => ({
    timestamp: START + i * 1800,
    reading: { electricity: { primaryValue: MOST, secondaryValue: MOST } },
  }));
  const result = { messageSuccess: true, logEntries };
  const agreementPublic = nodeCrypto.x25519.publicKey(HEAD_END.agreementSecret);
  const pair = new Pair(nodeCrypto, meter, { eui64: HEAD_END.eui64, agreementPublic });
  const message = sealEncrypted(pair, 'response', {
    originator: meter.eui64,
    recipient: HEAD_END.eui64,
    counter: 1n,
    responseTo: 1n,
    service: serviceNumber(profile.reference),
    content: toCborValue(profile.response, result),
  });
  assert.ok(message.length <= MESSAGE_BYTES_MAX, `${message.length} bytes`);
  const decoded = translator.decode(device, 'response', message);
  assert.ok(decoded.kind === 'answer');
  const answer = { ...decoded.answer, counter: 1n };
  const requestId = `${SUPPLIER}:${meter.eui64}:1`;
  const response = { kind: 'response', requestId, service: profile, code: 'I0', answer } as const;
  const duis = new DuisFormat({ nowMillis: () => START * 1000 }, testSigner());
  const xml = new TextDecoder().decode(duis.formatted(response, { eui64: SUPPLIER }, 'a').content);
  const { message: came } = incomingFrom(xml);
  assert.ok(came.kind === 'response');
  const read = came.answer.result as typeof result;
  assert.equal([read.logEntries.length, read.logEntries.at(-1)], [HALF_HOURS, logEntries.at(-1)]);
  assert.ok(marketData(response).length < BATCH_BYTES_MAX);
});

test('the largest request of every service fits into a command, signed or not', () => {
  const secret = new Uint8Array(32).fill(2);
  const counter = 2n ** 64n - 1n;
  const largest = services
    .filter(({ response }) => response)
    .map((service) => ({ service, bytes: largestCborBytes(service.request) }));
  for (const { service, bytes } of largest) {
    const content = new Map([[1, new Uint8Array(Math.max(0, bytes - 5))]]);
    const body = {
      originator: SUPPLIER,
      recipient: meter.eui64,
      counter,
      service: 28_672,
      content,
    };
    const request: ServiceRequest = {
      requestId: `${SUPPLIER}:${meter.eui64}:${counter}`,
      originator: SUPPLIER,
      target: meter.eui64,
      counter,
      service,
      commandVariant: 5,
      body: undefined,
      signedPreCommand: signBody(nodeCrypto, secret, 'command', encodeBody(body)),
      channel: 'duis',
      endpoint: 'send',
    };
    const command = translator.command(request, device, counter, 4_000_000_000);
    assert.ok(command.length <= COMMAND_BYTES_MAX, `${service.name}: ${command.length} bytes`);
  }
  assert.ok(largest.some(({ bytes }) => bytes > COMMAND_BYTES_MAX * 0.9));
});

test.run();
