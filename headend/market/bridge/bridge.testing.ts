/** A bridge for tests: what it needs beside broker and intake, and one over a broker in memory. */
import * as assert from 'uvu/assert';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { requestData } from '../client/bridge-messages.ts';
import { HEAD_END, RecordingIntake, type Sample, SUPPLIER, samples } from '../market.testing.ts';
import { Bridge, type BridgeOptions } from './bridge.ts';
import type { BridgeFormat } from './cloud-event.ts';
import { type CloudEvent, decodeBatch, type NewEvent } from './cloud-events.ts';
import { InMemoryBroker } from './in-memory-broker.testing.ts';
import { eventOf } from './messages.ts';
import { partyTopic, sourceOf } from './topics.ts';

export const ALONE: Pick<BridgeOptions, 'refused' | 'partyOf' | 'about'> = {
  refused: () => {},
  partyOf: () => undefined,
  about: { version: '0.0.0', services: ['1.1.1'], probe: async () => {} },
};

export const REQUESTS = partyTopic(SUPPLIER, 'requests');
export const MESSAGES = partyTopic(SUPPLIER, 'messages');
export const event = (
  id: string,
  kind: Parameters<typeof eventOf>[0],
  value: Uint8Array,
  format?: BridgeFormat,
) => eventOf(kind, { id, source: sourceOf(SUPPLIER), value }, format);
export const requests = (format?: BridgeFormat): NewEvent[] =>
  samples().map((sample, at) =>
    event(`e${at}`, 'serviceRequest', requestData(sample, format), format),
  );

/** A bridge over a broker in memory, and what is said to it and by it. */
export async function bridging(more: Partial<BridgeOptions> = {}) {
  const time = new ManualTime(1_795_510_861_000);
  const broker = new InMemoryBroker();
  const intake = new RecordingIntake();
  const confirmed: [Eui64, readonly string[]][] = [];
  const negative: [Eui64, readonly string[], string][] = [];
  const faults: string[] = [];
  const bridge = new Bridge({
    ...ALONE,
    broker,
    intake,
    confirm: async (recipient, ids) => {
      confirmed.push([recipient, ids]);
    },
    refused: (...said) => {
      negative.push(said);
    },
    headEnd: HEAD_END,
    clock: time,
    timer: time,
    report: (about) => faults.push(about),
    ...more,
  });
  await bridge.start();
  const settle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    time.advance(2);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const said = (): CloudEvent[] =>
    broker.published
      .filter(({ topic }) => topic === MESSAGES)
      .flatMap(({ payload }) => decodeBatch(payload))
      .map((read) => {
        assert.ok(read.kind === 'event');
        return read.event;
      });
  return { time, broker, intake, confirmed, negative, faults, bridge, settle, said };
}

/** What a request says, to be compared. */
export function shown({
  requestId,
  commandVariant,
  service,
  body,
  signedPreCommand,
}: Sample | ServiceRequest): string {
  const signed = signedPreCommand && Buffer.from(signedPreCommand).toString('hex');
  return JSON.stringify([requestId, commandVariant, service.name, body, signed]);
}
