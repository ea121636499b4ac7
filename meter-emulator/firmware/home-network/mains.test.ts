import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { readEventOrSecurityLog } from '../../../protocol/services/read-event-or-security-log.ts';
import { Bench, START } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { LONG_OUTAGE_SECONDS } from '../supply/outage.ts';
import { type Kind, plainVariant } from '../variant.ts';

const of = (kind: Kind) =>
  new Bench({ settings: { ...DEFAULT_SETTINGS, variant: plainVariant(kind) } });

const test = suite('a communications hub without mains');

test('says so once they have stayed away for three minutes, with the time at which they went', () => {
  const bench = of('communicationsHub');
  bench.meter.run(START + 7);
  bench.meter.mains(false);
  bench.meter.run(START + 7 + LONG_OUTAGE_SECONDS - 1);
  assert.equal(bench.alerts(), []);
  bench.meter.run(START + 3600);
  assert.equal(bench.alerts(), [alertCodes.supplyInterrupted]);
  const readLogPeriod = { startDateTime: START + 7, endDateTime: START + 7 };
  const answer = bench.ask(readEventOrSecurityLog, { readLogPeriod, logToRead: 'Event' });
  const { read } = fromCborValue(readEventOrSecurityLog.response, answer?.content);
  assert.equal(
    read?.log?.entries?.map(({ logCode }) => logCode),
    [Uint8Array.of(0x8f, 0x57)],
  );
  assert.is(bench.meter.state.alerts.pending[0]?.utcSeconds, START + 7);
});

test('says nothing of power that is back before, or of the same outage twice', () => {
  const bench = of('communicationsHub');
  bench.meter.mains(false);
  bench.meter.run(START + LONG_OUTAGE_SECONDS - 1);
  bench.meter.mains(true);
  bench.meter.run(START + 3600);
  assert.equal(bench.alerts(), []);
  bench.meter.mains(false);
  bench.meter.run(START + 7200);
  bench.meter.mains(true);
  bench.meter.run(START + 9000);
  assert.equal(bench.alerts(), [alertCodes.supplyInterrupted]);
});

test('that boots has them again', () => {
  const bench = of('communicationsHub');
  bench.meter.mains(false);
  bench.reboot();
  bench.meter.run(START + 3600);
  assert.equal(bench.alerts(), []);
});

test('is the only device with a reserve', () => {
  for (const kind of ['singleElement', 'gas', 'gasProxy', 'prepaymentInterface'] as const) {
    const bench = of(kind);
    bench.meter.mains(false);
    bench.meter.run(START + 3600);
    assert.not.ok(bench.alerts().includes(alertCodes.supplyInterrupted), kind);
  }
});
test.run();
