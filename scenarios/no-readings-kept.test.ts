/**
 * Readings go through the head-end and leave nothing behind: no file under its folder has them in any of
 * the forms they passed through in, and neither has any table, once the supplier has confirmed them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HeadEnd } from '../headend/head-end.ts';
import { marketData } from '../headend/market/bridge/format.ts';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import type { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { encodeCanonical } from '../protocol/cbor/canonical.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { readActiveImportProfileData } from '../protocol/services/read-active-import-profile-data.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import {
  auditOf,
  enrolMeter,
  enrolSupplier,
  openClient,
  partyBroker,
  startHere,
  supplierKeys,
} from './cast.testing.ts';
import { FakeMeter } from './fake-meter.testing.ts';
import { inMemoryCounter, SUPPLIER, until } from './world.testing.ts';

const test = suite('no reading is kept');
/** Too long to stand anywhere by chance. */
const REGISTER_WH = 27_182_818_284_590;
const HALF_HOURS_WH = [31_415_926_535_897, 14_142_135_623_730, 16_180_339_887_498];
const READINGS = [REGISTER_WH, ...HALF_HOURS_WH];
/** More than the least age of a key of the outbox. */
const LATER_MILLIS = 61_000;
const MIDNIGHT_UTC_SECONDS = 1_768_953_600;

const directory = mkdtempSync(join(tmpdir(), 'meterwright-readings-'));
test.after(() => rmSync(directory, { recursive: true, force: true }));

type Form = { readonly name: string; readonly bytes: Buffer };

/** The forms a number passes through in: text, CBOR, protobuf, plain words of 8 bytes, base64 of XML. */
function formsOf(reading: number): Form[] {
  const big = BigInt(reading);
  const word = Buffer.alloc(8);
  word.writeBigUInt64BE(big);
  const xml = `>${reading}<`;
  return [
    { name: 'text', bytes: Buffer.from(String(reading)) },
    { name: 'CBOR', bytes: Buffer.from(encodeCanonical(big)) },
    { name: 'varint', bytes: varint(big) },
    { name: 'varint with its sign last', bytes: varint(big * 2n) },
    // Six bytes are enough of a word: the greatest two are zero.
    { name: 'big-endian', bytes: word.subarray(2) },
    { name: 'little-endian', bytes: Buffer.from(word).reverse().subarray(0, 6) },
    ...[0, 1, 2].map((shift) => ({
      name: `base64, ${shift} bytes in`,
      bytes: Buffer.from(base64Inside(xml, shift)),
    })),
  ];
}

/** Protobuf's: seven bits a byte, the least first. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** What stays of the base64 of `text` whatever stands before and after it. */
function base64Inside(text: string, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  const start = shift === 0 ? 0 : 4;
  return whole.toString('base64').slice(start, Math.floor(whole.length / 3) * 4);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
}

/** Where each form of each reading stands. */
function findingsIn(files: ReadonlyMap<string, Buffer>, readings = READINGS): string[] {
  const forms = readings.flatMap((reading) =>
    formsOf(reading).map(({ name, bytes }) => ({ name: `${reading} as ${name}`, bytes })),
  );
  return [...files].flatMap(([file, content]) =>
    forms.flatMap(({ name, bytes }) => (content.includes(bytes) ? [`${name} in ${file}`] : [])),
  );
}

/** Every row of every table, as PostgreSQL writes it. */
async function tablesOf({ store: { database } }: HeadEnd): Promise<Map<string, Buffer>> {
  const { rows: names } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(database);
  const tables = new Map<string, Buffer>();
  for (const { name } of names) {
    const { rows } = await sql<{ line: string }>`
      select t::text as line from ${sql.table(name)} t`.execute(database);
    tables.set(name, Buffer.from(rows.map(({ line }) => line).join('\n')));
  }
  return tables;
}

async function read(supplier: SupplierClient, meter: FakeMeter): Promise<string[]> {
  const { eui64 } = meter.identity;
  const register = supplier.ask(readInstantaneousImportRegisters, eui64, {});
  const registers = { electricity: { activeImportRegister: { value: REGISTER_WH } } };
  const first = await meter.next();
  await meter.publish('response', meter.answer(first, { messageSuccess: true, registers }));
  const { requestId, ...result } = await register;
  assert.is(
    result.kind === 'done' && result.value.registers.electricity?.activeImportRegister?.value,
    REGISTER_WH,
  );
  const startDateTime = MIDNIGHT_UTC_SECONDS;
  const readLogPeriod = { startDateTime, endDateTime: startDateTime + 86_400 };
  const profile = supplier.ask(readActiveImportProfileData, eui64, { readLogPeriod });
  const logEntries = HALF_HOURS_WH.map((primaryValue, at) => ({
    timestamp: startDateTime + (at + 1) * 1_800,
    reading: { electricity: { primaryValue } },
  }));
  const second = await meter.next();
  await meter.publish('response', meter.answer(second, { messageSuccess: true, logEntries }));
  const answered = await profile;
  assert.equal(answered.kind === 'done' && answered.value.logEntries, logEntries);
  return [requestId, answered.requestId];
}

test('of a register or a profile, over DUIS or the bridge', async () => {
  let laterMillis = 0;
  const clock = { nowMillis: () => Date.now() + laterMillis };
  const headEnd = await startHere({ directory }, { clock });
  const url = `mqtt://127.0.0.1:${headEnd.mqttPort}`;
  const duis = new DuisTransport({
    party: SUPPLIER,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  const requestCounter = inMemoryCounter();
  const overDuis = await openClient(duis, supplierKeys, { requestCounter });
  const receiveUrl = `http://127.0.0.1:${duis.receivePort}/`;
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis', receiveUrl });
  const meter = await FakeMeter.open(url, await enrolMeter(headEnd, 1), headEnd.identity);
  const requestIds = await read(overDuis, meter);
  const confirmed = () =>
    until('all is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
  await confirmed();
  await overDuis.close();
  const broker = await partyBroker(url, SUPPLIER);
  const bridge = new BridgeTransport({
    party: SUPPLIER,
    broker,
    clock: realClock,
    timer: realTimer,
  });
  const overBridge = await openClient(bridge, supplierKeys, { requestCounter });
  requestIds.push(...(await read(overBridge, meter)));
  await confirmed();
  await overBridge.close();
  // One that is refused says more than it may, if it is quoted.
  await refusedReading(headEnd, meter);

  const tables = await tablesOf(headEnd);
  assert.ok(tables.size >= 8, `${[...tables.keys()]}`);
  assert.equal(findingsIn(tables), []);
  for (const requestId of requestIds)
    assert.ok(tables.get('audit_blocks')?.includes(requestId), 'the search would find it');
  laterMillis = LATER_MILLIS;
  await meter.close();
  await headEnd.stop();

  assert.equal(readdirSync(join(directory, 'outbox-keys')), [], 'no key is left to open anything');
  const files = new Map(filesUnder(directory).map((file) => [file, readFileSync(file)]));
  assert.equal(findingsIn(files), []);
  for (const requestId of requestIds) {
    const places = [...files].filter(([, content]) => content.includes(requestId));
    assert.ok(places.length > 0, `the search finds ${requestId}`);
  }
});

async function refusedReading(headEnd: HeadEnd, meter: FakeMeter): Promise<void> {
  const content = new Map([[2, 99_999_999_999_991_234n]]);
  await meter.publish('response', meter.answer(await meter.command(0), {}, { content }));
  const refusals = async () =>
    (await auditOf(headEnd)).filter(({ step }) => step === 'deviceMessageRefused');
  await until('it is refused', async () => (await refusals()).length > 0);
  assert.not.match(JSON.stringify(await refusals()), /9999999999/);
}

test('the search knows the forms: it finds what is there', () => {
  const registers = { electricity: { activeImportRegister: { value: REGISTER_WH } } };
  const [device, counter] = ['02-4D-57-00-00-00-00-01', 1n];
  const response = {
    kind: 'response',
    requestId: formatRequestId({ originator: SUPPLIER, target: device, counter }),
    service: readInstantaneousImportRegisters,
    code: 'I0',
    answer: { device, counter, result: { messageSuccess: true, registers } },
  } as const;
  const xml = `<sr:Value>${REGISTER_WH}</sr:Value>`;
  const word = Buffer.alloc(8);
  word.writeBigInt64LE(BigInt(REGISTER_WH));
  const samples = new Map([
    ['text', Buffer.from(xml)],
    ['CBOR', Buffer.from(encodeCanonical(new Map([[1, BigInt(REGISTER_WH)]])))],
    ['protobuf', Buffer.from(marketData(response))],
    ['words', word],
    ['base64 0', Buffer.from(Buffer.from(xml).toString('base64'))],
    ['base64 1', Buffer.from(Buffer.from(` ${xml}`).toString('base64'))],
    ['base64 2', Buffer.from(Buffer.from(`  ${xml}`).toString('base64'))],
  ]);
  const found = findingsIn(samples, [REGISTER_WH]);
  for (const name of samples.keys())
    assert.ok(
      found.some((finding) => finding.endsWith(`in ${name}`)),
      `${name}: ${found.join('; ')}`,
    );
});

test.run();
