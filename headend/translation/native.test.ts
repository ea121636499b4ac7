import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { CborMap } from '../../protocol/cbor/canonical.ts';
import { toCborValue } from '../../protocol/definition/cbor.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { COMMAND_BYTES_MAX } from '../../protocol/envelope/body.ts';
import { openMac, receive } from '../../protocol/envelope/open.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealEncrypted, sealMac } from '../../protocol/envelope/seal.ts';
import { customerIdentificationNumber } from '../../protocol/identifiers/customer-identification-number.ts';
import type { Refused } from '../../protocol/refused.ts';
import { refusalByCode, serviceNumber } from '../../protocol/services/index.ts';
import { readMeterBalance } from '../../protocol/services/read-meter-balance.ts';
import { refusalDetail, sharedRefusals } from '../../protocol/services/refusals.ts';
import { requestCustomerIdentificationNumber } from '../../protocol/services/request-customer-identification-number.ts';
import { updateImportTariffSecondaryElement } from '../../protocol/services/update-import-tariff-secondary-element.ts';
import { updatePriceSecondaryElement } from '../../protocol/services/update-price-secondary-element.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { isHeldHere, type ServiceRequest } from '../service-request.ts';
import { NativeTranslator } from './native.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const PROXY = '00-DB-12-34-56-78-90-A3';
const NOW = 1_894_665_600;
const HEAD_END = { eui64: '90-B3-D5-1F-30-00-00-01', agreementSecret: new Uint8Array(32).fill(1) };
const meter = seededIdentity(nodeCrypto, 'native', 1, 'gas');
const device = { record: recordOf(meter), status: 'Commissioned' } as const;
const translator = new NativeTranslator(nodeCrypto, HEAD_END);
const agreementPublic = nodeCrypto.x25519.publicKey(HEAD_END.agreementSecret);
/** The meter's side. */
const pair = new Pair(nodeCrypto, meter, { eui64: HEAD_END.eui64, agreementPublic });

const asked = (service: Service, body: object, target = meter.eui64): ServiceRequest => ({
  requestId: `${SUPPLIER}:${target}:1`,
  originator: SUPPLIER,
  target,
  counter: 1n,
  service,
  commandVariant: 1,
  body,
  channel: 'duis',
  endpoint: 'send',
});
const arrived = (request: ServiceRequest) =>
  openMac(
    pair,
    'command',
    receive(translator.command(request, device, 7n, NOW), COMMAND_BYTES_MAX),
  );

const test = suite('native translator');

test('what was held here until its time goes without a date; what the device holds, with it', () => {
  assert.ok(isHeldHere(readMeterBalance));
  for (const one of [updateImportTariffSecondaryElement, updateSecurityCredentialsCos])
    assert.not(isHeldHere(one), one.name);
  const sent = arrived(asked(readMeterBalance, { executionDateTime: NOW }));
  assert.equal([...(sent.content?.keys() ?? [])], []);
});

test('an answer that is to be secret is not taken when it is only authentic', () => {
  const service = serviceNumber(readMeterBalance.reference);
  const answer = { originator: meter.eui64, recipient: HEAD_END.eui64, counter: 1n, service };
  const open = sealMac(pair, 'response', { ...answer, responseTo: 7n, content: new Map() });
  assert.throws(
    () => translator.decode(device, 'response', open),
    (error: Refused) => error.code === 'ENVELOPE_PROTECTION',
  );
});

test('a meter with a new key to agree with is spoken to under that one', () => {
  const anew = { eui64: meter.eui64, agreementSecret: new Uint8Array(32).fill(5) };
  const own = new Pair(nodeCrypto, anew, { eui64: HEAD_END.eui64, agreementPublic });
  const key = nodeCrypto.x25519.publicKey(anew.agreementSecret);
  const renewed = { ...device, record: { ...device.record, agreementPublic: key } };
  const request = asked(readMeterBalance, {});
  for (const [to, of] of [
    [device, pair],
    [renewed, own],
  ] as const) {
    const command = receive(translator.command(request, to, 7n, NOW), COMMAND_BYTES_MAX);
    assert.is(openMac(of, 'command', command).counter, 7n);
  }
});

test('what is asked of a proxy is a command to the meter behind it', () => {
  assert.is(arrived(asked(readMeterBalance, {}, PROXY)).recipient, meter.eui64);
});

test('the four digits are those that the meter finds, and only where it shows them', () => {
  const service = serviceNumber(requestCustomerIdentificationNumber.reference);
  const answer = { originator: meter.eui64, recipient: HEAD_END.eui64, counter: 1n, service };
  const said = (status: number) =>
    translator.decode(
      device,
      'response',
      sealMac(pair, 'response', { ...answer, responseTo: 7n, status, content: new Map() }),
    );
  const digits = customerIdentificationNumber(pair.receiving('command'), 7n);
  const done = said(0);
  assert.ok(done.kind === 'answer');
  const { customerIdentificationNumber: found } = done.dccResult as Record<string, unknown>;
  assert.is(found, digits);
  const refused = said(1);
  assert.ok(refused.kind === 'answer');
  assert.equal([refused.answer.refusal, refused.dccResult], ['notSupported', undefined]);
});

test('a refusal says which field it is of, where it is of one; and nothing else', () => {
  const service = serviceNumber(readMeterBalance.reference);
  const answer = { originator: meter.eui64, recipient: HEAD_END.eui64, counter: 1n, service };
  const said = (content: CborMap | undefined) => {
    const refused = { ...answer, responseTo: 7n, status: sharedRefusals.argumentsRefused.code };
    const body = content ? { ...refused, content } : refused;
    const decoded = translator.decode(device, 'response', sealEncrypted(pair, 'response', body));
    assert.ok(decoded.kind === 'answer');
    return [decoded.answer.refusal, decoded.answer.refusedField];
  };
  const field = 'schedules[3].datesAndTime';
  assert.equal(said(toCborValue(refusalDetail, { field })), ['argumentsRefused', field]);
  for (const none of [undefined, new Map()])
    assert.equal(said(none), ['argumentsRefused', undefined]);
  for (const text of ['', 'balance: 12', `a${'.a'.repeat(90)}`])
    assert.throws(() => said(new Map([[1, text]])), /field/);
});

test('a refusal that several services share is known for each of them, and for no other', () => {
  const { code = 0 } = updateImportTariffSecondaryElement.refusals?.priceOutOfRange ?? {};
  const entry = refusalByCode(code);
  for (const one of [updateImportTariffSecondaryElement, updatePriceSecondaryElement])
    assert.ok(entry?.services?.includes(one), one.name);
  const body = { originator: meter.eui64, recipient: HEAD_END.eui64, counter: 2n, responseTo: 7n };
  const wrong = sealMac(pair, 'response', {
    ...body,
    service: serviceNumber(requestCustomerIdentificationNumber.reference),
    status: code,
  });
  assert.throws(() => translator.decode(device, 'response', wrong), /unknown refusal/);
});

test.run();
