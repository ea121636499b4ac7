/** A message to a user, through a format and back: what the user's client understands. */
import * as assert from 'uvu/assert';
import type { MarketMessage } from '../service-request.ts';
import { BRIDGE_FORMATS, type BridgeFormat } from './bridge/cloud-event.ts';
import { decodeBatch, encodeBatch } from './bridge/cloud-events.ts';
import { marketData } from './bridge/format.ts';
import { eventOf } from './bridge/messages.ts';
import { type Meaning, meaningOf } from './client/bridge-messages.ts';
import { incomingFrom } from './client/duis-messages.ts';
import type { IncomingMessage } from './client/transport.ts';
import { DuisFormat } from './duis/format.ts';
import { SUPPLIER, testSigner } from './market.testing.ts';

type Came = IncomingMessage['message'];

export const duis = new DuisFormat({ nowMillis: () => 1_795_510_861_000 }, testSigner());
export const duisText = (message: MarketMessage): string =>
  new TextDecoder().decode(duis.formatted(message, { eui64: SUPPLIER }, 'a').content);
export const throughDuis = (message: MarketMessage): Came =>
  incomingFrom(duisText(message)).message;

/** As it comes out of a batch on the broker. */
export function bridgeMeaning(message: MarketMessage, format: BridgeFormat = 'protobuf'): Meaning {
  const parts = { id: 'id', source: 'urn:x', value: marketData(message, format) };
  const [read] = decodeBatch(encodeBatch([eventOf(message.kind, parts, format)]));
  assert.ok(read?.kind === 'event');
  return meaningOf(read.event);
}
export function throughBridge(message: MarketMessage, format?: BridgeFormat): Came {
  const meaning = bridgeMeaning(message, format);
  assert.ok(meaning.kind !== 'reply');
  return meaning.incoming.message;
}

/** What came through DUIS, and through the bridge in each of its formats. */
export const throughAll = (message: MarketMessage): readonly Came[] => [
  throughDuis(message),
  ...BRIDGE_FORMATS.map((format) => throughBridge(message, format)),
];

/** Comparable, whatever class bytes are of. */
export const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part) =>
      part instanceof Uint8Array
        ? Buffer.from(part).toString('hex')
        : typeof part === 'bigint'
          ? `${part}n`
          : part,
    ),
  );
