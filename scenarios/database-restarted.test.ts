/**
 * PostgreSQL is stopped and started in the middle of requests: what was acknowledged is there, each
 * request ends in one answer, and while there is no database nothing is acknowledged.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyAudit } from '../headend/audit/read.ts';
import { duisRequest } from '../headend/market/client/duis-messages.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { VARIANT } from '../headend/market/client/transport.ts';
import { XML_DECLARATION } from '../headend/market/duis/document.ts';
import { WEB_SERVICE_PATHS } from '../headend/market/duis/endpoints.ts';
import { writeRequest } from '../headend/market/duis/request.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import {
  endingEach,
  enrolMeter,
  enrolSupplier,
  openClient,
  openPlaces,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { askTwenty, checkTwenty } from './day-of-requests.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const test = suite('a database that is stopped and started again');
const places = await openPlaces();
const { postgres } = places;
const afterwards = endingEach(test);
test.after(() => places.remove());

async function begin(index: number) {
  const memory = new InMemoryLink();
  const headEnd = await startHere(await places.next(), { links: [memory] });
  afterwards(() => headEnd.stop());
  const url = `http://127.0.0.1:${headEnd.httpPort}`;
  const transport = new DuisTransport({
    party: SUPPLIER,
    url,
    receive: { host: '127.0.0.1', port: 0 },
  });
  const supplier = await openClient(transport, supplierKeys);
  afterwards(() => supplier.close());
  const receiveUrl = `http://127.0.0.1:${transport.receivePort}/`;
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis', receiveUrl });
  const identity = await enrolMeter(headEnd, index);
  const meter = await startMeterOf(headEnd, identity, {
    network: { kind: 'inMemory', link: memory },
  });
  afterwards(() => meter.stop());
  return { headEnd, url, transport, supplier, meter, identity };
}

test('twice amid twenty requests: each is done once and answered once', async () => {
  const { headEnd, supplier, meter } = await begin(1);
  const before = meter.meter.state.prepayment.balanceMillipence;
  const restart = (signal: 'SIGINT' | 'SIGQUIT') => async () => {
    await postgres.stop(signal);
    // Long enough for requests and answers to meet a database that is not there.
    await wait(300);
    await postgres.start();
  };
  const interruptions = new Map([
    [4, restart('SIGINT')],
    [11, restart('SIGQUIT')],
  ]);
  const results = await askTwenty(supplier, meter, interruptions);
  await checkTwenty(headEnd, meter, results, before);
  assert.is((await verifyAudit(headEnd.store)).brokenAt, undefined);
});

test('what comes while there is none is not acknowledged until there is one', async () => {
  const { headEnd, url, identity } = await begin(2);
  const post = (counter: number) => {
    const requestId = requestIdOf(identity.eui64, counter);
    const request = { requestId, service: readFirmwareVersion, body: {} };
    const xml = writeRequest(duisRequest({ ...request, commandVariant: VARIANT.command }));
    return fetch(`${url}${WEB_SERVICE_PATHS.send}`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: XML_DECLARATION + xml,
    });
  };
  await postgres.stop('SIGQUIT');
  const counters = [1, 2, 3, 4, 5];
  const early: string[] = [];
  const replies = counters.map(async (counter) => {
    const response = await post(counter);
    const text = await response.text();
    early.push(text);
    return { status: response.status, text };
  });
  await wait(1_000);
  assert.equal(early, [], 'nobody is told anything');
  await postgres.start();
  for (const { status, text } of await Promise.all(replies)) {
    assert.is(status, 200);
    assert.match(text, /ResponseCode>I99</);
  }
  const done = counters.map((counter) => requestIdOf(identity.eui64, counter));
  await until('all are confirmed', async () => {
    const records = await Promise.all(done.map((requestId) => headEnd.store.request(requestId)));
    return records.every((record) => record?.state === 'confirmed');
  });
});

test('a head-end that is stopped meanwhile says so, and acknowledges nothing', async () => {
  const place = await places.next();
  const headEnd = await startHere(place);
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis' });
  const identity = await enrolMeter(headEnd, 3);
  const transport = new DuisTransport({
    party: SUPPLIER,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  afterwards(() => transport.stop());
  await postgres.stop('SIGINT');
  const requestId = requestIdOf(identity.eui64, 1);
  const request = { requestId, service: readFirmwareVersion, body: {} };
  const asked = transport.send({ ...request, commandVariant: VARIANT.command }, 20_000).then(
    ({ kind }) => kind,
    (error: Error) => error.message,
  );
  await wait(200);
  await headEnd.stop();
  assert.is(await asked, 'HTTP status 503');
  await postgres.start();
  const again = await startHere(place);
  afterwards(() => again.stop());
  assert.is(await again.store.request(requestId), undefined);
});

function requestIdOf(target: string, counter: number): string {
  return formatRequestId({ originator: SUPPLIER, target, counter: BigInt(counter) });
}

test.run();
