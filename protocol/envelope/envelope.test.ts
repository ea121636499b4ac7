/** Sealed by one party and opened by another: every protection, kind and provider, and every abuse. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { concat, toHex } from '../bytes.ts';
import {
  byteStringHead,
  parseCose,
  protectedHeader,
  structureStart,
  writeEncrypt0,
  writeMac0,
  writeSign1,
} from '../cose/cose.ts';
import { nobleCrypto } from '../cose/noble-crypto.ts';
import { eui64Bytes } from '../identifiers/eui64.ts';
import { type RefusalCode, Refused } from '../refused.ts';
import { type Body, encodeBody, externalAad, type Kind } from './body.ts';
import { openMac, openSigned, receive } from './open.ts';
import { Pair } from './pair.ts';
import {
  HEAD_END,
  KINDS,
  METER,
  open,
  PROTECTIONS,
  pairs,
  READ_PROFILE,
  SIGNING_SECRET,
  seal,
} from './parties.testing.ts';
import { sealMac, sealSigned, signBody } from './seal.ts';

const test = suite('envelope');
const CRYPTOS = [nobleCrypto, nodeCrypto];
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';

function refuses(code: RefusalCode, operation: () => unknown): void {
  assert.throws(operation, (error: unknown) => error instanceof Refused && error.code === code);
}

for (const from of CRYPTOS)
  for (const to of CRYPTOS)
    test(`opens with ${to.name} what was sealed with ${from.name}, in every protection and kind`, () => {
      const { headEnd } = pairs(from);
      const { meter } = pairs(to);
      for (const protection of PROTECTIONS)
        for (const kind of KINDS) {
          const message = seal(headEnd, kind, READ_PROFILE, protection);
          assert.equal(open(meter, kind, message, protection), READ_PROFILE);
        }
    });

test('keeps the bytes its documentation gives', () => {
  const documentation = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  const { headEnd } = pairs(nobleCrypto);
  for (const protection of PROTECTIONS) {
    const message = toHex(seal(headEnd, 'command', READ_PROFILE, protection));
    assert.ok(documentation.includes(message), `${protection}: ${message}`);
  }
});

test('costs 28 bytes for a MAC, 85 for a signature, 49 for encryption', () => {
  const { headEnd } = pairs(nobleCrypto);
  const body = encodeBody(READ_PROFILE).length;
  const sizes = PROTECTIONS.map((way) => seal(headEnd, 'command', READ_PROFILE, way).length - body);
  assert.equal(sizes, [28, 85, 49]);
});

for (const protection of PROTECTIONS) {
  test(`does not open a message of one kind as another: ${protection}`, () => {
    const { headEnd, meter } = pairs(nodeCrypto);
    for (const kind of KINDS)
      for (const other of KINDS)
        if (kind !== other) {
          const message = seal(headEnd, kind, READ_PROFILE, protection);
          refuses('ENVELOPE_AUTHENTICATION', () => open(meter, other, message, protection));
        }
  });

  test(`does not open a message sent back to its sender: ${protection}`, () => {
    const { headEnd, meter } = pairs(nodeCrypto);
    const body: Body = { ...READ_PROFILE, originator: METER, recipient: HEAD_END, responseTo: 1n };
    const response = seal(meter, 'response', body, protection);
    const code = protection === 'signed' ? 'ENVELOPE_AUTHENTICATION' : 'ENVELOPE_ORIGINATOR';
    for (const kind of KINDS) refuses(code, () => open(meter, kind, response, protection));
    assert.equal(open(headEnd, 'response', response, protection), body);
  });

  test(`does not take another protection for ${protection}`, () => {
    const { headEnd, meter } = pairs(nodeCrypto);
    for (const other of PROTECTIONS)
      if (other !== protection) {
        const message = seal(headEnd, 'command', READ_PROFILE, protection);
        refuses('ENVELOPE_PROTECTION', () => open(meter, 'command', message, other));
      }
  });
}

test('refuses a message longer than the receiver takes', () => {
  const message = sealMac(pairs(nodeCrypto).headEnd, 'command', READ_PROFILE);
  assert.is(receive(message, message.length).originator, HEAD_END);
  refuses('ENVELOPE_FORM', () => receive(message, message.length - 1));
});

test('refuses a MAC or a key identifier of somebody else', () => {
  const { headEnd, meter } = pairs(nodeCrypto);
  const stranger = new Pair(
    nodeCrypto,
    { eui64: SUPPLIER, agreementSecret: new Uint8Array(32).fill(0x44) },
    { eui64: METER, agreementPublic: nodeCrypto.x25519.publicKey(new Uint8Array(32).fill(0x22)) },
  );
  const body = { ...READ_PROFILE, originator: SUPPLIER };
  const message = sealMac(stranger, 'command', body);
  refuses('ENVELOPE_ORIGINATOR', () => openMac(meter, 'command', receive(message, 1000)));
  const { payload, proof } = parseCose(message);
  const renamed = writeMac0(protectedHeader('mac', eui64Bytes(HEAD_END)), payload, proof);
  refuses('ENVELOPE_AUTHENTICATION', () => openMac(meter, 'command', receive(renamed, 1000)));
  assert.is(headEnd.peer, METER);
});

/** What a holder of the right keys could say against the rules. */
function dishonest(protection: (typeof PROTECTIONS)[number], body: Body, counter = body.counter) {
  const channel = pairs(nodeCrypto).headEnd.sending('command');
  const payload = encodeBody(body);
  if (protection === 'mac') return writeMac0(channel.macProtected, payload, channel.tag(payload));
  if (protection === 'encrypted') {
    const partialIv = channel.partialIv(counter, payload);
    const { key, nonce } = channel.content(partialIv);
    const sealed = nodeCrypto.aes128gcm.seal(key, nonce, payload, channel.encryptAad);
    return writeEncrypt0(channel.encryptProtected, partialIv, sealed);
  }
  const header = protectedHeader('signed', eui64Bytes(HEAD_END));
  const start = structureStart('signed', header, externalAad('command', HEAD_END, METER));
  const signed = concat(start, byteStringHead(payload.length), payload);
  return writeSign1(header, payload, nodeCrypto.ed25519.sign(SIGNING_SECRET, signed));
}

for (const protection of PROTECTIONS)
  test(`refuses a body that names other parties than its protection: ${protection}`, () => {
    const { meter } = pairs(nodeCrypto);
    const openIt = (body: Body) => open(meter, 'command', dishonest(protection, body), protection);
    assert.equal(openIt(READ_PROFILE), READ_PROFILE);
    refuses('ENVELOPE_ORIGINATOR', () => openIt({ ...READ_PROFILE, originator: SUPPLIER }));
    refuses('ENVELOPE_RECIPIENT', () => openIt({ ...READ_PROFILE, recipient: SUPPLIER }));
  });

test('refuses an encrypted message whose counter is not the one in sight', () => {
  const message = dishonest('encrypted', READ_PROFILE, 1001n);
  refuses('ENVELOPE_FORM', () => open(pairs(nodeCrypto).meter, 'command', message, 'encrypted'));
});

test('never repeats a nonce under one key, not even when the counter is taken back', () => {
  const channel = pairs(nodeCrypto).headEnd.sending('command');
  const seen = new Set<string>();
  const bodies = Array.from({ length: 200 }, (_, at) => ({
    ...READ_PROFILE,
    counter: 5n,
    service: at,
  }));
  for (const body of bodies) {
    const { key, nonce } = channel.content(channel.partialIv(body.counter, encodeBody(body)));
    seen.add(toHex(key) + toHex(nonce));
  }
  assert.is(seen.size, bodies.length);
  const again = encodeBody(bodies[0] as Body);
  assert.equal(channel.partialIv(5n, again), channel.partialIv(5n, again));
  const keyOf = (counter: bigint) => toHex(channel.content(channel.partialIv(counter, again)).key);
  assert.is.not(keyOf(5n), keyOf(6n));
});

test('has keys of its own for each kind, direction and counter', () => {
  const { headEnd, meter } = pairs(nodeCrypto);
  const payload = encodeBody(READ_PROFILE);
  const channels = [headEnd, meter].flatMap((pair) => KINDS.map((kind) => pair.sending(kind)));
  const partialIvs = [5n, 6n].map((counter) => channels[0]?.partialIv(counter, payload));
  const keys = channels.flatMap((channel) =>
    partialIvs.map((partialIv) => toHex(channel.content(partialIv ?? payload).key)),
  );
  assert.is(new Set(keys).size, 2 * 3 * 2);
});

test('does not seal in the name of another, or for another', () => {
  const { headEnd } = pairs(nodeCrypto);
  assert.throws(() => sealMac(headEnd, 'command', { ...READ_PROFILE, originator: SUPPLIER }));
  assert.throws(() => sealMac(headEnd, 'command', { ...READ_PROFILE, recipient: SUPPLIER }));
});

test('makes no pair with a public key of low order', () => {
  const own = { eui64: HEAD_END, agreementSecret: new Uint8Array(32).fill(0x11) };
  for (const crypto of CRYPTOS)
    refuses(
      'ENVELOPE_AUTHENTICATION',
      () => new Pair(crypto, own, { eui64: METER, agreementPublic: new Uint8Array(32) }),
    );
});

test('carries the supplier’s signature inside the head-end’s MAC', () => {
  const { headEnd, meter } = pairs(nodeCrypto);
  const command: Body = { originator: SUPPLIER, recipient: METER, counter: 9n, service: 0x0702 };
  const inner = signBody(nodeCrypto, SIGNING_SECRET, 'command', encodeBody(command));
  assert.equal(inner, sealSigned(nobleCrypto, SIGNING_SECRET, 'command', command));
  const { content: _, ...outer } = READ_PROFILE;
  const message = sealMac(headEnd, 'command', { ...outer, signedCommand: inner });
  const body = openMac(meter, 'command', receive(message, 16_384));
  const received = receive(body.signedCommand ?? new Uint8Array(0), 16_384);
  const publicKey = nodeCrypto.ed25519.publicKey(SIGNING_SECRET);
  assert.is(received.originator, SUPPLIER);
  assert.equal(openSigned(nodeCrypto, publicKey, 'command', METER, received), command);
  refuses('ENVELOPE_AUTHENTICATION', () =>
    openSigned(nodeCrypto, publicKey, 'command', HEAD_END, received),
  );
  refuses('ENVELOPE_FORM', () => signBody(nodeCrypto, SIGNING_SECRET, 'command', inner));
});

/** A small generator with a fixed start, so that a failure is found again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutated(message: Uint8Array, below: (limit: number) => number): Uint8Array {
  const at = below(message.length);
  const changed = Uint8Array.from(message);
  switch (below(5)) {
    case 0:
      changed[at] = (changed[at] as number) ^ (1 << below(8));
      return changed;
    case 1:
      changed[at] = below(256);
      return changed;
    case 2:
      return concat(message.subarray(0, at), message.subarray(at + 1 + below(3)));
    case 3:
      return concat(message.subarray(0, at), Uint8Array.of(below(256)), message.subarray(at));
    default:
      changed.copyWithin(at, below(message.length - 8));
      return changed;
  }
}

/** Signatures are verified a hundred times fewer: each costs as much as a hundred MACs. */
for (const [protection, rounds] of [
  ['mac', 75_000],
  ['encrypted', 24_000],
  ['signed', 1_000],
] as const)
  test(`opens none of ${rounds} changed messages unless nothing changed: ${protection}`, () => {
    const { headEnd, meter } = pairs(nodeCrypto);
    const below = numbers(9052);
    const messages = KINDS.map(
      (kind) => [kind, seal(headEnd, kind, READ_PROFILE, protection)] as const,
    );
    let same = 0;
    for (let round = 0; round < rounds; round++) {
      const [kind, message] = messages[below(3)] as readonly [Kind, Uint8Array];
      const changed = mutated(message, below);
      try {
        open(meter, kind, changed, protection);
      } catch (error) {
        assert.instance(error, Refused);
        continue;
      }
      assert.equal(changed, message);
      same += 1;
    }
    assert.ok(same < rounds / 5, `${same} were not changed`);
  });

test.run();
