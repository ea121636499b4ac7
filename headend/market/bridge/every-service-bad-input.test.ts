/** Requests of every service over the bridge, spoilt in every place of their definition, in both of its formats. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { toJson } from '../../../protocol/definition/json-schema.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { Refused } from '../../../protocol/refused.ts';
import { services } from '../../../protocol/services/index.ts';
import { serviceBranch, serviceRequestMessage } from '../../../protocol/services/messages.ts';
import { goodValues } from '../duis/good-documents.testing.ts';
import { sampleOf } from '../every-service.testing.ts';
import { HEAD_END, RecordingIntake, SUPPLIER } from '../market.testing.ts';
import { badJson, type Json } from './bad-json.testing.ts';
import { spoiltWires, wireOf } from './bad-wire.testing.ts';
import { ALONE } from './bridge.testing.ts';
import { Bridge } from './bridge.ts';
import type { CloudEvent } from './cloud-event.ts';
import { decodeBatch, encodeBatch } from './cloud-events.ts';
import { InMemoryBroker } from './in-memory-broker.testing.ts';
import { decodeData, encodeData, eventOf, eventType, typeUrlOf } from './messages.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { partyTopic } from './topics.ts';

const PROBLEMS_SHOWN = 30;

type Data = Parameters<typeof encodeData<'serviceRequest'>>[1];
const goodData = new Map(
  services.map((service) => [service, goodValues(service).map((value) => dataOf(service, value))]),
);

function dataOf(service: Service, value: unknown): Data {
  const { requestId, commandVariant } = sampleOf(service, value);
  const serviceReferenceVariant = service.reference;
  return {
    requestId,
    commandVariant,
    serviceReferenceVariant,
    body: serviceBranch(service, value),
  };
}

/** `CODE path`, or what it was taken for. */
function said(data: CloudEvent['data']): string {
  try {
    const { service, body } = serviceRequestFrom({
      id: '1',
      source: 's',
      type: eventType('serviceRequest'),
      data,
    });
    return `accepted ${JSON.stringify(toJson(service.request, body))}`;
  } catch (error) {
    if (error instanceof Refused) return `${error.code} ${error.path}`;
    throw error;
  }
}
const saidJson = (json: unknown) => said({ format: 'json', json });
const typeUrl = typeUrlOf(eventType('serviceRequest'));
const saidProtobuf = (value: Uint8Array) => said({ format: 'protobuf', typeUrl, value });

type Spoilt = {
  readonly kind: string;
  readonly place: string;
  readonly found: string;
  readonly right: string;
};

function* spoiltJson(service: Service): Generator<Spoilt> {
  const seen = new Set<string>();
  for (const data of goodData.get(service) ?? []) {
    const holder: Json = { data: toJson(serviceRequestMessage, data) };
    assert.match(saidJson(holder['data']), /^accepted/);
    const spot = { holder, name: 'data', path: 'data', place: 'data' };
    for (const { kind, place, path, spoil } of [...badJson(serviceRequestMessage, spot)]) {
      if (seen.has(`${kind} ${place}`)) continue;
      seen.add(`${kind} ${place}`);
      const undo = spoil();
      yield { kind, place, found: saidJson(holder['data']), right: `JSON_REFUSED ${path}` };
      undo();
    }
  }
}

function* spoiltProtobuf(service: Service): Generator<Spoilt> {
  const seen = new Set<string>();
  for (const data of goodData.get(service) ?? []) {
    const bytes = encodeData('serviceRequest', data);
    assert.match(saidProtobuf(bytes), /^accepted/);
    assert.ok(Buffer.from(bytes).equals(wireOf(bytes)), 'taken apart and put together');
    for (const { kind, place, path, spoilt, means } of spoiltWires(serviceRequestMessage, bytes)) {
      if (seen.has(`${kind} ${place}`)) continue;
      seen.add(`${kind} ${place}`);
      const right = means ? saidProtobuf(means()) : `PROTOBUF_REFUSED ${path}`;
      yield { kind, place, found: saidProtobuf(spoilt()), right };
    }
  }
}

const test = suite('bad input for every service, over the bridge');

for (const [format, spoiltIn, atLeast] of [
  ['JSON', spoiltJson, 8_000],
  ['protobuf', spoiltProtobuf, 4_000],
] as const)
  test(`is refused with the path of the field, in ${format}`, () => {
    const counts = new Map<string, number>();
    const problems: string[] = [];
    for (const service of services)
      for (const { kind, place, found, right } of spoiltIn(service)) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        if (found !== right) problems.push(`${kind} at ${place}: ${found}, not ${right}`);
      }
    assert.equal(problems.slice(0, PROBLEMS_SHOWN), []);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    assert.ok(total > atLeast, String(total));
    const each = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
    console.log(`measured: ${total} spoilt messages in ${format}: ${each}`);
  });

test('is refused in an event of its own, is noted once, and goes no further', async () => {
  const broker = new InMemoryBroker();
  const intake = new RecordingIntake();
  const time = new ManualTime(0);
  const confirm = async () => {};
  const parts = { ...ALONE, broker, intake, confirm, headEnd: HEAD_END, clock: time, timer: time };
  await new Bridge(parts).start();
  const right: string[] = [];
  for (const service of services) {
    const value = encodeData('serviceRequest', (goodData.get(service) as Data[])[0] as Data);
    const wires = [...spoiltWires(serviceRequestMessage, value)].filter(({ means }) => !means);
    const last = wires.at(-1);
    if (!last) throw new Error(`nothing to spoil in ${service.name}`);
    const id = `spoilt ${service.name}`;
    const event = eventOf('serviceRequest', { id, source: 'urn:s', value: last.spoilt() });
    await broker.publish(partyTopic(SUPPLIER, 'requests'), encodeBatch([event]));
    right.push(`${id} E48 PROTOBUF_REFUSED ${last.path}`);
  }
  time.advance(10);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(refusalsIn(broker), right);
  assert.is(intake.submitted.length, 0);
  assert.is(intake.reports.length, services.length);
});

function refusalsIn(broker: InMemoryBroker): readonly string[] {
  return broker.published
    .filter(({ topic }) => topic === partyTopic(SUPPLIER, 'messages'))
    .flatMap(({ payload }) => decodeBatch(payload))
    .map((read) => {
      assert.ok(read.kind === 'event');
      const { eventId, responseCode, code, detail } = decodeData('refusal', read.event);
      return `${eventId} ${responseCode} ${code} ${detail.split(' ')[0]}`;
    });
}

test.run();
