/**
 * Judges what the bridge says in protobuf by protoc, which has the written-out .proto files alone: it turns
 * every batch into text and the text into bytes again, and those must mean here what was meant.
 */
import { spawnSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
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

const SEED = 20_261_124;
const PER_KIND = 100;
const PER_SERVICE = 10;
const FILES = ['docs/cloudevents.proto', 'docs/market.proto'];
const BATCH = 'io.cloudevents.v1.CloudEventBatch';
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

/** Throws what protoc says. */
function protoc(way: 'decode' | 'encode', input: Uint8Array): Uint8Array {
  const options = ['-Idocs', '-I/usr/include', `--${way}=${BATCH}`, ...FILES];
  const done = spawnSync('protoc', options, { input, maxBuffer: OUTPUT_BYTES_MAX });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(String(done.stderr));
  return done.stdout;
}

function judged<K extends EventKind>(kind: K, values: readonly DataOf<K>[]): readonly string[] {
  const events = values.map((value, at) =>
    eventOf(kind, { id: `${at}`, source: 'urn:judge', value: encodeData(kind, value) }),
  );
  const text = protoc('decode', encodeBatch(events));
  const found = decodeBatch(protoc('encode', text)).map((read) => {
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
