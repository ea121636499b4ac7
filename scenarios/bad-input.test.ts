/**
 * Requests that are wrong in one place, sent to a running head-end over HTTP and MQTT: the sender is told where,
 * it is counted and written down without what was found there, and nothing reaches the meter.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AuditEntry } from '../headend/audit/entry.ts';
import type { HeadEnd } from '../headend/head-end.ts';
import { spoiltWires } from '../headend/market/bridge/bad-wire.testing.ts';
import type { BridgeFormat } from '../headend/market/bridge/cloud-event.ts';
import { decodeBatch, encodeBatch } from '../headend/market/bridge/cloud-events.ts';
import { decodeData, eventOf } from '../headend/market/bridge/messages.ts';
import { partyTopic, sourceOf } from '../headend/market/bridge/topics.ts';
import { requestData } from '../headend/market/client/bridge-messages.ts';
import { duisRequest } from '../headend/market/client/duis-messages.ts';
import { badDocuments } from '../headend/market/duis/bad-documents.testing.ts';
import { badEnvelopes, child } from '../headend/market/duis/bad-envelopes.testing.ts';
import { WEB_SERVICE_PATHS } from '../headend/market/duis/endpoints.ts';
import { writeRequest } from '../headend/market/duis/request.ts';
import { keep, pathOf, treeOf, xmlOf } from '../headend/market/duis/xml-tree.testing.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { serviceRequestMessage } from '../protocol/services/messages.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import {
  auditOf,
  endingEach,
  enrolMeter,
  enrolSupplier,
  openPlaces,
  partyBroker,
  startHere,
  supplierKeys,
} from './cast.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const test = suite('requests that are wrong in one place');
const whenDone = endingEach(test);
const UTRN = '73946144332040217315';
const places = await openPlaces();
const memory = new InMemoryLink();
const commands: Uint8Array[] = [];
let headEnd: HeadEnd;
let meter: Eui64;

test.before(async () => {
  headEnd = await startHere(await places.next(), { links: [memory], responseSeconds: () => 1 });
  await enrolSupplier(headEnd, supplierKeys);
  meter = (await enrolMeter(headEnd, 1)).eui64;
  memory.attach(meter, (bytes) => commands.push(bytes));
});

test.after(async () => {
  await headEnd.stop();
  await places.remove();
});

const requestOf = (counter: bigint) => ({
  requestId: formatRequestId({ originator: SUPPLIER, target: meter, counter }),
  service: topUpDevice,
  commandVariant: 1,
  body: { utrn: UTRN },
});
const request = () => requestOf(1n);

/** What can be wrong with a top-up, each with where it is. */
function* spoiltXml() {
  const xml = writeRequest(duisRequest(request()));
  const other = { ...request(), service: readFirmwareVersion, body: {} };
  const root = treeOf(xml);
  const body = child(child(root, 'Body'), topUpDevice.name);
  const restore = keep(root);
  for (const { spoil } of [
    ...badEnvelopes(topUpDevice, root, treeOf(writeRequest(duisRequest(other)))),
    ...badDocuments(topUpDevice.request, body, topUpDevice.name),
  ]) {
    const wrong = spoil();
    yield { xml: xmlOf(root), path: pathOf(root, wrong) };
    restore();
  }
}

const refusedMessages = async (): Promise<AuditEntry[]> =>
  (await auditOf(headEnd)).filter(({ step }) => step === 'messageRefused');

async function nothingCameOfIt(): Promise<void> {
  assert.is(await headEnd.store.request(request().requestId), undefined);
  assert.is(commands.length, 0);
  assert.not.match(JSON.stringify(await auditOf(headEnd)), new RegExp(UTRN));
}

test('over HTTP are told by status, code, path and line', async () => {
  const url = `http://127.0.0.1:${headEnd.httpPort}${WEB_SERVICE_PATHS.send}`;
  const paths: string[] = [];
  for (const { xml, path } of spoiltXml()) {
    const response = await fetch(url, { method: 'POST', body: xml });
    assert.is(response.status, 400);
    assert.is(response.headers.get('content-type'), 'application/problem+json');
    const { detail, ...problem } = (await response.json()) as Record<string, unknown>;
    const title = 'the message cannot be read';
    const right = { type: 'about:blank', status: 400, code: 'XML_REFUSED', title, path, line: 1 };
    assert.equal(problem, right);
    assert.ok(typeof detail === 'string' && detail.length > 5);
    paths.push(path);
  }
  assert.ok(paths.length > 60);
  assert.is(headEnd.counts.get('XML_REFUSED'), paths.length);
  await until('all is written down', async () => (await refusedMessages()).length === paths.length);
  assert.equal(
    (await refusedMessages()).map(({ detail }) => detail),
    paths.map((path) => ({ channel: 'duis', code: 'XML_REFUSED', reason: `${path} line 1` })),
  );
  await nothingCameOfIt();
});

/** One of each kind, with the path of what is wrong. */
function spoiltData(format: BridgeFormat): readonly (readonly [Uint8Array, string])[] {
  const good = requestData(request(), format);
  if (format === 'protobuf')
    return [...spoiltWires(serviceRequestMessage, good)]
      .filter(({ means }) => !means)
      .map((bad) => [bad.spoilt(), bad.path]);
  const text = new TextDecoder().decode(good);
  const wrong: readonly [string, string, string][] = [
    [`"${UTRN}"`, '12', 'data.body.topUpDevice.utrn'],
    ['"utrn"', '"noSuchField"', 'data.body.topUpDevice.noSuchField'],
    ['"topUpDevice"', '"noSuchService"', 'data.body.noSuchService'],
    ['"commandVariant":1', '"commandVariant":10', 'data.commandVariant'],
  ];
  return wrong.map(([from, to, path]) => {
    assert.ok(text.includes(from), from);
    return [new TextEncoder().encode(text.replace(from, to)), path];
  });
}

for (const format of ['protobuf', 'json'] as const)
  test(`over MQTT are told by an event with code and path, in ${format}`, async () => {
    const code = format === 'json' ? 'JSON_REFUSED' : 'PROTOBUF_REFUSED';
    const before = (await refusedMessages()).length;
    const broker = await partyBroker(`mqtt://127.0.0.1:${headEnd.mqttPort}`, SUPPLIER);
    whenDone(() => broker.close());
    const told = new Map<string, string>();
    await broker.subscribe(partyTopic(SUPPLIER, 'messages'), async (_, payload) => {
      for (const read of decodeBatch(payload)) {
        if (read.kind === 'refused') throw read.refused;
        const { eventId = '', ...said } = decodeData('refusal', read.event);
        told.set(eventId, `${said.responseCode} ${said.code} ${said.detail}`);
      }
    });
    const data = spoiltData(format);
    const events = data.map(([value], at) =>
      eventOf(
        'serviceRequest',
        { id: `${format}${at}`, source: sourceOf(SUPPLIER), value },
        format,
      ),
    );
    await broker.publish(partyTopic(SUPPLIER, 'requests'), encodeBatch(events));
    await until('all is answered', () => told.size === events.length);
    for (const [at, [, path]] of data.entries())
      assert.ok(told.get(`${format}${at}`)?.startsWith(`E48 ${code} ${path}`), path);
    assert.is(headEnd.counts.get(code), events.length);
    await until('all is written down', async () => {
      return (await refusedMessages()).length === before + events.length;
    });
    await nothingCameOfIt();
  });

test('are taken when they are mended', async () => {
  const url = `http://127.0.0.1:${headEnd.httpPort}${WEB_SERVICE_PATHS.send}`;
  const good = writeRequest(duisRequest(request()));
  const response = await fetch(url, { method: 'POST', body: good });
  assert.match(await response.text(), /ResponseCode>I99</);
  await until('the meter has it', () => commands.length === 1);
});

test.run();
