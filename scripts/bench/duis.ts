/**
 * DUIS requests read and checked in one second of a core, and with their signatures verified. Yardsticks
 * in the same rounds: the parser of DCC Boxed, in a process of its own, and xml-crypto. The published
 * requests are measured, as they are written; DATA is the folder that `scripts/conformance` is given.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRequest } from '../../headend/market/duis/request.ts';
import { serviceRequestFrom } from '../../headend/market/duis/service-request-from.ts';
import {
  certificatesOf,
  signedAnyhow,
} from '../../headend/market/duis/signature/signature.testing.ts';
import {
  type SigningCertificates,
  verifyRequest,
} from '../../headend/market/duis/signature/verify.ts';
import { eui64Compact } from '../../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { verifiedByXmlCrypto } from '../judges/xml-crypto-peer.ts';
import { inTurn, type ParserTasks, ROUND_MS } from './duis/parser.ts';
import { type Remote, start } from './path/remote.ts';
import { median, perSecond } from './wire.ts';

const PARSER = '@smartdcc/duis-parser@0.6.0';
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
/** Which of the published requests, by the beginning of their names. */
const KINDS: Readonly<Record<string, string>> = {
  read: 'ECS17b_4.1.1_',
  'top-up': 'CS01a_2.2_',
  tariff: 'ECS01a_1.1.1_',
  all: '',
};

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = { key: privateKey, publicKey, issuerName: 'CN=Bench,OU=07' };
const PUBLIC_PEM = String(publicKey.export({ type: 'spki', format: 'pem' }));

type Kind = {
  readonly name: string;
  readonly documents: readonly string[];
  readonly signed: readonly string[];
};
type Row = { readonly kind: Kind; readonly name: string; run(): number | Promise<number> };
type Result = {
  readonly kind: string;
  readonly name: string;
  readonly perSecond: number;
  readonly ratio: number;
};

function kindsIn(folder: string): readonly Kind[] {
  const names = readdirSync(folder);
  return Object.entries(KINDS).map(([name, beginning]) => {
    const documents = names
      .filter((file) => file.startsWith(beginning))
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    if (documents.length === 0) throw new Error(`${folder} has no ${beginning}…`);
    const unsigned = documents.map((xml) =>
      xml.replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, ''),
    );
    return { name, documents, signed: unsigned.map((xml) => signedAnyhow(xml, signerOf(xml))) };
  });
}

/** Each originator has a certificate of its own, all with one key. */
function signerOf(xml: string) {
  const { originator } = parseRequestId(readRequest(xml).header.requestId);
  return { ...signer, serialNumber: BigInt(`0x${eui64Compact(originator)}`) };
}

const certificatesFor = (documents: readonly string[]) =>
  certificatesOf(
    ...new Map(
      documents.map((xml) => {
        const { originator } = parseRequestId(readRequest(xml).header.requestId);
        return [originator, [originator, signerOf(xml)] as const];
      }),
    ).values(),
  );

/** Reads, checks, and if there are certificates verifies, as the web service does. */
function take(xml: string, certificates?: SigningCertificates): void {
  const read = readRequest(xml);
  serviceRequestFrom(read, 'send');
  if (certificates) verifyRequest(read, xml, certificates, 0);
}

/** The second of each pair is the yardstick of the first. */
function rowsOf(kind: Kind, parser: Remote<ParserTasks>): readonly (readonly [Row, Row])[] {
  const { documents, signed } = kind;
  const certificates = certificatesFor(documents);
  const verifyThere = (xml: string) => {
    if (!verifiedByXmlCrypto(xml, PUBLIC_PEM)) throw new Error('xml-crypto did not verify');
  };
  const here = (name: string, xmls: readonly string[], each: (xml: string) => unknown): Row => {
    const next = inTurn(xmls, each);
    return { kind, name, run: () => perSecond(next, ROUND_MS) };
  };
  return [
    [
      here('parse, validate', documents, (xml) => take(xml)),
      { kind, name: 'duis-parser', run: () => parser.call('perSecond', documents) },
    ],
    [
      here('and verify', signed, (xml) => take(xml, certificates)),
      here('xml-crypto, verify alone', signed, verifyThere),
    ],
  ];
}

async function measured(pairs: readonly (readonly [Row, Row])[]): Promise<readonly Result[]> {
  const rows = pairs.flat();
  const rates = rows.map((): number[] => []);
  // The first round warms the compilers.
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [at, row] of rows.entries()) {
      const rate = await row.run();
      if (round > 0) rates[at]?.push(rate);
    }
  const medians = rates.map(median);
  return rows.map(({ kind, name }, at) => {
    const rate = medians[at] ?? 0;
    const yardstick = medians[at | 1] ?? 0;
    return { kind: kind.name, name, perSecond: Math.round(rate), ratio: rate / yardstick };
  });
}

async function main(data: string | undefined): Promise<void> {
  if (data === undefined) throw new Error('usage: npm run bench:duis -- DATA');
  const kinds = kindsIn(join(data, 'duis', 'requests'));
  const folder = mkdtempSync(join(tmpdir(), 'bench-duis-'));
  const parser = start<ParserTasks>('../duis/parser.ts', undefined);
  try {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
    execFileSync('npm', ['install', ...quiet, PARSER], { cwd: folder, stdio: 'inherit' });
    await parser.call('open', folder);
    const results = await measured(kinds.flatMap((kind) => rowsOf(kind, parser)));
    for (const { kind, name, perSecond: rate, ratio } of results)
      console.log(
        kind.padEnd(8),
        name.padEnd(26),
        String(rate).padStart(8),
        '/s',
        `× ${ratio.toFixed(1)}`.padStart(8),
      );
    mkdirSync('.bench', { recursive: true });
    writeFileSync('.bench/duis.json', `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await parser.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.filename === process.argv[1]) await main(process.argv[2]);
