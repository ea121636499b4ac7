/** Over a real pseudo-terminal pair: what a device may forget, and when. */
import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openPseudoTerminals } from '../../platform/pseudo-terminal.ts';
import { monotonicClock, openSerialLink } from '../../platform/serial-port.ts';
import { SerialPorts } from './serial-link.ts';

const HEAD_END = '90-B3-D5-1F-30-02-00-00';
const METER = '02-4D-57-00-00-00-00-01';
const BAUD = 115_200;
const LIMITS = { largestMessage: 16_384, fragmentPayload: 224, window: 4, protocolVersion: 1 };

const test = suite('serial ports of the head-end');

test('an alert is acknowledged once it is where it should be, an answer at once', async () => {
  const cable = await openPseudoTerminals();
  if (cable.kind !== 'pair') throw new Error('neither socat nor python3 is here');
  const ports = new SerialPorts({ headEnd: HEAD_END, paths: [cable.a], baudRate: BAUD });
  const order: string[] = [];
  ports.onMessage(async (device, kind) => {
    order.push(`${kind} of ${device}`);
    if (kind !== 'alert') return;
    await wait(150);
    order.push('durable');
  });
  await new Promise<void>((resolve) => {
    const names = new Map<number, string>();
    const link = openSerialLink({
      path: cable.b,
      baudRate: BAUD,
      hello: { ...LIMITS, eui64: METER },
      clock: monotonicClock,
      onHello: () => {
        for (const channel of ['response', 'alert'] as const)
          names.set(link.send(channel, Uint8Array.of(1)) as number, channel);
      },
      onMessage: () => {},
      onVerdict: async (id, verdict) => {
        order.push(`${names.get(id)} ${verdict}`);
        if (names.get(id) !== 'alert') return;
        await link.close();
        resolve();
      },
    });
  });
  await ports.close();
  await cable.close();
  assert.equal(
    order.filter((what) => what !== 'response delivered'),
    [`response of ${METER}`, `alert of ${METER}`, 'durable', 'alert delivered'],
  );
  assert.ok(order.includes('response delivered'));
});
test.run();
