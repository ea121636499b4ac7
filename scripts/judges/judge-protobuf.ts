/**
 * Judges what the bridge says in protobuf by protoc, which has the written-out .proto files alone: it turns
 * messages into text and the text into bytes again, and those must mean here what was meant.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { decodeBatch, encodeBatch } from '../../headend/market/bridge/cloud-events.ts';
import {
  type DataOf,
  decodeData,
  type EventKind,
  encodeData,
  eventOf,
  KINDS,
} from '../../headend/market/bridge/messages.ts';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import { answerType, type Service, serviceField } from '../../protocol/definition/service.ts';
import type { AnyType } from '../../protocol/definition/words.ts';
import { services } from '../../protocol/services/index.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { inFolder } from './judge-xmllint.ts';

const SEED = 20_261_124;
const PER_KIND = 100;
const PER_SERVICE = 10;
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;
const EVENTS = 'io.cloudevents.v1.CloudEventBatch';
/** One process for many messages: each is an item of a message of the judge's own. */
const ITEMS = 'Items';
const ITEM_TAG = (1 << 3) | 2;

/** Bytes that protoc has read as `type` and written again. Throws what it says. */
function throughProtoc(options: readonly string[], type: string, bytes: Uint8Array): Uint8Array {
  const turned = (way: string, input: Uint8Array): Uint8Array => {
    const done = spawnSync('protoc', [`--${way}=${type}`, '-Idocs', ...options], {
      input,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    if (done.error) throw done.error;
    if (done.status !== 0) throw new Error(String(done.stderr));
    return done.stdout;
  };
  return turned('encode', turned('decode', bytes));
}

/** The data of events, as protoc writes it by docs/market.proto. */
function dataThroughProtoc(message: string, data: readonly Uint8Array[]): readonly Uint8Array[] {
  const writer = protobuf.Writer.create();
  for (const one of data) writer.uint32(ITEM_TAG).bytes(one);
  return inFolder((folder) => {
    const file = `${folder}/items.proto`;
    writeFileSync(
      file,
      `syntax = "proto3";\nimport "market.proto";\nmessage ${ITEMS} { repeated ${message} items = 1; }\n`,
    );
    const bytes = throughProtoc([`-I${folder}`, file], ITEMS, writer.finish());
    const reader = protobuf.Reader.create(bytes);
    const found: Uint8Array[] = [];
    while (reader.pos < reader.len) {
      if (reader.uint32() !== ITEM_TAG) throw new Error('protoc wrote something else');
      found.push(reader.bytes());
    }
    return found;
  });
}

function judged<K extends EventKind>(kind: K, values: readonly DataOf<K>[]): readonly string[] {
  const eventsOf = (data: readonly Uint8Array[]) =>
    encodeBatch(
      data.map((value, at) => eventOf(kind, { id: `${at}`, source: 'urn:judge', value })),
    );
  const data = values.map((value) => encodeData(kind, value));
  const written = dataThroughProtoc(KINDS[kind][1].name ?? '', data);
  const files = ['-I/usr/include', 'docs/cloudevents.proto'];
  const found = decodeBatch(throughProtoc(files, EVENTS, eventsOf(written))).map((read) => {
    if (read.kind === 'refused') throw read.refused;
    return decodeData(kind, read.event);
  });
  if (found.length !== values.length) return [`${found.length} of ${values.length} events`];
  return values.flatMap((value, at) =>
    isDeepStrictEqual(found[at], value) ? [] : [`${kind} ${at}: another value`],
  );
}

/** Messages of that kind, each with a body of the service. */
function ofService(
  kind: 'serviceRequest' | 'response',
  service: Service,
  type: AnyType,
): readonly string[] {
  const messages = fc.tuple(arbitrary(KINDS[kind][1]), arbitrary(type)).map(([message, body]) => ({
    ...message,
    body: { [serviceField(service)]: body },
  }));
  const samples = fc.sample(messages, { numRuns: PER_SERVICE, seed: SEED });
  return judged(kind, samples as readonly DataOf<typeof kind>[]).map(
    (problem) => `${service.reference}: ${problem}`,
  );
}

function row(name: string, checked: number, judge: () => readonly string[]): JudgeRow {
  try {
    return { name, checked, failed: judge() };
  } catch (error) {
    return { name, checked, failed: [(error as Error).message] };
  }
}

/** Needs protoc, and the documents in docs/. */
export function judgeProtobuf(): readonly JudgeRow[] {
  const kinds = (Object.keys(KINDS) as EventKind[]).map((kind) =>
    row(`events of kind ${kind}, read and written by protoc`, PER_KIND, () =>
      judged(kind, fc.sample(arbitrary(KINDS[kind][1]), { numRuns: PER_KIND, seed: SEED })),
    ),
  );
  const bodies = services.flatMap((service) => {
    const answer = answerType(service);
    const name = (what: string) => `${what} ${service.reference}, read and written by protoc`;
    return [
      row(name('request'), PER_SERVICE, () =>
        ofService('serviceRequest', service, service.request),
      ),
      ...(answer
        ? [row(name('answer'), PER_SERVICE, () => ofService('response', service, answer))]
        : []),
    ];
  });
  return [...kinds, ...bodies];
}
