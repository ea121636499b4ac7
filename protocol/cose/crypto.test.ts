/** Both providers against published vectors, against each other, and against what must be refused. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { concat, fromHex, toHex } from '../bytes.ts';
import { nobleCrypto } from './noble-crypto.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);
const text = (words: string) => new TextEncoder().encode(words);

/** RFC 8032 §7.1 tests 1 to 3. */
const ED25519 = [
  {
    secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

/**
 * Signatures of "edge" by the secret scalar 7: where verifying with the cofactor and without differ, and
 * keys of small order, for which R = 0 and S = 0 would sign everything.
 */
const MIXED_KEY = 'e9b2fe981587efae6478f48ba1fa60cec6126d0e26dde72a0a24f640dcd783e5';
const PLAIN_KEY = 'b862409fb5c4c4123df2abf7462b88f041ad36dd6864ce872fd5472be363c5b1';
const ZERO_POINT = `01${'00'.repeat(31)}`;
const EDGE_SIGNATURES = [
  {
    publicKey: PLAIN_KEY,
    signature:
      '5866666666666666666666666666666666666666666666666666666666666666ada258e0239c3c0ad97f798d9e5b7af25ebb27777be7d096394c10d06637aa0e',
    verifies: true,
  },
  {
    publicKey: MIXED_KEY,
    signature:
      '5866666666666666666666666666666666666666666666666666666666666666146dda6a8d95adcebc8e81d40c40a46090260330d686868e7c87c924c9f65603',
    verifies: true,
  },
  {
    publicKey: MIXED_KEY,
    signature:
      'c9a3f86aae465f0e56513864510f3997561fa2c9e85ea21dc2292309f3cd602295d1bdbdc1783408028201eedfb2ec7b8b22268601060691abcb2ffc984e6c07',
    verifies: false,
  },
  {
    publicKey: PLAIN_KEY,
    signature:
      '98519eadf35b995233b51b5cd23e9cc5a28b639b5a4af0ec903cb960d81b78197cb738b0d5a5d578037b2c9ec16e2bc4b508bffa0f2aa571765c7131fbfba805',
    verifies: false,
  },
  ...[ZERO_POINT, `ee${'ff'.repeat(30)}7f`, `01${'00'.repeat(30)}80`].map((publicKey) => ({
    publicKey,
    signature: ZERO_POINT + '00'.repeat(32),
    verifies: false,
  })),
];

/** RFC 7748 §5.2 and §6.1. */
const X25519 = [
  {
    secret: 'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
    publicKey: 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
    shared: 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
  },
  {
    secret: '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
    publicKey: 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    shared: '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  },
];

/** The points of small order and their unreduced forms: every shared secret with them is zero. */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

/** RFC 4231 §4.2 to §4.4 and §4.7. */
const HMAC = [
  {
    key: '0b'.repeat(20),
    message: toHex(text('Hi There')),
    mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    key: toHex(text('Jefe')),
    message: toHex(text('what do ya want for nothing?')),
    mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    key: 'aa'.repeat(20),
    message: 'dd'.repeat(50),
    mac: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    key: 'aa'.repeat(131),
    message: toHex(text('Test Using Larger Than Block-Size Key - Hash Key First')),
    mac: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
];

/** The GCM specification's test cases 1, 2 and 4 (those of SP 800-38D's authors). */
const GCM = [
  {
    key: '00'.repeat(16),
    nonce: '00'.repeat(12),
    plain: '',
    aad: '',
    sealed: '58e2fccefa7e3061367f1d57a4e7455a',
  },
  {
    key: '00'.repeat(16),
    nonce: '00'.repeat(12),
    plain: '00'.repeat(16),
    aad: '',
    sealed: '0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf',
  },
  {
    key: 'feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    plain:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    sealed:
      '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47',
  },
];

/** RFC 5903 §8.1: the 256-bit random ECP group. */
const P256 = {
  secret: 'c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433',
  publicKey:
    '04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3',
  peerSecret: 'c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53',
  peerPublic:
    '04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab',
  shared: 'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
};

for (const crypto of [nobleCrypto, nodeCrypto]) {
  const test = suite(`${crypto.name} crypto`);

  test('hashes as FIPS 180-4', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.is(toHex(crypto.sha256(text('abc'))), abc);
  });

  test('makes the MACs of RFC 4231, whole and in parts', () => {
    for (const { key, message, mac } of HMAC) {
      const macKey = crypto.macKey(hex(key));
      const whole = hex(message);
      assert.is(toHex(macKey.mac(whole)), mac);
      assert.is(toHex(macKey.mac(whole.subarray(0, 3), new Uint8Array(0), whole.subarray(3))), mac);
    }
  });

  test('signs and verifies as RFC 8032', () => {
    for (const { secret, publicKey, message, signature } of ED25519) {
      assert.is(toHex(crypto.ed25519.publicKey(hex(secret))), publicKey);
      assert.is(toHex(crypto.ed25519.sign(hex(secret), hex(message))), signature);
      assert.ok(crypto.ed25519.verify(hex(publicKey), hex(message), hex(signature)));
      assert.not(
        crypto.ed25519.verify(hex(publicKey), concat(hex(message), hex('00')), hex(signature)),
      );
    }
  });

  test('refuses a signature whose scalar has the group order added', () => {
    const { publicKey, message, signature } = ED25519[1] as (typeof ED25519)[number];
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const bytes = hex(signature);
    let scalar = order;
    for (let at = 0; at < 32; at++) scalar += BigInt(bytes[32 + at] as number) << BigInt(8 * at);
    for (let at = 0; at < 32; at++) bytes[32 + at] = Number((scalar >> BigInt(8 * at)) & 0xffn);
    assert.not(crypto.ed25519.verify(hex(publicKey), hex(message), bytes));
  });

  test('judges the points that providers differ on as the other does', () => {
    for (const { publicKey, signature, verifies } of EDGE_SIGNATURES) {
      const right = crypto.ed25519.verify(hex(publicKey), text('edge'), hex(signature));
      assert.is(right, verifies, `${publicKey} ${signature}`);
    }
  });

  test('answers false to keys and signatures of any other length', () => {
    const { publicKey, message, signature } = ED25519[2] as (typeof ED25519)[number];
    for (const length of [0, 1, 31, 33, 64])
      assert.not(crypto.ed25519.verify(new Uint8Array(length), hex(message), hex(signature)));
    for (const length of [0, 63, 65])
      assert.not(crypto.ed25519.verify(hex(publicKey), hex(message), new Uint8Array(length)));
    assert.not(crypto.ed25519.verify(new Uint8Array(32).fill(0xff), hex(message), hex(signature)));
  });

  test('agrees as RFC 7748', () => {
    for (const { secret, publicKey, shared } of X25519)
      assert.is(toHex(crypto.x25519.sharedSecret(hex(secret), hex(publicKey)) ?? hex('')), shared);
  });

  test('gives no shared secret with a point of low order, or of another length', () => {
    const { secret } = X25519[0] as (typeof X25519)[number];
    for (const point of LOW_ORDER)
      assert.is(crypto.x25519.sharedSecret(hex(secret), hex(point)), undefined, point);
    for (const length of [0, 31, 33])
      assert.is(crypto.x25519.sharedSecret(hex(secret), new Uint8Array(length).fill(9)), undefined);
    assert.throws(() => crypto.x25519.sharedSecret(new Uint8Array(31), hex(secret)));
  });

  test('agrees on P-256 as RFC 5903', () => {
    const { secret, publicKey, peerSecret, peerPublic, shared } = P256;
    assert.is(toHex(crypto.p256.publicKey(hex(secret))), publicKey);
    assert.is(toHex(crypto.p256.sharedSecret(hex(secret), hex(peerPublic)) ?? hex('')), shared);
    assert.is(toHex(crypto.p256.sharedSecret(hex(peerSecret), hex(publicKey)) ?? hex('')), shared);
  });

  test('gives no shared secret with what is not an uncompressed point of P-256', () => {
    const secret = hex(P256.secret);
    const point = hex(P256.peerPublic);
    const offCurve = Uint8Array.from(point);
    offCurve[64] = (offCurve[64] as number) ^ 1;
    const compressed = concat(hex('03'), point.subarray(1, 33));
    const hybrid = concat(hex('07'), point.subarray(1));
    for (const wrong of [offCurve, compressed, hybrid, hex('00'), hex(''), new Uint8Array(65)])
      assert.is(crypto.p256.sharedSecret(secret, wrong), undefined);
    assert.throws(() => crypto.p256.sharedSecret(new Uint8Array(32), point));
  });

  test('seals and opens as the test cases of GCM', () => {
    for (const { key, nonce, plain, aad, sealed } of GCM) {
      const { seal, open } = crypto.aes128gcm;
      assert.is(toHex(seal(hex(key), hex(nonce), hex(plain), hex(aad))), sealed);
      assert.is(toHex(open(hex(key), hex(nonce), hex(sealed), hex(aad)) ?? hex('00')), plain);
      assert.is(open(hex(key), hex(nonce), hex(sealed), concat(hex(aad), hex('00'))), undefined);
      assert.is(open(hex(key), hex(nonce), hex(sealed).subarray(0, 15), hex(aad)), undefined);
      const changed = hex(sealed);
      changed[0] = (changed[0] as number) ^ 0x80;
      assert.is(open(hex(key), hex(nonce), changed, hex(aad)), undefined);
    }
  });

  test('compares whole contents', () => {
    assert.ok(crypto.equal(hex('0102'), hex('0102')));
    assert.not(crypto.equal(hex('0102'), hex('0103')));
    assert.not(crypto.equal(hex('0102'), hex('010200')));
  });

  test.run();
}

const both = suite('both providers');

both('make the same MACs, keys, signatures, agreements and ciphertexts', () => {
  const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const short = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const message = fc.uint8Array({ maxLength: 600, size: 'max' });
  fc.assert(
    fc.property(secret, secret, short, message, message, (a, b, key, plain, aad) => {
      const results = [nobleCrypto, nodeCrypto].map((crypto) => {
        const publicKey = crypto.x25519.publicKey(b);
        const nonce = a.subarray(0, 12);
        return [
          crypto.sha256(plain),
          crypto.macKey(a).mac(plain, aad),
          crypto.ed25519.publicKey(a),
          crypto.ed25519.sign(a, plain),
          publicKey,
          crypto.x25519.sharedSecret(a, publicKey) ?? hex(''),
          crypto.aes128gcm.seal(key, nonce, plain, aad),
        ].map(toHex);
      });
      assert.equal(results[0], results[1]);
    }),
    { seed: 8032, numRuns: 60 },
  );
});

both('interleave prepared MAC keys without mixing them', () => {
  for (const crypto of [nobleCrypto, nodeCrypto]) {
    const [first, second] = [crypto.macKey(hex('01')), crypto.macKey(hex('02'))];
    const alone = toHex(crypto.macKey(hex('01')).mac(hex('ff')));
    second.mac(new Uint8Array(100));
    assert.is(toHex(first.mac(hex('ff'))), alone);
    assert.is.not(toHex(second.mac(hex('ff'))), alone);
  }
});

both('keep nothing of a key that its owner overwrites', () => {
  for (const crypto of [nobleCrypto, nodeCrypto]) {
    const bytes = hex('0102');
    const prepared = crypto.macKey(bytes);
    for (const length of [10, 1000]) {
      const message = new Uint8Array(length);
      bytes.set(hex('0102'));
      const right = toHex(crypto.macKey(bytes).mac(message));
      bytes.fill(9);
      assert.is(toHex(prepared.mac(message)), right);
    }
  }
});

both.run();
