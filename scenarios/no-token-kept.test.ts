/** A UTRN is money: whoever refuses one says where it stood, and neither audit nor database says which. */
import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HeadEnd } from '../headend/head-end.ts';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { type OutgoingRequest, VARIANT } from '../headend/market/client/transport.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { encodeBody } from '../protocol/envelope/body.ts';
import { signBody } from '../protocol/envelope/seal.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { serviceNumber } from '../protocol/services/index.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import { updatePaymentMode } from '../protocol/services/update-payment-mode.ts';
import {
  auditOf,
  enrolMeter,
  enrolSupplier,
  openPlaces,
  partyBroker,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const test = suite('no token is kept');
/** Twenty digits as they must be, but of another meter. */
const OF_ANOTHER_METER = '73946144332040217315';
const MISTYPED = '73946144332040217314x';
/** What all of them have in common. */
const DIGITS = '7394614433204021731';
const places = await openPlaces();
const memory = new InMemoryLink();
let headEnd: HeadEnd;
let meter: Eui64;
let stopMeter = async () => {};

test.before(async () => {
  headEnd = await startHere(await places.next(), { links: [memory] });
  await enrolSupplier(headEnd, supplierKeys);
  const identity = await enrolMeter(headEnd, 1);
  meter = identity.eui64;
  const network = { kind: 'inMemory', link: memory } as const;
  stopMeter = (await startMeterOf(headEnd, identity, { network })).stop;
});

test.after(async () => {
  await stopMeter();
  await headEnd.stop();
  await places.remove();
});

function topUp(counter: bigint, utrn: string): OutgoingRequest {
  const requestId = formatRequestId({ originator: SUPPLIER, target: meter, counter });
  return { requestId, service: topUpDevice, commandVariant: VARIANT.command, body: { utrn } };
}

/** A critical command of which the supplier has signed a token where the mode should be. */
function signedToken(counter: bigint): OutgoingRequest {
  const service = updatePaymentMode;
  const signed = encodeBody({
    originator: SUPPLIER,
    recipient: meter,
    counter,
    service: serviceNumber(service.reference),
    content: new Map([[2, MISTYPED]]),
  });
  const signedPreCommand = signBody(nodeCrypto, supplierKeys.signingSecret, 'command', signed);
  const commandVariant = VARIANT.signedPreCommand;
  return { ...topUp(counter, ''), service, commandVariant, body: undefined, signedPreCommand };
}

/** Everything that stays of a refusal, whatever its columns are called. */
async function kept(): Promise<string> {
  const { database } = headEnd.store;
  const { rows: blocks } = await sql<{ line: string }>`
    select b::text as line from audit_blocks b`.execute(database);
  const requests = await database.selectFrom('requests').select('fault_detail').execute();
  return JSON.stringify([blocks, requests, await auditOf(headEnd)]);
}

async function expectKept(code: string, place: RegExp): Promise<void> {
  await until(`${code} is written down`, async () =>
    (await auditOf(headEnd)).some(
      ({ detail }) => detail?.['code'] === code && place.test(JSON.stringify(detail)),
    ),
  );
}

test('of one that cannot be read, over DUIS or the bridge, or inside what is signed', async () => {
  const url = `http://127.0.0.1:${headEnd.httpPort}`;
  const receive = { host: '127.0.0.1', port: 0 };
  const duis = new DuisTransport({ party: SUPPLIER, url, receive });
  const broker = await partyBroker(`mqtt://127.0.0.1:${headEnd.mqttPort}`, SUPPLIER);
  const bridge = new BridgeTransport({
    party: SUPPLIER,
    broker,
    clock: realClock,
    timer: realTimer,
  });
  await bridge.start(async () => {});
  const overDuis = await duis.send(topUp(1n, MISTYPED), 5_000);
  // Its sender is told what was found; nobody else will be.
  assert.match(JSON.stringify(overDuis), DIGITS);
  await expectKept('XML_REFUSED', /UTRN line 1/);
  const overBridge = await bridge.send(topUp(2n, MISTYPED), 5_000);
  assert.match(JSON.stringify(overBridge), DIGITS);
  await expectKept('PROTOBUF_REFUSED', /utrn/);
  const signed = await bridge.send(signedToken(3n), 5_000);
  assert.is(signed.kind === 'refused' && signed.code, 'E48');
  await expectKept('PRE_COMMAND_DIFFERS', /mode/);
  await duis.stop();
  await bridge.stop();
  assert.not.match(await kept(), DIGITS);
});

test('of one that its meter refuses', async () => {
  const broker = await partyBroker(`mqtt://127.0.0.1:${headEnd.mqttPort}`, SUPPLIER);
  const parts = { party: SUPPLIER, broker, clock: realClock, timer: realTimer };
  const bridge = new BridgeTransport(parts);
  await bridge.start(async () => {});
  const reply = await bridge.send(topUp(4n, OF_ANOTHER_METER), 5_000);
  assert.is(reply.kind, 'acknowledged');
  const answered = async () =>
    (await auditOf(headEnd)).some(({ step }) => step === 'deviceRefused');
  await until('the meter has refused it', answered);
  await bridge.stop();
  assert.not.match(await kept(), DIGITS);
});

test.run();
