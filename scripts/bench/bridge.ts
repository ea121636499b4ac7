/**
 * The bridge alone, measured: a request until its acknowledgement, and an answer until its confirmation,
 * in protobuf, JSON and sealed; without access, database and meters, which scripts/bench/path.ts has.
 * Yardstick in the same rounds: bare echoes through the same broker, as many at a time, as large.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { BridgeFormat } from '../../headend/market/bridge/cloud-event.ts';
import { BridgeTransport } from '../../headend/market/client/bridge-transport.ts';
import { BrokerClient } from '../../headend/transport/broker-client.ts';
import { realClock, realTimer } from '../../platform/time.ts';
import { eui64Compact } from '../../protocol/identifiers/eui64.ts';
import { topUpDevice } from '../../protocol/services/top-up-device.ts';
import type { EchoTasks } from './bridge/echoes.ts';
import type { GateTasks } from './bridge/gate.ts';
import { DEVICE, PARTIES, SEALING_SECRET } from './bridge/world.ts';
import { openEchoClient } from './path/echo.ts';
import { type Load, type Measured, measured } from './path/load.ts';
import { type Remote, start } from './path/remote.ts';

const LOAD: Load = { seconds: Number(process.env['BENCH_SECONDS'] ?? 3), inFlight: 1_000 };
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const UTRN = '73946144332040217315';
const REPLY_MILLIS = 30_000;

type World = {
  readonly gate: Remote<GateTasks>;
  readonly transports: Readonly<Record<BridgeFormat, BridgeTransport>>;
  readonly echo: Awaited<ReturnType<typeof openEchoClient>>;
  readonly bytes: number;
};
type Row = { readonly name: string; run(world: World): Promise<Measured> };

let counter = 0n;
const acknowledged = (format: BridgeFormat): Row => ({
  name: `acknowledged, ${format}`,
  run: ({ transports }) =>
    measured(LOAD, async () => {
      const requestId = `${PARTIES[format]}:${DEVICE}:${++counter}`;
      const request = { requestId, service: topUpDevice, commandVariant: 1, body: { utrn: UTRN } };
      const { kind } = await transports[format].send(request, REPLY_MILLIS);
      return kind === 'acknowledged' ? 'done' : kind;
    }),
});
const confirmed = (format: BridgeFormat, isSealed: boolean): Row => ({
  name: `confirmed, ${format}${isSealed ? ', sealed' : ''}`,
  run: ({ gate }) => gate.call('deliver', { ...LOAD, format, isSealed }),
});

const ROWS: readonly Row[] = [
  { name: 'echo', run: ({ echo, bytes }) => echo(LOAD, { request: bytes, response: bytes }) },
  acknowledged('protobuf'),
  acknowledged('json'),
  confirmed('protobuf', false),
  confirmed('json', false),
  confirmed('protobuf', true),
  confirmed('json', true),
];

async function transport(url: string, format: BridgeFormat): Promise<BridgeTransport> {
  const party = PARTIES[format];
  const userName = `party:${eui64Compact(party)}`;
  const broker = await BrokerClient.open(url, { clientId: userName, userName });
  const parts = { clock: realClock, timer: realTimer, sealingSecret: SEALING_SECRET };
  const made = new BridgeTransport({ party, broker, format, ...parts });
  await made.start(() => Promise.resolve());
  return made;
}

async function run(world: World): Promise<ReadonlyMap<string, readonly Measured[]>> {
  for (const row of ROWS) await row.run(world);
  const found = new Map<string, Measured[]>(ROWS.map(({ name }) => [name, []]));
  for (let round = 1; round <= ROUNDS; round++)
    for (const { name, run: measure } of ROWS) {
      const result = await measure(world);
      const wrong = Object.entries(result.wrong);
      if (wrong.length > 0) throw new Error(`${name}: ${JSON.stringify(wrong)}`);
      found.get(name)?.push(result);
      console.log(`round ${round}, ${name}: ${Math.round(result.perSecond)}/s`);
    }
  return found;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(found: ReadonlyMap<string, readonly Measured[]>, load: readonly number[]): void {
  const echo = found.get('echo') ?? [];
  const rows = [...found].map(([row, rounds]) => {
    const ratios = rounds.map(({ perSecond }, at) => perSecond / (echo[at]?.perSecond ?? 1));
    return {
      row,
      'messages/s': Math.round(median(rounds.map(({ perSecond }) => perSecond))),
      'of echo': Number(median(ratios).toFixed(2)),
      'p50 ms': Number(median(rounds.map(({ p50Millis }) => p50Millis)).toFixed(1)),
      'p99 ms': Number(median(rounds.map(({ p99Millis }) => p99Millis)).toFixed(1)),
    };
  });
  console.table(rows);
  const machine = `${cpus().length} × ${cpus()[0]?.model}`;
  console.log(`${machine}, Node ${process.version}, load average ${load.join(' before, ')} after`);
  mkdirSync('.bench', { recursive: true });
  const text = JSON.stringify({ machine, node: process.version, load, rows }, undefined, 2);
  writeFileSync('.bench/bridge.json', `${text}\n`);
}

async function main(): Promise<void> {
  const load = [loadavg()[0] ?? 0];
  const gate = start<GateTasks>('../bridge/gate.ts', undefined);
  const echoes = start<EchoTasks>('../bridge/echoes.ts', undefined);
  try {
    const port = await gate.call('start');
    await echoes.call('start', port);
    const url = `mqtt://127.0.0.1:${port}`;
    const transports = {
      protobuf: await transport(url, 'protobuf'),
      json: await transport(url, 'json'),
    };
    const echo = await openEchoClient(url, 1);
    const found = await run({ gate, transports, echo, bytes: await gate.call('bytes') });
    load.push(loadavg()[0] ?? 0);
    report(found, load);
  } finally {
    await echoes.end();
    await gate.end();
  }
}

await main();
process.exit();
