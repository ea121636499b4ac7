/** One walk over all services: what each must have. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { page, sharedShapes } from '../definition/document.ts';
import { answerType, ROLES, serviceField, serviceGroup } from '../definition/service.ts';
import type { AnyType } from '../definition/words.ts';
import {
  refusalByCode,
  refusalCode,
  refusals,
  serviceByName,
  serviceByNumber,
  serviceByReference,
  serviceNumber,
  services,
} from './index.ts';
import { servicesDocument } from './reference.ts';
import { FIRST_OWN_REFUSAL, sharedRefusals } from './refusals.ts';
import { isResponseCode, responseCodes } from './response-codes.ts';
import { topUpDevice } from './top-up-device.ts';

const all = suite('services');

/** Every field within a type, with its path. */
function* fieldsOf(type: AnyType, path: string): Generator<readonly [string, string]> {
  if (type.kind === 'list' || type.kind === 'rows') yield* fieldsOf(type.of, `${path}[]`);
  const fields = type.kind === 'struct' ? type.fields : type.kind === 'choice' ? type.branches : {};
  for (const [name, f] of Object.entries(fields)) {
    yield [`${path}.${name}`, f.doc];
    yield* fieldsOf(f.type, `${path}.${name}`);
  }
}

all('stand in order of their reference, and are found by reference, name and number', () => {
  const numbers = services.map((s) => serviceNumber(s.reference));
  assert.equal(
    numbers,
    [...numbers].sort((a, b) => a - b),
  );
  assert.is(new Set(numbers).size, services.length);
  assert.is(new Set(services.map(serviceField)).size, services.length);
  for (const s of services) {
    assert.is(serviceByReference.get(s.reference), s);
    assert.is(serviceByName.get(s.name), s);
    assert.is(serviceByNumber.get(serviceNumber(s.reference)), s);
  }
});

all('have beside an answer of the DCC a code that the schema knows', () => {
  for (const { name, dccResponse } of services)
    assert.ok(isResponseCode(dccResponse?.code ?? 'I0'), name);
});

all('have the number that is on the wire', () => {
  const cases = {
    '1.6': 4192,
    '2.2': 8224,
    '4.1.1': 16_401,
    '4.10': 16_544,
    '6.2.10': 24_618,
    '11.1': 45_072,
  };
  for (const [reference, number] of Object.entries(cases))
    assert.is(serviceNumber(reference), number);
  for (const bad of ['', '4', '4.1.1.1', '04.1', '4.1.0', '4.1.16', 'x', '4.100'])
    assert.throws(() => serviceNumber(bad), /not a service reference/);
  assert.equal(['4.1.1', '2.2'].map(serviceGroup), ['4.1', '2.2']);
});

all('are fields and branches by their name, begun small', () => {
  const names = ['TopUpDevice', 'CHFFaultReturn', 'ReadALCSData', 'CHFInstallSuccessNoSMWAN'];
  assert.equal(
    names.map((name) => serviceField({ name })),
    ['topUpDevice', 'chfFaultReturn', 'readALCSData', 'chfInstallSuccessNoSMWAN'],
  );
});

all('document every field, and say who may ask', () => {
  for (const s of services) {
    assert.match(s.summary, /^[A-Z].*\.$/);
    assert.ok(s.roles.every((role) => ROLES.includes(role)));
    // Load controllers, who alone may limit an APC, have no role in DUIS; leaving and joining the DCC is its own affair.
    assert.is(s.roles.length === 0, ['7.16', '8.5', '8.6'].includes(s.reference), s.name);
    assert.ok(s.modes.length > 0);
    for (const type of [s.request, answerType(s)])
      for (const [path, doc] of type ? fieldsOf(type, s.name) : [])
        assert.match(doc, /^[A-Zv1].*\.$/, path);
  }
});

all('are all those of DUIS 5.4', () => {
  assert.is(services.length, 129);
});

all('ask the device or the DCC; to one answer of a device the DCC adds', () => {
  for (const s of services) {
    assert.is(s.response === undefined, s.modes.includes('nonDevice'), s.name);
    assert.is(s.deviceTypes.length === 0, s.modes.includes('nonDevice'), s.name);
  }
  const both = services.filter((s) => s.response && s.dccResponse);
  assert.equal(
    both.map((s) => s.reference),
    ['9.1'],
  );
});

all('are answered by an acknowledgement alone where there is nothing to say', () => {
  const silent = services.filter((s) => answerType(s) === undefined).map((s) => s.reference);
  const hubStatus = ['8.14.1', '8.14.2', '8.14.3', '8.14.4'];
  assert.equal(silent, ['5.3', '8.3', '8.4', '8.13', ...hubStatus, '12.2']);
});

all('keep personal data to answers that read it', () => {
  const personal = services.filter((s) => s.personal).map((s) => s.reference);
  assert.equal(personal, [
    '4.1.1',
    '4.1.2',
    '4.1.3',
    '4.1.4',
    '4.2',
    '4.3',
    '4.4.2',
    '4.4.3',
    '4.4.4',
    '4.4.5',
    '4.6.1',
    '4.6.2',
    '4.8.1',
    '4.8.2',
    '4.8.3',
    '4.10',
    '4.12.1',
    '4.12.2',
    '4.13',
    '4.14',
    '4.15',
    '4.16',
    '4.17',
    '4.18',
    '6.13',
    '7.7',
    '7.11',
    '7.15',
  ]);
});

all('refuse with codes of their own from 32, and share 1 to 31', () => {
  for (const { code } of Object.values(sharedRefusals))
    assert.ok(code >= 1 && code < FIRST_OWN_REFUSAL);
  assert.is(new Set(refusals.map((r) => r.code)).size, refusals.length);
  assert.is(new Set(refusals.map((r) => r.name)).size, refusals.length);
  for (const entry of refusals) {
    assert.is(refusalByCode(entry.code), entry);
    if (entry.services) assert.ok(entry.code >= FIRST_OWN_REFUSAL, entry.name);
  }
  assert.is(refusalByCode(0), undefined);
  assert.is(refusalCode(topUpDevice, 'alreadyUsed'), 32);
  assert.is(refusalCode(topUpDevice, 'notSupported'), 1);
  assert.throws(() => refusalCode(topUpDevice, 'outsideTolerance'), /does not refuse/);
});

all('have a page each in the reference', () => {
  const text = servicesDocument();
  const shared = sharedShapes(services);
  for (const s of services) assert.ok(text.includes(page(s, shared)), s.name);
  assert.match(text, /\| utrn \| 1 \| `<UTRN>` \|/);
});

all('have response codes with a meaning', () => {
  assert.is(Object.keys(responseCodes).length, 194);
  assert.ok(isResponseCode('I0') && isResponseCode('E080405') && isResponseCode('W110101'));
  assert.not.ok(isResponseCode('E6') || isResponseCode('toString'));
  assert.match(responseCodes.E080405.meaning, /service 8\.4 /);
  for (const { meaning } of Object.values(responseCodes)) assert.ok(meaning.length > 3);
});

all.run();
