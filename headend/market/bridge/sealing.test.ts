/** Sealed messages: opened by code that shares nothing with ours, and by nobody else. */
import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { decode, encode, type Tag } from 'cbor2';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { Refused } from '../../../protocol/refused.ts';
import { OTHER_SUPPLIER, SUPPLIER } from '../market.testing.ts';
import { isSealingKey, open, type SealedFor, seal, sealingKeyId } from './sealing.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 7);
const PUBLIC = nodeCrypto.x25519.publicKey(SECRET);
const OTHER_SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 8);
const ABOUT: SealedFor = {
  recipient: SUPPLIER,
  messageId: `${SUPPLIER}:00-DB-12-34-56-78-90-A0:1000/answer`,
  type: 'meterwright.service-response.v1',
};
const READING = new TextEncoder().encode('{"activeImportRegister":12345678}');
const sealed = (content = READING) => seal(nodeCrypto, PUBLIC, content, ABOUT);
const opens = (bytes: Uint8Array, secret = SECRET, about = ABOUT) => {
  try {
    return open(nodeCrypto, secret, bytes, about);
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};

/** COSE_Encrypt with ECDH-ES + HKDF-256 as RFC 9052 and 9053 have it, over cbor2 and node:crypto. */
function judgeOpens(bytes: Uint8Array): Uint8Array {
  const tagged = decode<Tag>(bytes);
  assert.is(tagged.tag, 96);
  const [header, unprotected, body, recipients] = tagged.contents as [
    Uint8Array,
    Map<number, Uint8Array>,
    Uint8Array,
    [Uint8Array, Map<number, unknown>, Uint8Array][],
  ];
  const [[recipientHeader, keys, none]] = recipients as [(typeof recipients)[0]];
  assert.equal(decode(header), new Map([[1, 1]]));
  assert.equal(decode(recipientHeader), new Map([[1, -25]]));
  assert.is(none.length, 0);
  const ephemeral = keys.get(-1) as Map<number, unknown>;
  assert.equal([ephemeral.get(1), ephemeral.get(-1)], [1, 4]);
  const jwk = (part: object) =>
    ({ key: { kty: 'OKP', crv: 'X25519', ...part }, format: 'jwk' }) as const;
  const text = (part: unknown) => Buffer.from(part as Uint8Array).toString('base64url');
  const shared = diffieHellman({
    privateKey: createPrivateKey(jwk({ x: text(PUBLIC), d: text(SECRET) })),
    publicKey: createPublicKey(jwk({ x: text(ephemeral.get(-2)) })),
  });
  const nobody = [null, null, null];
  const context = encode([1, nobody, nobody, [128, recipientHeader]]);
  const key = new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(), context, 16));
  const { recipient, messageId, type } = ABOUT;
  const aad = new TextEncoder().encode(`${recipient}\n${messageId}\n${type}`);
  const decipher = createDecipheriv('aes-128-gcm', key, unprotected.get(5) as Uint8Array);
  decipher.setAAD(encode(['Encrypt', header, aad]));
  decipher.setAuthTag(body.subarray(-16));
  return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]);
}

const test = suite('sealing');

test('what is sealed is opened by its key, and by an implementation of the standard', () => {
  const lengths = fc.oneof(fc.nat(400), fc.constantFrom(0, 7, 8, 239, 240, 65_519, 65_520, 70_000));
  const property = fc.property(lengths, (length) => {
    const content = new Uint8Array(randomBytes(length));
    const bytes = sealed(content);
    assert.equal(opens(bytes), content);
    assert.equal(new Uint8Array(judgeOpens(bytes)), content);
  });
  fc.assert(property, { seed: 20_261_124, numRuns: 60 });
});

test('no two are alike, and none shows what is in it', () => {
  const [a, b] = [sealed(), sealed()];
  assert.not.equal(a, b);
  assert.not(Buffer.from(a).includes(Buffer.from(READING.subarray(0, 8))));
});

test('it opens for its recipient, message and type alone', () => {
  const bytes = sealed();
  const wrong: Partial<SealedFor>[] = [
    { recipient: OTHER_SUPPLIER },
    { messageId: `${ABOUT.messageId}0` },
    { type: 'meterwright.device-alert.v1' },
  ];
  for (const part of wrong)
    assert.is(opens(bytes, SECRET, { ...ABOUT, ...part }), 'ENVELOPE_AUTHENTICATION');
  assert.is(opens(bytes, OTHER_SECRET), 'ENVELOPE_RECIPIENT');
});

test('one with any byte changed, lost or added is refused', () => {
  const bytes = sealed();
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.type(opens(changed), 'string', `byte ${at}`);
    assert.type(opens(bytes.subarray(0, at)), 'string', `cut at ${at}`);
  }
  assert.is(opens(Uint8Array.of(...bytes, 0)), 'ENVELOPE_FORM');
  assert.is(opens(new Uint8Array()), 'ENVELOPE_FORM');
});

test('a key of small order is no sealing key', () => {
  assert.ok(isSealingKey(PUBLIC));
  assert.not(isSealingKey(new Uint8Array(32)));
  assert.not(isSealingKey(PUBLIC.subarray(1)));
  assert.throws(
    () => seal(nodeCrypto, new Uint8Array(32), READING, ABOUT),
    (error: unknown) => error instanceof Refused,
  );
  assert.is(sealingKeyId(nodeCrypto, PUBLIC).length, 8);
});

test.run();
