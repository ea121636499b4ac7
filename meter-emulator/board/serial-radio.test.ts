import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openPseudoTerminals } from '../../platform/pseudo-terminal.ts';
import { monotonicClock, openSerialLink } from '../../platform/serial-port.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { Bench, HEAD_END, METER } from '../firmware/bench.testing.ts';
import { SerialRadio } from './serial-radio.ts';

const BAUD = 115_200;
const LIMITS = { largestMessage: 524_288, fragmentPayload: 224, window: 4, protocolVersion: 1 };

const test = suite('the serial radio');

test('carries a command, its answer, an alert and the log over a pseudo-terminal', async () => {
  const cable = await openPseudoTerminals();
  if (cable.kind !== 'pair') throw new Error('neither socat nor python3 is here');
  const bench = new Bench();
  const delivered = new Promise<number>((resolve) => {
    bench.board.network = new SerialRadio({
      path: cable.b,
      baudRate: BAUD,
      hello: { ...LIMITS, eui64: METER },
      onCommand: (message) => bench.meter.receive('command', message),
      onDelivered: resolve,
    });
  });
  const radio = bench.board.network as SerialRadio;
  const command = bench.headEnd.command(readSupplyStatus, {});
  let log = '';
  const answer = new Promise<Uint8Array>((resolve) => {
    const link = openSerialLink({
      path: cable.a,
      baudRate: BAUD,
      hello: { ...LIMITS, eui64: HEAD_END },
      clock: monotonicClock,
      onHello: () => {
        link.send('command', command);
        radio.send('alert', Uint8Array.of(1), 7);
        radio.log('supply enabled');
      },
      onMessage: async ({ channel, message }) => {
        if (channel !== 'response') return;
        assert.is(await delivered, 7);
        await link.close();
        resolve(message);
      },
      onLog: (text) => {
        log += text;
      },
    });
  });
  const message = await answer;
  const opened = bench.headEnd.open({ kind: 'response', message, delivery: undefined });
  assert.is(opened.responseTo, 1000n);
  assert.is(log, 'supply enabled\n');
  await radio.close();
  await cable.close();
});
test('says so when the head-end is there again after something was lost', async () => {
  const cable = await openPseudoTerminals();
  if (cable.kind !== 'pair') throw new Error('neither socat nor python3 is here');
  const alert = new Uint8Array(200);
  let lost = 0;
  const radio = new SerialRadio({
    path: cable.b,
    baudRate: BAUD,
    hello: { ...LIMITS, eui64: METER },
    onCommand: () => {},
    onDelivered: () => {},
    onLost: () => {
      lost++;
      radio.send('alert', alert, 7);
    },
  });
  radio.send('alert', alert, 7);
  radio.send('alert', Uint8Array.of(1), 8);
  /** A head-end that takes so much, until it has one alert; how long that is. */
  const firstAlertBytes = (largestMessage: number) =>
    new Promise<number>((resolve) => {
      const link = openSerialLink({
        path: cable.a,
        baudRate: BAUD,
        hello: { ...LIMITS, largestMessage, eui64: HEAD_END },
        clock: monotonicClock,
        onHello: () => {},
        onMessage: ({ message }) => void link.close().then(() => resolve(message.length)),
      });
    });
  assert.is(await firstAlertBytes(100), 1, 'the other is too large for it');
  assert.is(await firstAlertBytes(1000), 200);
  assert.is(lost, 1);
  await radio.close();
  await cable.close();
});
test.run();
