/** The same client through both ways into the market, over real HTTP and a real broker. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { realClock, realTimer } from '../../../platform/time.ts';
import { commandFailureAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import { arbitrary } from '../../../protocol/definition/arbitrary.testing.ts';
import type { AnyStruct } from '../../../protocol/definition/words.ts';
import { readMeteringPoint } from '../../../protocol/registration/read-metering-point.ts';
import { createSchedule } from '../../../protocol/services/create-schedule.ts';
import { deleteSchedule } from '../../../protocol/services/delete-schedule.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { readInventory } from '../../../protocol/services/read-inventory.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import type { OutboxMessage } from '../../outbox/message.ts';
import type { MarketMessage, ServiceRequest } from '../../service-request.ts';
import { EmbeddedBroker } from '../../transport/embedded-broker.ts';
import { ALONE } from '../bridge/bridge.testing.ts';
import { Bridge } from '../bridge/bridge.ts';
import type { BridgeFormat } from '../bridge/cloud-event.ts';
import { bridgeFormatted } from '../bridge/event-data.ts';
import { DuisFormat } from '../duis/format.ts';
import { DuisSender } from '../duis/sender.ts';
import { DuisServer } from '../duis/server.ts';
import {
  DEVICE,
  HEAD_END,
  preCommandOf,
  RecordingIntake,
  SIGNING_SECRET,
  SUPPLIER,
  testSigner,
  UTRN,
} from '../market.testing.ts';
import { BridgeTransport } from './bridge-transport.ts';
import { DuisTransport } from './duis-transport.ts';
import { openPartyBroker } from './party-broker.ts';
import { SupplierClient } from './supplier-client.ts';
import type { Alert, IncomingMessage, Transport } from './transport.ts';

type Market = {
  readonly intake: RecordingIntake;
  readonly transport: Transport;
  /** Delivers as the outbox would; the ids confirmed are in `confirmed`. */
  readonly deliver: (messageId: string, message: MarketMessage) => Promise<void>;
  readonly confirmed: string[];
  readonly close: () => Promise<void>;
};

async function duisMarket(): Promise<Market> {
  const intake = new RecordingIntake();
  const format = new DuisFormat(realClock, testSigner());
  const server = new DuisServer({ intake, format });
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  const receive = { host: '127.0.0.1', port: 0 };
  const transport = new DuisTransport({ party: SUPPLIER, url, receive });
  const receiveUrlOf = () => `http://127.0.0.1:${transport.receivePort}/`;
  const sender = new DuisSender({ receiveUrlOf });
  const confirmed: string[] = [];
  return {
    intake,
    transport,
    confirmed,
    deliver: async (messageId, message) => {
      const row = { messageId, ...format.formatted(message, { eui64: SUPPLIER }, messageId) };
      confirmed.push(...(await sender.deliver(SUPPLIER, [row as OutboxMessage])));
    },
    close: async () => {
      sender.stop();
      await server.close();
    },
  };
}

const SEALING_SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 7);

async function bridgeMarket(format: BridgeFormat, isSealed: boolean): Promise<Market> {
  const sealingPublic = nodeCrypto.x25519.publicKey(SEALING_SECRET);
  const party = { eui64: SUPPLIER, bridgeFormat: format, ...(isSealed ? { sealingPublic } : {}) };
  const intake = new RecordingIntake();
  const broker = await EmbeddedBroker.open({ host: '127.0.0.1', port: 0 });
  const confirmed: string[] = [];
  const parts = { clock: realClock, timer: realTimer };
  const confirm = async (_: string, ids: readonly string[]) => {
    confirmed.push(...ids);
  };
  const bridge = new Bridge({
    ...ALONE,
    partyOf: () => party,
    broker,
    intake,
    confirm,
    headEnd: HEAD_END,
    ...parts,
  });
  await bridge.start();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const partyBroker = await openPartyBroker({ url, party: SUPPLIER });
  return {
    intake,
    transport: new BridgeTransport({
      ...{ party: SUPPLIER, broker: partyBroker, format, ...parts },
      ...(isSealed ? { sealingSecret: SEALING_SECRET } : {}),
    }),
    confirmed,
    deliver: async (messageId, message) => {
      const row = {
        messageId,
        kind: message.kind,
        ...bridgeFormatted(message, party, messageId),
      };
      await bridge.deliver(SUPPLIER, [row as OutboxMessage]);
    },
    close: async () => {
      await bridge.stop();
      await broker.close();
    },
  };
}

const pointsAnswer = readMeteringPoint.dccResponse?.type as AnyStruct;
const inventoryAnswer = readInventory.dccResponse?.type as AnyStruct;

function memoryStorage() {
  return { load: async () => 0n, save: async () => {} };
}
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited in vain: ${condition}`);
}

for (const [name, open] of [
  ['DUIS', duisMarket],
  ['the bridge', () => bridgeMarket('protobuf', false)],
  ['the bridge in JSON', () => bridgeMarket('json', false)],
  ['the bridge, sealed', () => bridgeMarket('protobuf', true)],
  ['the bridge in JSON, sealed', () => bridgeMarket('json', true)],
] as const) {
  const test = suite(`supplier over ${name}`);
  let market: Market;
  let client: SupplierClient;
  const alerts: IncomingMessage['message'][] = [];
  const keep = async (alert: IncomingMessage['message']) => {
    alerts.push(alert);
  };

  test.before(async () => {
    market = await open();
    client = await SupplierClient.open({
      transport: market.transport,
      crypto: nodeCrypto,
      timer: realTimer,
      signingSecret: SIGNING_SECRET,
      requestCounter: memoryStorage(),
      onAlert: keep,
      onDccAlert: keep,
      onFutureDatedAlert: keep,
      onLocalCommand: keep,
      onRegistrationEvent: keep,
    });
  });
  test.after(async () => {
    await client.close();
    await market.close();
  });

  const answer = ({ requestId, service }: ServiceRequest, refusal?: string) => {
    const result = { messageSuccess: refusal === undefined };
    const said = { device: DEVICE, counter: 1n, result, ...(refusal ? { refusal } : {}) };
    return { kind: 'response', requestId, service, code: 'I0', answer: said } as const;
  };

  test('has a top-up answered and confirms the answer, also when it comes twice', async () => {
    market.intake.answer = (request) => {
      const message = answer(request, 'aboveMaximumBalance');
      void market
        .deliver('first', message)
        .then(() => until(() => market.confirmed.length === 1))
        // Two that are confirmed together are confirmed once.
        .then(() => market.deliver('first', message));
      return { kind: 'acknowledged' };
    };
    const result = await client.ask(topUpDevice, DEVICE, { utrn: UTRN });
    assert.ok(result.kind === 'refusedByDevice');
    assert.is(result.refusal, 'aboveMaximumBalance');
    await until(() => market.confirmed.length === 2);
    assert.equal(market.confirmed, ['first', 'first']);
    assert.is(client.unexpected, 0);
  });

  test('has a critical command transformed, signed and done', async () => {
    market.intake.answer = (request) => {
      const { requestId, service, counter, signedPreCommand } = request;
      if (!signedPreCommand) {
        const preCommand = preCommandOf(disableSupply, {}, counter);
        const message = { kind: 'preCommand', requestId, service, preCommand } as const;
        return { kind: 'answered', message };
      }
      void market.deliver('second', answer(request));
      return { kind: 'acknowledged' };
    };
    const result = await client.ask(disableSupply, DEVICE, {});
    assert.is(result.kind, 'done');
    const command = market.intake.submitted.at(-1);
    assert.is(command?.service, disableSupply);
    assert.is(command?.commandVariant, 5);
  });

  test('has what needs no device answered at once', async () => {
    const [inventory] = fc.sample(arbitrary(inventoryAnswer), { seed: 1, numRuns: 1 });
    market.intake.answer = ({ requestId, service }) => ({
      kind: 'answered',
      message: { kind: 'dccResponse', requestId, service, result: inventory },
    });
    const result = await client.ask(readInventory, HEAD_END, { deviceId: DEVICE });
    assert.ok(result.kind === 'done');
    assert.equal(result.value, inventory);
  });

  test('is told what the head-end refuses', async () => {
    market.intake.answer = () => ({ kind: 'refused', fault: 'NOT_RESPONSIBLE', detail: 'x' });
    const result = await client.ask(topUpDevice, DEVICE, { utrn: UTRN });
    assert.ok(result.kind === 'refused');
    assert.is(result.code, 'E4');
  });

  test('takes and confirms an alert', async () => {
    const alert: Alert = {
      kind: 'deviceAlert',
      device: DEVICE,
      alertCode: 0x8f0f,
      counter: 7n,
      utcSeconds: 1_795_510_861,
    };
    await market.deliver('alert', alert);
    await until(() => market.confirmed.includes('alert'));
    assert.equal(alerts.splice(0), [alert]);
  });

  test('takes and confirms what the head-end says, and what a device did on its date', async () => {
    const requestId = `${SUPPLIER}:${DEVICE}:7`;
    const said: readonly MarketMessage[] = [
      { kind: 'dccAlert', ...commandFailureAlert('N13', requestId, DEVICE) },
      {
        kind: 'futureDatedAlert',
        requestId,
        service: disableSupply,
        device: DEVICE,
        alertCode: 0x8f66,
        message: Uint8Array.of(1),
        instructionNumber: 1,
        totalCommandInstructions: 1,
      },
    ];
    for (const message of said) await market.deliver(message.kind, message);
    await until(() => said.every(({ kind }) => market.confirmed.includes(kind)));
    assert.equal(alerts.splice(0), said);
  });

  test('asks the register, has its answer or its refusal, and is told of a change in it', async () => {
    const [points] = fc.sample(arbitrary(pointsAnswer), { seed: 1, numRuns: 1 });
    market.intake.answer = ({ requestId, service }) => ({
      kind: 'answered',
      message: { kind: 'dccResponse', requestId, service, result: points },
    });
    const about = { of: { mpxn: '2012345678385' } };
    const read = await client.ask(readMeteringPoint, HEAD_END, about);
    assert.ok(read.kind === 'done', JSON.stringify(read));
    assert.equal(read.value, points);
    assert.is(market.intake.submitted.at(-1)?.commandVariant, 8);
    market.intake.answer = () => ({ kind: 'refused', fault: 'NOT_RESPONSIBLE', detail: 'x' });
    const refused = await client.ask(readMeteringPoint, HEAD_END, about);
    assert.ok(refused.kind === 'refused');
    assert.is(refused.code, 'E4');
    const changed = { mpxn: '2012345678385', parts: ['customer'], effectiveFrom: 1_795_478_400 };
    const event = {
      kind: 'registrationEvent',
      occurredAt: 1_795_510_861,
      body: { masterDataChanged: changed },
    } as const;
    await market.deliver('event', event);
    await until(() => market.confirmed.includes('event'));
    assert.equal(alerts.splice(0), [event]);
  });

  test('is given a command to bring to the device, in the reply or later', async () => {
    const command = Uint8Array.of(0xd1, 0x84);
    for (const isLater of [false, true]) {
      market.intake.answer = ({ requestId, service }) => {
        const message = { kind: 'localCommand', requestId, service, command } as const;
        if (!isLater) return { kind: 'answered', message };
        void market.deliver('given', message);
        return { kind: 'acknowledged' };
      };
      const result = await client.ask(topUpDevice, DEVICE, { utrn: UTRN }, { delivery: 'given' });
      assert.ok(result.kind === 'localCommand');
      assert.equal(result.command, command);
      assert.is(market.intake.submitted.at(-1)?.commandVariant, 2);
    }
    await until(() => market.confirmed.includes('given'));
    assert.ok(alerts.splice(0).some(({ kind }) => kind === 'localCommand'));
  });

  test('signs a critical command that is only given', async () => {
    const command = Uint8Array.of(0xd1, 0x84);
    market.intake.answer = ({ requestId, service, counter, signedPreCommand }) => {
      const preCommand = preCommandOf(disableSupply, {}, counter);
      const message = signedPreCommand
        ? ({ kind: 'localCommand', requestId, service, command } as const)
        : ({ kind: 'preCommand', requestId, service, preCommand } as const);
      return { kind: 'answered', message };
    };
    const result = await client.ask(disableSupply, DEVICE, {}, { delivery: 'given' });
    assert.is(result.kind, 'localCommand');
    const sent = market.intake.submitted.slice(-2).map(({ commandVariant }) => commandVariant);
    assert.equal(sent, [4, 6]);
    const asked = market.intake.submitted.slice(-2).map(({ endpoint }) => endpoint);
    assert.ok(['transform,nonDevice', 'bridge,bridge'].includes(asked.join()), asked.join());
  });

  test('is told beside an acknowledgement what it does not mean', async () => {
    const notice = 'The schedules are stored, and not run yet.';
    market.intake.answer = () => ({ kind: 'acknowledged', notice });
    const result = await client.ask(deleteSchedule, HEAD_END, { deviceId: DEVICE });
    assert.ok(result.kind === 'done');
    assert.is(result.notice, notice);
  });

  test('is told beside an answer of the head-end what it does not mean', async () => {
    const notice = 'The schedule is stored. It is not run yet.';
    market.intake.answer = ({ requestId, service }) => {
      const result = { scheduleId: 7 };
      const message = { kind: 'dccResponse', requestId, service, result } as const;
      return { kind: 'answered', message, notice };
    };
    const result = await client.ask(createSchedule, HEAD_END, {
      ...{ scheduleFrequency: 'Daily', scheduleStartDate: 2026_0101, deviceId: DEVICE },
      ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16' },
      read: { activePowerImport: {} },
    });
    assert.ok(result.kind === 'done');
    assert.equal(result.value, { scheduleId: 7 });
    assert.is(result.notice, notice);
  });

  test.run();
}
