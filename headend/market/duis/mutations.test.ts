/** Ten thousand spoilt documents over HTTP: what is submitted is what a document says, or nothing is. */
import { Agent, request as httpRequest } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import { formatRequestId } from '../../../protocol/identifiers/request-id.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { duisRequest } from '../client/duis-messages.ts';
import {
  mutated,
  RecordingIntake,
  SUPPLIER,
  samples,
  seeded,
  testSigner,
} from '../market.testing.ts';
import { DuisFormat } from './format.ts';
import { readRequest, writeRequest } from './request.ts';
import { DuisServer } from './server.ts';
import { serviceRequestFrom } from './service-request-from.ts';

const MUTATIONS = 10_000;
const AT_ONCE = 16;

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
function statusOf(url: string, body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** As the header says it, whatever happened to the document. */
function isSelfConsistent(request: ServiceRequest, document: string): boolean {
  const { service, body, requestId } = request;
  if (body !== undefined) checkRequest(service, body);
  return (
    formatRequestId(request) === requestId &&
    request.originator === SUPPLIER &&
    document.toUpperCase().includes(requestId)
  );
}

const test = suite('spoilt documents');

test('are refused, or are requests by themselves', async () => {
  const originals = samples().map((sample) =>
    new TextEncoder().encode(writeRequest(duisRequest(sample))),
  );
  const known = new Set(
    originals.map((bytes) =>
      shown(serviceRequestFrom(readRequest(new TextDecoder().decode(bytes)), 'send')),
    ),
  );
  const random = seeded(20_261_124);
  const intake = new RecordingIntake();
  const format = new DuisFormat({ nowMillis: () => 0 }, testSigner());
  const server = new DuisServer({ intake, format, senderOf: () => SUPPLIER });
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}/api/v1/serviceS`;
  const counts = new Map<number, number>();
  const accepted: string[] = [];
  let left = MUTATIONS;
  const worker = async () => {
    while (left-- > 0) {
      const bytes = mutated(originals[random(originals.length)] as Uint8Array, random);
      const status = await statusOf(url, bytes);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (status === 200) accepted.push(new TextDecoder().decode(bytes));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  agent.destroy();
  await server.close();

  assert.equal([...counts.keys()].sort(), [200, 400]);
  const notSender = intake.reports.filter(({ code }) => code === 'PARTY_NOT_SENDER').length;
  assert.is(intake.submitted.length + notSender, counts.get(200));
  assert.is(intake.reports.length, (counts.get(400) ?? 0) + notSender);
  const all = accepted.join('\n');
  const others = intake.submitted.filter((request) => !known.has(shown(request)));
  for (const request of others) assert.ok(isSelfConsistent(request, all), shown(request));
  // Digits of a counter, a target or a value are other requests; nothing else may be.
  assert.ok(others.length < MUTATIONS / 5, `${others.length} others`);
});

function shown(request: ServiceRequest): string {
  const { service, endpoint: _endpoint, ...rest } = request;
  return JSON.stringify({ ...rest, service: service.name }, (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

test.run();
