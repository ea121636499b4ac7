/**
 * Users that ask what they may not, or with papers that are not in order: each is told why in the code
 * of the market, it is audited, and nothing reaches the meter.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSupplierKeys } from '../cli/supplier-keys.ts';
import type { HeadEnd } from '../headend/head-end.ts';
import { duisRequest } from '../headend/market/client/duis-messages.ts';
import { type OutgoingRequest, VARIANT } from '../headend/market/client/transport.ts';
import { XML_DECLARATION } from '../headend/market/duis/document.ts';
import { WEB_SERVICE_PATHS, type WebService } from '../headend/market/duis/endpoints.ts';
import { writeRequest } from '../headend/market/duis/request.ts';
import { transformOf } from '../headend/store/request-record.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import type { Service } from '../protocol/definition/service.ts';
import { type Body, encodeBody } from '../protocol/envelope/body.ts';
import { signBody } from '../protocol/envelope/seal.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import { serviceNumber } from '../protocol/services/index.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import {
  auditOf,
  enrolMeter,
  enrolSupplier,
  OTHER_SUPPLIER,
  openPlaces,
  startHere,
  supplierKeys,
} from './cast.testing.ts';
import { NETWORK_OPERATOR, SUPPLIER, until } from './world.testing.ts';

const test = suite('a user that misbehaves');
const STRANGER: Eui64 = '90-B3-D5-1F-30-99-00-00';
const SUSPENDED: Eui64 = '90-B3-D5-1F-30-03-00-00';
const otherKeys = makeSupplierKeys(OTHER_SUPPLIER, '');
const suspendedKeys = makeSupplierKeys(SUSPENDED, '');
const places = await openPlaces();
const memory = new InMemoryLink();
/** All that reached any meter. */
const commands: Uint8Array[] = [];
let headEnd: HeadEnd;
let meter: Eui64;
let neighbour: Eui64;
let counter = 0n;

test.before(async () => {
  const more = { links: [memory], responseSeconds: () => 1 };
  headEnd = await startHere(await places.next(), more);
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis' });
  await enrolSupplier(headEnd, otherKeys);
  await enrolSupplier(headEnd, suspendedKeys, { status: 'suspended' });
  const networkOperator = { eui64: NETWORK_OPERATOR, roles: ['ED'] } as const;
  await enrolSupplier(headEnd, supplierKeys, { ...networkOperator, channel: 'duis' });
  meter = (await enrolMeter(headEnd, 1)).eui64;
  neighbour = (await enrolMeter(headEnd, 2, OTHER_SUPPLIER)).eui64;
  for (const eui64 of [meter, neighbour]) memory.attach(eui64, (bytes) => commands.push(bytes));
});

test.after(async () => {
  await headEnd.stop();
  await places.remove();
});

type Asking = {
  readonly from?: Eui64;
  readonly to?: Eui64;
  readonly service?: Service;
  readonly variant?: number;
  readonly body?: unknown;
  readonly signed?: Uint8Array;
  readonly at?: WebService;
  readonly counter?: bigint;
};

/** A good read of the firmware's version, but for what is said. */
function requestOf(asking: Asking): OutgoingRequest {
  const { from = SUPPLIER, to = meter, service = readFirmwareVersion, body = {} } = asking;
  counter += 1n;
  const requestId = formatRequestId({
    originator: from,
    target: to,
    counter: asking.counter ?? counter,
  });
  const { signed, variant = signed ? VARIANT.signedPreCommand : VARIANT.command } = asking;
  const common = { requestId, service, commandVariant: variant };
  return signed ? { ...common, body: undefined, signedPreCommand: signed } : { ...common, body };
}

async function post(at: WebService, xml: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${headEnd.httpPort}${WEB_SERVICE_PATHS[at]}`, {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body: XML_DECLARATION + xml,
  });
  return { status: response.status, text: await response.text() };
}

const codeIn = (text: string) => /ResponseCode>([EI][0-9]+)</.exec(text)?.[1];

async function ask(asking: Asking) {
  const request = requestOf(asking);
  const { text } = await post(asking.at ?? 'send', writeRequest(duisRequest(request)));
  return { requestId: request.requestId, code: codeIn(text) };
}

/** Refused with the market's code and ours, and written down; no meter hears of it. */
async function expectRefusal(asking: Asking, code: string, fault: string): Promise<string> {
  const before = commands.length;
  const counted = headEnd.counts.get(fault) ?? 0;
  const refused = await ask(asking);
  assert.is(refused.code, code, fault);
  assert.is(headEnd.counts.get(fault), counted + 1, fault);
  const entries = (await auditOf(headEnd)).filter(
    ({ requestId, step }) => requestId === refused.requestId && step === 'refused',
  );
  assert.equal(
    entries.map(({ detail }) => detail?.['code']),
    [fault],
  );
  const row = asking.variant === VARIANT.transform ? transformOf : String;
  assert.is((await headEnd.store.request(row(refused.requestId)))?.state, 'refused');
  assert.is(commands.length, before, 'nothing reaches the meter');
  return refused.requestId;
}

test('is not known, is suspended, has no such role, is not the supplier, names no meter', async () => {
  await expectRefusal({ from: STRANGER }, 'E1', 'PARTY_UNKNOWN');
  const utrn = '73946144332040217315';
  const topUp = { service: topUpDevice, body: { utrn } };
  await expectRefusal({ from: NETWORK_OPERATOR, ...topUp }, 'E2', 'ROLE_NOT_ELIGIBLE');
  await expectRefusal({ from: SUSPENDED }, 'E3', 'PARTY_SUSPENDED');
  await expectRefusal({ to: neighbour }, 'E19', 'DEVICE_UNKNOWN');
  await expectRefusal({ from: OTHER_SUPPLIER }, 'E19', 'DEVICE_UNKNOWN');
  await expectRefusal({ to: '02-4D-57-00-00-00-99-99' }, 'E19', 'DEVICE_UNKNOWN');
  assert.not.match(JSON.stringify(await auditOf(headEnd)), new RegExp(utrn));
});

test('takes the wrong door, or the wrong command variant', async () => {
  await expectRefusal({ at: 'transform' }, 'E13', 'WRONG_ENDPOINT');
  await expectRefusal({ at: 'nonDevice' }, 'E13', 'WRONG_ENDPOINT');
  await expectRefusal({ service: disableSupply }, 'E12', 'COMMAND_VARIANT');
  const transform = { service: disableSupply, variant: VARIANT.transform };
  await expectRefusal(transform, 'E13', 'WRONG_ENDPOINT');
  for (const variant of [4, 8, 9]) await expectRefusal({ variant }, 'E12', 'COMMAND_VARIANT');
  // It could not return the answer (8.13).
  await expectRefusal({ from: NETWORK_OPERATOR, variant: 3 }, 'E17', 'LOCAL_DELIVERY');
  const signed = signedFor(disableSupply, { counter: counter + 1n });
  await expectRefusal({ service: disableSupply, signed, variant: 1 }, 'E12', 'COMMAND_VARIANT');
});

/** What the supplier would sign, but for what `change` says. */
function signedFor(
  service: Service,
  change: Partial<Body> = {},
  secret = supplierKeys.signingSecret,
): Uint8Array {
  const body: Body = {
    originator: SUPPLIER,
    recipient: meter,
    counter: counter + 1n,
    service: serviceNumber(service.reference),
    content: new Map(),
    ...change,
  };
  return signBody(nodeCrypto, secret, 'command', encodeBody(body));
}

test('sends a signed pre-command of which one field is another', async () => {
  const differing: readonly [Partial<Body>, string][] = [
    [{ originator: OTHER_SUPPLIER }, 'PRE_COMMAND_DIFFERS'],
    // The recipient is signed beside the body, so that it fails the signature.
    [{ recipient: neighbour }, 'PRE_COMMAND_SIGNATURE'],
    [{ counter: counter + 1_000n }, 'PRE_COMMAND_DIFFERS'],
    [{ service: serviceNumber(enableSupply.reference) }, 'PRE_COMMAND_DIFFERS'],
    [{ service: 999_999 }, 'PRE_COMMAND_DIFFERS'],
    [{ content: new Map([[9, 1]]) }, 'PRE_COMMAND_DIFFERS'],
  ];
  for (const [change, fault] of differing)
    await expectRefusal(
      { service: disableSupply, signed: signedFor(disableSupply, change) },
      'E48',
      fault,
    );
});

test('sends a signed pre-command with any byte changed after it was signed', async () => {
  const length = signedFor(disableSupply).length;
  const before = commands.length;
  for (let at = 0; at < length; at++) {
    const signed = signedFor(disableSupply).map((byte, index) => (index === at ? byte ^ 1 : byte));
    const request = requestOf({ service: disableSupply, signed });
    const { status, text } = await post('send', writeRequest(duisRequest(request)));
    // Refused as a request, or not even readable as one.
    assert.ok(codeIn(text) === 'E48' || status === 400, `byte ${at}: ${status} ${codeIn(text)}`);
  }
  assert.is(commands.length, before);
});

test('signs with a key that is not on record, or has none', async () => {
  const service = disableSupply;
  const stolen = signedFor(service, {}, otherKeys.signingSecret);
  await expectRefusal({ service, signed: stolen }, 'E48', 'PRE_COMMAND_SIGNATURE');
});

test('sends a signed pre-command again under a new RequestID, or to another meter', async () => {
  const service = disableSupply;
  const signed = signedFor(service);
  const first = await ask({ service, signed });
  assert.is(first.code, 'I99');
  await until('the meter has it', () => commands.length > 0);
  await until('its time is over', async () => {
    return (await headEnd.store.request(first.requestId))?.state === 'answered';
  });
  await expectRefusal({ service, signed }, 'E48', 'PRE_COMMAND_DIFFERS');
  // A supplier of both meters, so that only the signature stands in the way.
  const third = (await enrolMeter(headEnd, 3)).eui64;
  memory.attach(third, (bytes) => commands.push(bytes));
  const repeated = signedFor(service);
  await expectRefusal({ service, signed: repeated, to: third }, 'E48', 'PRE_COMMAND_SIGNATURE');
});

test('says one thing in the header and another in the body', async () => {
  const before = commands.length;
  const counted = headEnd.counts.get('XML_REFUSED') ?? 0;
  const good = writeRequest(duisRequest(requestOf({})));
  const contradicting = [
    good.replace('Variant>11.2<', 'Variant>4.1.1<'),
    good.replace('Reference>11.2<', 'Reference>7.2<'),
    good.replaceAll('ReadFirmwareVersion', 'DisableSupply'),
  ];
  for (const xml of contradicting) {
    assert.is.not(xml, good);
    assert.is((await post('send', xml)).status, 400);
  }
  assert.is(headEnd.counts.get('XML_REFUSED'), counted + contradicting.length);
  const refused = async () =>
    (await auditOf(headEnd)).filter(
      ({ step, detail }) => step === 'messageRefused' && detail?.['code'] === 'XML_REFUSED',
    ).length;
  await until('it is audited', async () => (await refused()) === counted + contradicting.length);
  assert.is(commands.length, before);
});

test('sends a RequestID again: it is answered as before', async () => {
  const refused = requestOf({ from: SUSPENDED });
  const xml = writeRequest(duisRequest(refused));
  assert.is(codeIn((await post('send', xml)).text), 'E3');
  await enrolSupplier(headEnd, suspendedKeys, { status: 'active' });
  assert.is(codeIn((await post('send', xml)).text), 'E3', 'although it is not suspended any more');

  const before = commands.length;
  const accepted = requestOf({});
  const other = { ...accepted, service: topUpDevice, body: { utrn: '73946144332040217315' } };
  const replies: (string | undefined)[] = [];
  for (const request of [accepted, accepted, other])
    replies.push(codeIn((await post('send', writeRequest(duisRequest(request)))).text));
  // The third is another request under a RequestID that is taken.
  assert.equal(replies, ['I99', 'I99', 'E48']);
  await until('its time is over', async () => {
    return (await headEnd.store.request(accepted.requestId))?.state === 'answered';
  });
  // The same bytes may be sent again; other ones would be another command.
  const sent = new Set(commands.slice(before).map((bytes) => Buffer.from(bytes).toString('hex')));
  assert.is(sent.size, 1);
  const entries = (await auditOf(headEnd)).filter(
    ({ requestId }) => requestId === accepted.requestId,
  );
  assert.is(entries.filter(({ step }) => step === 'duplicate').length, 1);
  const refusals = entries.filter(({ step }) => step === 'refused');
  assert.equal(
    refusals.map(({ detail }) => detail?.['code']),
    ['REQUEST_ID_REUSED'],
  );
});

test.run();
