/** The head-end's side of the bench: broker and bridge alone, with nothing behind them but memory. */
import fc from 'fast-check';
import { Bridge } from '../../../headend/market/bridge/bridge.ts';
import type { BridgeFormat } from '../../../headend/market/bridge/cloud-event.ts';
import { bridgeFormatted } from '../../../headend/market/bridge/event-data.ts';
import type { Intake } from '../../../headend/market/intake.ts';
import type { OutboxMessage } from '../../../headend/outbox/message.ts';
import type { MarketMessage } from '../../../headend/service-request.ts';
import { EmbeddedBroker } from '../../../headend/transport/embedded-broker.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { realClock, realTimer } from '../../../platform/time.ts';
import { arbitrary } from '../../../protocol/definition/arbitrary.testing.ts';
import { readInstantaneousImportRegisters as service } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { type Load, measured } from '../path/load.ts';
import { processorMicros, serve } from '../path/remote.ts';
import { DEVICE, HEAD_END, PARTIES, SEALING_SECRET } from './world.ts';

const waiting = new Map<string, () => void>();
let bridge: Bridge | undefined;
let delivered = 0;

const intake: Intake = {
  submit: async () => ({ kind: 'acknowledged' }),
  unreadable: ({ code, detail }) => {
    throw new Error(`${code}: ${detail}`);
  },
};

const [result] = fc.sample(arbitrary(service.response), { seed: 20_261_124, numRuns: 1 });
const answer = { device: DEVICE, counter: 1n, result };
const requestId = `${PARTIES.protobuf}:${DEVICE}:1`;
const message: MarketMessage = { kind: 'response', requestId, service, code: 'I0', answer };

export type Delivering = Load & { readonly format: BridgeFormat; readonly isSealed: boolean };
export type GateTasks = typeof tasks;

const tasks = {
  /** Gives the port of the broker. */
  async start(): Promise<number> {
    const broker = await EmbeddedBroker.open({ host: '127.0.0.1', port: 0 });
    bridge = new Bridge({
      broker,
      intake,
      confirm: async (_party, ids) => {
        for (const id of ids) waiting.get(id)?.();
      },
      refused: (_party, ids, reason) => {
        throw new Error(`${ids}: ${reason}`);
      },
      partyOf: () => undefined,
      headEnd: HEAD_END,
      clock: realClock,
      timer: realTimer,
      about: { version: '', services: [], probe: async () => {} },
    });
    await bridge.start();
    return broker.port;
  },

  /** Answers formatted, sent, and confirmed by the party. */
  deliver({ format, isSealed, ...load }: Delivering) {
    const sealing = isSealed ? { sealingPublic: nodeCrypto.x25519.publicKey(SEALING_SECRET) } : {};
    const eui64 = PARTIES[format];
    const party = { eui64, bridgeFormat: format, ...sealing };
    return measured(load, async () => {
      const messageId = `m${++delivered}`;
      const confirmed = new Promise<void>((resolve) => waiting.set(messageId, resolve));
      const row = { messageId, kind: message.kind, ...bridgeFormatted(message, party, messageId) };
      await bridge?.deliver(eui64, [row as OutboxMessage]);
      await confirmed;
      waiting.delete(messageId);
      return 'done';
    });
  },

  /** Of one answer on its way, in bytes. */
  bytes: () => bridgeFormatted(message, { eui64: PARTIES.protobuf }, 'm').content.length,

  processorMicros,
};

serve(tasks);
