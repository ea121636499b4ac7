/**
 * How many messages one second of a core seals and opens, against the raw limit: one HMAC-SHA-256 and one
 * CBOR decoding of the same body. Rounds of all rows are interleaved, and medians compared, so that a
 * busy machine slows every row alike.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Encoder } from 'cbor-x';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import { nobleCrypto } from '../../protocol/cose/noble-crypto.ts';
import { type Body, encodeBody, MESSAGE_BYTES_MAX } from '../../protocol/envelope/body.ts';
import { openEncrypted, openMac, openSigned, receive } from '../../protocol/envelope/open.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealEncrypted, sealMac, sealSigned } from '../../protocol/envelope/seal.ts';

const ROUNDS = 9;
const ROUND_MS = 60;
const HEAD_END = '90-B3-D5-1F-30-02-00-00';
const METER = '00-DB-12-34-56-78-90-A0';
const HEAD_END_SECRET = new Uint8Array(32).fill(0x11);
const METER_SECRET = new Uint8Array(32).fill(0x22);
const SIGNING_SECRET = new Uint8Array(32).fill(0x33);

/** A total register read, and a day of half-hours: what there is most of. */
const RESPONSE = {
  originator: METER,
  recipient: HEAD_END,
  counter: 70_000n,
  responseTo: 69_999n,
  deviceUtcSeconds: 1_761_955_200,
  clockStatus: 'reliable',
} as const;
const BODIES: Readonly<Record<string, Body>> = {
  register: { ...RESPONSE, service: 0x0401, content: new Map([[1, 12_345_678]]) },
  profile: {
    ...RESPONSE,
    service: 0x0408,
    content: new Map([[1, Array.from({ length: 48 }, (_, at) => 150 + ((at * 37) % 900))]]),
  },
};

type Row = { readonly body: string; readonly name: string; readonly run: () => unknown };
type Result = {
  readonly body: string;
  readonly name: string;
  readonly perSecond: number;
  readonly ofRaw: number;
};

function pairOf(crypto: Crypto, own: 'headEnd' | 'meter'): Pair {
  const headEnd = { eui64: HEAD_END, agreementSecret: HEAD_END_SECRET };
  const meter = { eui64: METER, agreementSecret: METER_SECRET };
  const [self, peer] = own === 'meter' ? [meter, headEnd] : [headEnd, meter];
  const agreementPublic = crypto.x25519.publicKey(peer.agreementSecret);
  return new Pair(crypto, self, { eui64: peer.eui64, agreementPublic });
}

function rawRow(body: string): Row {
  const bytes = encodeBody(BODIES[body] as Body);
  const mac = nobleCrypto.macKey(new Uint8Array(32).fill(1));
  const cborX = new Encoder({ useRecords: false, mapsAsObjects: false, tagUint8Array: false });
  return { body, name: 'raw: HMAC + decode', run: () => [mac.mac(bytes), cborX.decode(bytes)] };
}

function rowsOf(bodyName: string, crypto: Crypto): readonly Row[] {
  const body = BODIES[bodyName] as Body;
  const meter = pairOf(crypto, 'meter');
  const headEnd = pairOf(crypto, 'headEnd');
  const publicKey = crypto.ed25519.publicKey(SIGNING_SECRET);
  const received = (bytes: Uint8Array) => receive(bytes, MESSAGE_BYTES_MAX);
  const mac = sealMac(meter, 'response', body);
  const encrypted = sealEncrypted(meter, 'response', body);
  const signed = sealSigned(crypto, SIGNING_SECRET, 'response', body);
  const row = (name: string, run: () => unknown): Row => ({
    body: bodyName,
    name: `${name}, ${crypto.name}`,
    run,
  });
  return [
    row('Mac0 seal', () => sealMac(meter, 'response', body)),
    row('Mac0 open', () => openMac(headEnd, 'response', received(mac))),
    row('Encrypt0 seal', () => sealEncrypted(meter, 'response', body)),
    row('Encrypt0 open', () => openEncrypted(headEnd, 'response', received(encrypted))),
    row('Sign1 seal', () => sealSigned(crypto, SIGNING_SECRET, 'response', body)),
    row('Sign1 open', () => openSigned(crypto, publicKey, 'response', HEAD_END, received(signed))),
  ];
}

/** By the processor time of this process, which others on the machine do not add to. */
export function perSecond(run: () => unknown, roundMs = ROUND_MS): number {
  const start = process.cpuUsage();
  let count = 0;
  let elapsedMs = 0;
  while (elapsedMs < roundMs) {
    for (let left = 20; left > 0; left--) run();
    count += 20;
    const { user, system } = process.cpuUsage(start);
    elapsedMs = (user + system) / 1000;
  }
  return (count / elapsedMs) * 1000;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export function measureWire(): readonly Result[] {
  const rows = Object.keys(BODIES).flatMap((body) => [
    rawRow(body),
    ...[nobleCrypto, nodeCrypto].flatMap((crypto) => rowsOf(body, crypto)),
  ]);
  const rounds = Array.from({ length: ROUNDS + 1 }, () => rows.map(({ run }) => perSecond(run)));
  // The first round warms the compiler.
  const medians = rows.map((_, at) => median(rounds.slice(1).map((round) => round[at] ?? 0)));
  const raw = new Map(rows.map(({ body }) => [body, 1]));
  for (const [at, { body, name }] of rows.entries())
    if (name.startsWith('raw')) raw.set(body, medians[at] ?? 1);
  return rows.map(({ body, name }, at) => ({
    body,
    name,
    perSecond: Math.round(medians[at] ?? 0),
    ofRaw: (medians[at] ?? 0) / (raw.get(body) ?? 1),
  }));
}

function main(): void {
  const results = measureWire();
  for (const { body, name, perSecond: rate, ofRaw } of results) {
    const percent = `${(ofRaw * 100).toFixed(0)} %`;
    console.log(
      body.padEnd(10),
      name.padEnd(24),
      String(rate).padStart(9),
      '/s',
      percent.padStart(6),
    );
  }
  mkdirSync('.bench', { recursive: true });
  writeFileSync('.bench/wire.json', `${JSON.stringify(results, null, 2)}\n`);
}

if (import.meta.filename === process.argv[1]) main();
