/** Every shape of every service through every format, with random values. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../refused.ts';
import { services } from '../services/index.ts';
import { topUpDevice } from '../services/top-up-device.ts';
import { updateImportTariffPrimaryElement } from '../services/update-import-tariff-primary-element.ts';
import { arbitrary } from './arbitrary.testing.ts';
import { decodeCbor, encodeCbor, fromCborValue, toCborValue } from './cbor.ts';
import { jsonSchemaDocument, toJson } from './json-schema.ts';
import { decodeProtobuf, encodeProtobuf, protobufRoot, protoText } from './protobuf.ts';
import { answerType } from './service.ts';
import { validate } from './validate.ts';
import type { AnyType } from './words.ts';

const SEED = 20_261_124;
const shapes: readonly (readonly [string, AnyType])[] = services.flatMap((s) => {
  const answer = answerType(s);
  const request = [s.name, s.request] as const;
  return answer ? [request, [`${s.name}Rsp`, answer] as const] : [request];
});
const root = protobufRoot(shapes);
const formats = suite('formats');

const everyValue = (runs: number, use: (name: string, type: AnyType, value: unknown) => void) => {
  for (const [name, type] of shapes)
    fc.assert(
      fc.property(arbitrary(type), (value) => use(name, type, value)),
      { seed: SEED, numRuns: runs },
    );
};
const code = (act: () => unknown): string => {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};

formats('a value is valid, and comes back from CBOR and protobuf as it was', () => {
  everyValue(25, (name, type, value) => {
    validate(type, value);
    const known = value as never;
    assert.equal(decodeCbor(type, encodeCbor(type, known)), value);
    assert.equal(fromCborValue(type, toCborValue(type, known)), value);
    const made = root.lookupType(name);
    assert.equal(decodeProtobuf(made, type, encodeProtobuf(made, type, known)), value);
  });
});

formats('a value conforms to the JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false });
  const conforms = new Map(
    shapes.map(([name, type]) => [name, ajv.compile(jsonSchemaDocument(name, type))]),
  );
  everyValue(15, (name, type, value) => {
    const check = conforms.get(name);
    assert.ok(check?.(toJson(type, value)), `${name}: ${ajv.errorsText(check?.errors)}`);
  });
});

formats('the .proto parses, and reads what the reflection types write', () => {
  const parsed = protobuf.parse(protoText(root)).root.resolveAll();
  everyValue(5, (name, type, value) => {
    const bytes = encodeProtobuf(root.lookupType(name), type, value as never);
    const again = parsed.lookupType(name);
    assert.equal(
      again.toObject(again.decode(bytes), { longs: String }),
      root.lookupType(name).toObject(root.lookupType(name).decode(bytes), { longs: String }),
    );
  });
  const made = parsed.lookupType('UpdateImportTariffPrimaryElement.Tariff.Electricity');
  const { values } = made.lookupEnum('CurrencyUnits');
  assert.equal(
    ['UNSPECIFIED', 'GBP', 'ECB'].map((name) => values[`CURRENCY_UNITS_${name}`]),
    [0, 1, 2],
  );
});

formats('a changed byte is refused, or is another value in its one form', () => {
  const byte = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
  for (const [name, type] of shapes) {
    const made = root.lookupType(name);
    const property = fc.property(arbitrary(type), byte, (value, [place, replacement]) => {
      const cbor = Uint8Array.from(encodeCbor(type, value as never));
      cbor[place % cbor.length] = replacement;
      const found = code(() =>
        assert.equal(encodeCbor(type, decodeCbor(type, cbor) as never), cbor),
      );
      assert.ok(['CBOR_REFUSED', 'accepted'].includes(found), found);
      const proto = Uint8Array.from(encodeProtobuf(made, type, value as never));
      if (proto.length > 0) proto[place % proto.length] = replacement;
      const other = code(() => validate(type, decodeProtobuf(made, type, proto)));
      assert.ok(['PROTOBUF_REFUSED', 'accepted'].includes(other), other);
    });
    fc.assert(property, { seed: SEED, numRuns: 60 });
  }
});

formats('CBOR in any other form is refused', () => {
  const utrn = Buffer.from('73946144332040217315').toString('hex');
  const forms = {
    'a long length of the map': `b90001${'01'}74${utrn}`,
    'a text key': `a1613174${utrn}`,
    'a long length of the text': `a101790014${utrn}`,
    'an unknown key': `a20174${utrn}0201`,
    'a key twice': `a20174${utrn}0174${utrn}`,
    'an indefinite map': `bf0174${utrn}ff`,
    undefined: 'a101f7',
    'a tag': `a101c074${utrn}`,
    'a float': 'a101f93c00',
    'a byte after it': `a10174${utrn}00`,
    nothing: '',
  };
  for (const [what, hex] of Object.entries(forms))
    assert.is(
      code(() => decodeCbor(topUpDevice.request, Uint8Array.from(Buffer.from(hex, 'hex')))),
      'CBOR_REFUSED',
      what,
    );
  const [, good] = [0, Buffer.from(`a10174${utrn}`, 'hex')];
  assert.equal(decodeCbor(topUpDevice.request, Uint8Array.from(good)), {
    utrn: '73946144332040217315',
  });
});

formats('protobuf that lacks a field, or has one too many, is refused', () => {
  const made = root.lookupType('TopUpDevice');
  const read = (hex: string) =>
    code(() => decodeProtobuf(made, topUpDevice.request, Uint8Array.from(Buffer.from(hex, 'hex'))));
  assert.is(read(''), 'PROTOBUF_REFUSED');
  assert.is(read(`0a14${Buffer.from('73946144332040217315').toString('hex')}`), 'accepted');
  assert.is(
    read(`0a14${Buffer.from('73946144332040217315').toString('hex')}1001`),
    'PROTOBUF_REFUSED',
  );
  assert.is(read(`0a14${Buffer.from('7394614433204021731x').toString('hex')}`), 'PROTOBUF_REFUSED');
  assert.is(read('0aff'), 'PROTOBUF_REFUSED');
  assert.is(read('0b'.repeat(50_000)), 'PROTOBUF_REFUSED');
});

formats('a refusal says where', () => {
  const [value] = fc.sample(arbitrary(updateImportTariffPrimaryElement.request), {
    seed: SEED,
    numRuns: 1,
  });
  const path = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return (error as Refused).path;
    }
    return 'accepted';
  };
  const spoilt = { ...value, tariff: { electricity: { currencyUnits: 'USD' } } };
  assert.is(
    path(() => validate(updateImportTariffPrimaryElement.request, spoilt)),
    'tariff.electricity.currencyUnits',
  );
  const raw = new Map([[2, new Map([[1, new Map([[1, 9]])]])]]);
  assert.is(
    path(() => fromCborValue(updateImportTariffPrimaryElement.request, raw)),
    'tariff.electricity.currencyUnits',
  );
});

formats.run();
