import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../../../protocol/bytes.ts';
import { encodeCanonical } from '../../../protocol/cbor/canonical.ts';
import { clearEventLog } from '../../../protocol/services/clear-event-log.ts';
import { readEventOrSecurityLog } from '../../../protocol/services/read-event-or-security-log.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { sharedRefusals } from '../../../protocol/services/refusals.ts';
import { validRequests } from '../../../scenarios/valid-requests.testing.ts';
import { START } from '../bench.testing.ts';
import { course, GAS_METER } from '../metrology/meters.testing.ts';
import { hasService, isOfMeterBehind } from '../services/executor.ts';
import { executors } from '../services/index.ts';
import { type Device, House, performed, readOf } from './house.testing.ts';
import { encodeHomeMessage, type HomeMessage } from './messages.ts';

const HALF_HOUR = 1800;
const BURNING = course([START, { activeWatts: 0, litresPerHour: 700 }]);

function house(sensor = BURNING, settings = GAS_METER) {
  const home = new House();
  const gas = home.add('gas', sensor, settings);
  const proxy = home.add('gasProxy');
  home.join(gas, proxy);
  return { home, gas, proxy };
}

function run(untilSeconds: number, ...devices: Device[]): void {
  for (const { meter } of devices) meter.run(untilSeconds);
}

const contentOf = (
  device: Device,
  ...asked: Parameters<typeof performed> extends [unknown, ...infer R] ? R : never
) => {
  const { status, content } = performed(device, ...asked);
  return `${status} ${content ? toHex(encodeCanonical(content)) : ''}`;
};

/** Every read that a proxy answers for its meter, of a period with history in it. */
const MIRRORED = executors
  .filter((one) => hasService(one, 'gasProxy') && isOfMeterBehind(one, 'gasProxy'))
  .map(({ service }) => service);
const PERIOD = { startDateTime: START, endDateTime: START + 3 * 86_400 };
function requestsOf(service: (typeof MIRRORED)[number], seed: number): readonly unknown[] {
  return validRequests(service, 1, seed).map((request) => {
    const { executionDateTime: _, ...now } = request as Readonly<Record<string, unknown>>;
    return 'readLogPeriod' in now ? { ...now, readLogPeriod: PERIOD } : now;
  });
}

const test = suite('a gas proxy');

test('answers every read of its meter as the meter did when it woke last', () => {
  const flows = fc.array(fc.integer({ min: 0, max: 6000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      flows,
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      (hourly, halfHours, isPrepaid) => {
        const rows = hourly.map(
          (litresPerHour, hour) =>
            [START + hour * 3600, { activeWatts: 0, litresPerHour }] as const,
        );
        const settings = isPrepaid
          ? { ...GAS_METER, mode: 'prepayment' as const, balanceMillipence: 50_000 }
          : GAS_METER;
        const { gas, proxy } = house(course(...rows), settings);
        const woke = START + halfHours * HALF_HOUR;
        run(woke, proxy, gas);
        const asMeter = MIRRORED.map((service) =>
          requestsOf(service, halfHours).map((request) => contentOf(gas, service, request)),
        );
        run(woke + 5 * 86_400 + 77, proxy);
        const asProxy = MIRRORED.map((service) =>
          requestsOf(service, halfHours).map((request) => contentOf(proxy, service, request)),
        );
        for (const [index, { reference }] of MIRRORED.entries())
          assert.equal(asProxy[index], asMeter[index], reference);
      },
    ),
    { numRuns: 12, seed: 20_261_124 },
  );
  const { gas, proxy } = house();
  run(START + HALF_HOUR, proxy, gas);
  const isDone = (service: (typeof MIRRORED)[number]) =>
    requestsOf(service, 1).every((request) => performed(proxy, service, request).status === 0);
  assert.ok(MIRRORED.filter(isDone).length >= 15, 'most are answered with a result');
});

test('does not pretend to know a meter that it has not heard', () => {
  const { proxy } = house();
  run(START + 86_400, proxy);
  const { status } = performed(proxy, readInstantaneousImportRegisters, {});
  assert.is(status, sharedRefusals.notThere.code);
});

test('keeps what it has through a power cut, and answers while the meter is silent for days', () => {
  const { home, gas, proxy } = house();
  run(START + 2 * HALF_HOUR, proxy, gas);
  const before = contentOf(proxy, readInstantaneousImportRegisters, {});
  home.isQuiet = true;
  run(START + 4 * 86_400, proxy, gas);
  home.reboot(proxy);
  assert.is(contentOf(proxy, readInstantaneousImportRegisters, {}), before);
  assert.is.not(contentOf(gas, readInstantaneousImportRegisters, {}), before);
});

test('catches up with all it missed when it hears its meter again', () => {
  const { home, gas, proxy } = house();
  run(START + HALF_HOUR, proxy, gas);
  home.isQuiet = true;
  run(START + 20 * 86_400, proxy, gas);
  home.isQuiet = false;
  run(START + 20 * 86_400 + HALF_HOUR, proxy, gas);
  for (const service of MIRRORED)
    for (const request of requestsOf(service, 1))
      assert.is(contentOf(proxy, service, request), contentOf(gas, service, request));
});

test('is told at a waking little more than what is new', () => {
  const { home, gas, proxy } = house();
  run(START + 3 * 86_400, proxy, gas);
  home.carried.length = 0;
  run(START + 3 * 86_400 + HALF_HOUR, proxy, gas);
  const bytes = home.carried.reduce((sum, [, , length]) => sum + length, 0);
  assert.ok(home.carried.length <= 6 && bytes < 4096, `${home.carried.length}: ${bytes} bytes`);
});

test('believes only the gas meter that it was joined with, and one for good', () => {
  const { home, gas, proxy } = house();
  run(START + HALF_HOUR, proxy, gas);
  const before = contentOf(proxy, readInstantaneousImportRegisters, {});
  const other = home.add('gas', BURNING, GAS_METER);
  other.meter.run(START + 10 * HALF_HOUR);
  const lie: HomeMessage = {
    entries: {
      series: 0,
      entries: [{ period: 2 ** 30, bytes: Uint8Array.of(1, 1), isFlagged: false }],
    },
  };
  proxy.meter.hear(other.eui64, encodeHomeMessage(lie));
  home.join(other, proxy);
  other.meter.wake();
  assert.is(contentOf(proxy, readInstantaneousImportRegisters, {}), before);
});

test('refuses what is no message, and what does not follow what it has', () => {
  const { gas, proxy } = house();
  run(START + 2 * HALF_HOUR, proxy, gas);
  const { state } = proxy.meter;
  const entry = (period: number, length: number) => ({
    entries: { series: 0, entries: [{ period, bytes: new Uint8Array(length), isFlagged: false }] },
  });
  const bad = [
    Uint8Array.of(0xff),
    encodeHomeMessage(entry(0, 2)),
    encodeHomeMessage(entry(2 ** 30, 3)),
    encodeHomeMessage({ now: { values: [], documents: [] } }),
    encodeHomeMessage({ document: { number: 1, bytes: Uint8Array.of(0xa0) } }),
  ];
  for (const message of bad) proxy.meter.hear(gas.eui64, message);
  assert.is(proxy.meter.state, state);
  assert.is(
    [...proxy.meter.refused.values()].reduce((sum, count) => sum + count, 0),
    bad.length,
  );
});

test('is not read between a new table and the registers that go with it', () => {
  const { gas, proxy } = house();
  run(START + HALF_HOUR, proxy, gas);
  const { documents, slotBytes } = gas.meter.state;
  const bytes = slotBytes[documents.slots[1] as number] as Uint8Array;
  proxy.meter.hear(gas.eui64, encodeHomeMessage({ document: { number: 1, bytes } }));
  assert.is(
    performed(proxy, readInstantaneousImportRegisters, {}).status,
    sharedRefusals.notThere.code,
  );
  gas.meter.wake();
  assert.is(performed(proxy, readInstantaneousImportRegisters, {}).status, 0);
});

test('keeps its own log apart from those of its meter, and clears that alone', () => {
  const { gas, proxy } = house();
  gas.meter.contact('meterCover', true);
  proxy.meter.contact('meterCover', true);
  proxy.meter.contact('meterCover', false);
  run(START + HALF_HOUR, proxy, gas);
  const readLogPeriod = PERIOD;
  const count = (logToRead: 'Event' | 'Security' | 'GSMESecurity') =>
    readOf(proxy, readEventOrSecurityLog, { readLogPeriod, logToRead }).read?.log?.entries?.length;
  assert.equal([count('Security'), count('GSMESecurity'), count('Event')], [2, 1, 0]);
  assert.is(
    performed(proxy, clearEventLog, {}).step.state.logs.eventsFrom,
    proxy.meter.state.logs.eventsFrom,
  );
});

test.run();
