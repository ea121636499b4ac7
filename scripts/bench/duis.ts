/**
 * DUIS requests read and checked in one second of a core, and with their signatures verified. Yardsticks
 * in the same rounds: the parser of DCC Boxed, which checks nothing, and xml-crypto. What is measured are
 * the published requests as they are written; DATA is the folder that `scripts/conformance` is given.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRequest } from '../../headend/market/duis/request.ts';
import { signedAnyhow } from '../../headend/market/duis/signature/signature.testing.ts';
import { eui64Compact } from '../../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import type { Work, WorkerTasks } from './duis/worker.ts';
import { type Remote, start } from './path/remote.ts';
import { median } from './wire.ts';

const PARSER = '@smartdcc/duis-parser@0.6.0';
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
/** Not counted, of any: over all requests the engine compiles for seconds, a head-end runs for months. */
const WARMING_ROUNDS = 8;
/** Which of the published requests, by the beginning of their names. */
const KINDS: Readonly<Record<string, string>> = {
  read: 'ECS17b_4.1.1_',
  'top-up': 'CS01a_2.2_',
  tariff: 'ECS01a_1.1.1_',
  all: '',
};
/** What is measured, and the yardstick beside it. */
const PAIRS = [
  ['checked', 'duisParser'],
  ['verified', 'xmlCrypto'],
] as const;
const NAMES: Readonly<Record<keyof WorkerTasks, string>> = {
  checked: 'parse and validate',
  duisParser: 'duis-parser, parse alone',
  verified: 'and the signature verified',
  xmlCrypto: 'xml-crypto, verify alone',
};

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = String(publicKey.export({ type: 'spki', format: 'pem' }));

type Row = {
  readonly kind: string;
  readonly task: keyof WorkerTasks;
  readonly yardstick: keyof WorkerTasks;
  readonly work: Work;
  readonly rates: number[];
};
type Result = {
  readonly kind: string;
  readonly name: string;
  readonly perSecond: number;
  readonly ofYardstick: number;
};

/** In the place of the placeholder; each originator has a certificate of its own, all with one key. */
function signed(xml: string): string {
  const { originator } = parseRequestId(readRequest(xml).header.requestId);
  const serialNumber = BigInt(`0x${eui64Compact(originator)}`);
  const unsigned = xml.replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, '');
  return signedAnyhow(unsigned, { key: privateKey, issuerName: 'CN=Bench,OU=07', serialNumber });
}

function rowsIn(requests: string, folder: string): readonly Row[] {
  const files = readdirSync(requests);
  return Object.entries(KINDS).flatMap(([kind, beginning]) => {
    const published = files
      .filter((file) => file.startsWith(beginning))
      .map((file) => readFileSync(join(requests, file), 'utf8'));
    if (published.length === 0) throw new Error(`${requests} has no ${beginning}…`);
    const documents = published.map(signed);
    const work = { documents, publicPem, folder };
    return PAIRS.flatMap(([task, yardstick]) => [
      { kind, task, yardstick, work, rates: [] },
      { kind, task: yardstick, yardstick, work, rates: [] },
    ]);
  });
}

async function measure(rows: readonly Row[]): Promise<readonly Result[]> {
  const workers = new Map<keyof WorkerTasks, Remote<WorkerTasks>>();
  for (const { task } of rows)
    if (!workers.has(task)) workers.set(task, start('../duis/worker.ts', undefined));
  for (let round = 0; round < WARMING_ROUNDS + ROUNDS; round += 1)
    for (const { task, work, rates } of rows) {
      const rate = await (workers.get(task) as Remote<WorkerTasks>).call(task, work);
      if (round >= WARMING_ROUNDS) rates.push(rate);
    }
  for (const worker of workers.values()) await worker.end();
  return rows.map(({ kind, task, yardstick, rates }) => {
    const other = rows.find((row) => row.kind === kind && row.task === yardstick) as Row;
    const perSecond = median(rates);
    return {
      kind,
      name: NAMES[task],
      perSecond: Math.round(perSecond),
      ofYardstick: perSecond / median(other.rates),
    };
  });
}

async function main(data: string | undefined): Promise<void> {
  if (data === undefined) throw new Error('usage: npm run bench:duis -- DATA');
  const folder = mkdtempSync(join(tmpdir(), 'bench-duis-'));
  try {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
    execFileSync('npm', ['install', ...quiet, PARSER], { cwd: folder, stdio: 'ignore' });
    const results = await measure(rowsIn(join(data, 'duis', 'requests'), folder));
    for (const { kind, name, perSecond, ofYardstick } of results)
      console.log(
        kind.padEnd(8),
        name.padEnd(28),
        String(perSecond).padStart(8),
        '/s',
        `× ${ofYardstick.toFixed(1)}`.padStart(8),
      );
    mkdirSync('.bench', { recursive: true });
    writeFileSync('.bench/duis.json', `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.filename === process.argv[1]) await main(process.argv[2]);
