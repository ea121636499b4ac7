/** Signed pre-commands of every critical service whose header says another thing than what was signed. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toCborValue } from '../../protocol/definition/cbor.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { encodeBody } from '../../protocol/envelope/body.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import { formatRequestId, parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { Refused } from '../../protocol/refused.ts';
import { serviceNumber, services } from '../../protocol/services/index.ts';
import { validRequests } from '../../scenarios/valid-requests.testing.ts';
import { Fault } from '../faults.ts';
import { NativeTranslator } from '../translation/native.ts';
import { duisRequest } from './client/duis-messages.ts';
import { readRequest, writeRequest } from './duis/request.ts';
import { serviceRequestFrom } from './duis/service-request-from.ts';
import {
  DEVICE,
  HEAD_END,
  OTHER_DEVICE,
  OTHER_SUPPLIER,
  SIGNING_SECRET,
  SUPPLIER,
} from './market.testing.ts';

type Header = { originator: string; target: string; counter: bigint; service: Service };
/** What was signed: by the supplier, for this device, with this counter. */
const signedFor = (service: Service): Header => ({
  originator: SUPPLIER,
  target: DEVICE,
  counter: 7n,
  service,
});
const OTHER_SECRET = new Uint8Array(32).fill(9);

const critical = services.filter((service) => service.critical);
const isDated = ({ request }: Service) =>
  request.kind === 'struct' && 'executionDateTime' in request.fields;
/** Another of the critical ones. */
const another = (service: Service) =>
  critical[(critical.indexOf(service) + 1) % critical.length] as Service;

function preCommand(service: Service, value: unknown): Uint8Array {
  const { originator, target: recipient, counter } = signedFor(service);
  const content = toCborValue(service.request, value as never);
  return encodeBody({
    originator,
    recipient,
    counter,
    service: serviceNumber(service.reference),
    content,
  });
}

const translator = new NativeTranslator(nodeCrypto, {
  eui64: HEAD_END,
  agreementSecret: new Uint8Array(32).fill(3),
});
const signingPublic = nodeCrypto.ed25519.publicKey(SIGNING_SECRET);

type Sent = {
  readonly header?: Partial<Header>;
  readonly time?: number;
  readonly payload: Uint8Array;
};

/** Its code, or I99: read from XML, and held against what was signed. */
function said(of: Service, { header = {}, time, payload: gbcsPayload }: Sent): string {
  const { service, ...parts } = { ...signedFor(of), ...header };
  const outgoing = { service, requestId: formatRequestId(parts), commandVariant: 5 };
  const { header: written } = duisRequest({ ...outgoing, body: undefined });
  const executionDateTime = time === undefined ? {} : { executionDateTime: time };
  const body = { kind: 'signedPreCommand', value: { ...executionDateTime, gbcsPayload } } as const;
  try {
    const read = readRequest(writeRequest({ header: written, service, body }));
    const request = serviceRequestFrom(read, 'send');
    assert.equal(parseRequestId(request.requestId), parts);
    translator.checkSigned(request, signingPublic);
    return 'I99';
  } catch (error) {
    if (error instanceof Fault || error instanceof Refused) return error.code;
    throw error;
  }
}

const signed = (service: Service, value: unknown, secret = SIGNING_SECRET) =>
  signBody(nodeCrypto, secret, 'command', preCommand(service, value));

const test = suite('a header that contradicts what was signed');

let tried = 0;
for (const service of critical)
  test(`is refused: ${service.reference}`, () => {
    const [value] = validRequests(service, 1, 5) as [object];
    const payload = signed(service, value);
    const tell = (sent: Partial<Sent>) => {
      tried += 1;
      return said(service, { payload, ...sent });
    };
    assert.is(tell({}), 'I99');
    for (const header of [
      { originator: OTHER_SUPPLIER },
      { counter: 8n },
      { counter: 6n },
      { service: another(service) },
    ])
      assert.is(tell({ header }), 'PRE_COMMAND_DIFFERS', Object.keys(header)[0]);
    // The device is part of what is signed.
    assert.is(tell({ header: { target: OTHER_DEVICE } }), 'PRE_COMMAND_SIGNATURE');
    assert.is(tell({ payload: signed(service, value, OTHER_SECRET) }), 'PRE_COMMAND_SIGNATURE');
    assert.is(tell({ payload: preCommand(service, value) }), 'ENVELOPE_FORM');
    assert.is(
      tell({ payload: payload.with(-1, (payload.at(-1) ?? 0) ^ 1) }),
      'PRE_COMMAND_SIGNATURE',
    );
  });

test('is refused when it has another time, or has one where none was signed', () => {
  const [now, later] = [1_900_000_000, 1_900_000_001];
  for (const service of critical) {
    const [drawn] = validRequests(service, 1, 5) as [object];
    const { executionDateTime: _, ...value } = { executionDateTime: 0, ...drawn };
    const undated = signed(service, value);
    tried += 1;
    assert.is(said(service, { payload: undated, time: now }), 'MESSAGE_CONTRADICTS');
    if (!isDated(service)) continue;
    const payload = signed(service, { ...value, executionDateTime: now });
    tried += 2;
    assert.is(said(service, { payload, time: now }), 'I99');
    assert.is(said(service, { payload, time: later }), 'MESSAGE_CONTRADICTS');
  }
  assert.ok(critical.some(isDated) && !critical.every(isDated));
  console.log(`measured: ${tried} headers over what was signed, of ${critical.length} services`);
});

test.run();
