import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { commissionDeviceSynchroniseClock as commission } from '../../../protocol/services/commission-device-synchronise-clock.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readDeviceLog } from '../../../protocol/services/read-device-log.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import { saidBy } from '../events/alerts.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { type Kind, plainVariant } from '../variant.ts';

/** A meter whose clock was set, so that it is compared from then on. */
function reliable(): Bench {
  const bench = new Bench({ settings: PREPAYMENT });
  const window = { currentDateTime: START, tolerancePeriod: 10 };
  bench.ask(synchroniseClock, window, { deviceUtcSeconds: START });
  return bench;
}
/** Any command, which says how late it is in the network. */
const hear = (bench: Bench, deviceUtcSeconds: number) =>
  bench.ask(readSupplyStatus, {}, { deviceUtcSeconds });

const compared = suite('the clock compared with the network');

compared('is put on by up to ten seconds, once a day', () => {
  const bench = reliable();
  assert.is(hear(bench, START + 10)?.clockStatus, 'reliable');
  assert.is(bench.meter.utcSeconds, START + 10);
  hear(bench, START + 20);
  assert.is(bench.meter.utcSeconds, START + 10, 'not again');
  bench.meter.run(START + 86_400);
  const { utcSeconds } = bench.meter;
  hear(bench, utcSeconds + 5);
  assert.is(bench.meter.utcSeconds, utcSeconds + 5);
});

compared('is let be when it is a second behind, which both may be wrong', () => {
  const bench = reliable();
  hear(bench, START + 1);
  assert.is(bench.meter.utcSeconds, START);
  hear(bench, START + 2);
  assert.is(bench.meter.utcSeconds, START + 2);
});

compared('is not put on by more: it is relied on no longer, and both times are told', () => {
  const bench = reliable();
  assert.is(hear(bench, START + 11)?.clockStatus, 'unreliable');
  assert.is(bench.meter.utcSeconds, START);
  const alert = bench.meter.state.alerts.pending.at(-1);
  assert.is(alert?.code, alertCodes.clockNotAdjusted);
  assert.equal(saidBy(alert), {
    clock: { deviceUtcSeconds: START, networkUtcSeconds: START + 11 },
  });
});

compared('stays when the command has waited on its way, or nobody relies on it', () => {
  const bench = reliable();
  bench.meter.run(START + 100);
  hear(bench, START + 50);
  hear(bench, START + 101);
  assert.is(bench.meter.utcSeconds, START + 100);
  const other = new Bench();
  hear(other, START + 500);
  assert.equal([other.meter.utcSeconds, other.alerts()], [START, []]);
});

compared('that steps has what waited for its time done at once', () => {
  const bench = reliable();
  bench.ask(updatePaymentMode, { executionDateTime: START + 3600, mode: { credit: {} } });
  const window = { currentDateTime: START + 7200, tolerancePeriod: 0 };
  bench.ask(synchroniseClock, window, { deviceUtcSeconds: START + 7200 });
  assert.is(bench.meter.state.prepayment.mode, 'credit');
  assert.ok(bench.alerts().includes(alertCodes.futureDatedDone));
});
compared.run();

const beside = suite('the clock of what no supplier sets');
const of = (kind: Kind) =>
  new Bench({ settings: { ...DEFAULT_SETTINGS, variant: plainVariant(kind) } });
const told = (bench: Bench, deviceUtcSeconds?: number) =>
  bench.ask(readDeviceLog, {}, deviceUtcSeconds === undefined ? {} : { deviceUtcSeconds });

beside('is relied on from the first command that says the time, again after a power cut', () => {
  for (const kind of ['communicationsHub', 'gasProxy', 'prepaymentInterface'] as const) {
    const bench = of(kind);
    assert.is(told(bench)?.clockStatus, 'unreliable', kind);
    assert.is(told(bench, START)?.clockStatus, 'reliable', kind);
    assert.is(bench.meter.state.logs.events, 0, 'it was right');
    bench.reboot(START + 60);
    assert.is(told(bench)?.clockStatus, 'unreliable');
    assert.is(told(bench, START + 60)?.clockStatus, 'reliable');
  }
});

beside('is put on by as much as it is behind, and that stands in its log', () => {
  const bench = of('communicationsHub');
  assert.is(told(bench, START + 5000)?.clockStatus, 'reliable');
  assert.is(bench.meter.utcSeconds, START + 5000);
  assert.is(bench.meter.state.logs.events, 1);
});

beside(
  'stays when the command has waited on its way, and not when no command waits so long',
  () => {
    const bench = of('communicationsHub');
    told(bench, START - 86_400);
    assert.is(bench.meter.utcSeconds, START);
    told(bench, START - 86_401);
    assert.is(bench.meter.utcSeconds, START - 86_401);
  },
);

beside('moves nothing of the account that a proxy has of its meter', () => {
  const bench = of('gasProxy');
  const { prepayment } = bench.meter.state;
  told(bench, START + 10 * 86_400);
  assert.is(bench.meter.utcSeconds, START + 10 * 86_400);
  assert.is(bench.meter.state.prepayment, prepayment);
});

beside('of a load controller goes by its supplier', () => {
  const bench = of('loadControl');
  assert.is(told(bench, START + 5)?.clockStatus, 'unreliable');
  assert.is(bench.meter.utcSeconds, START);
});
beside.run();

const commissioning = suite('commissioning');
const window = { currentDateTime: START + 60, tolerancePeriod: 30 };

commissioning('sets the clock, and says that the meter is there', () => {
  const bench = new Bench();
  const answer = bench.ask(commission, window, { deviceUtcSeconds: START + 70 });
  const { deviceTime, status } = fromCborValue(commission.response, answer?.content);
  assert.is(deviceTime, START + 70);
  assert.equal(status?.electricity?.clockTimeStatus, { code: 0, timeStatus: 'reliable' });
  assert.equal(bench.alerts(), [alertCodes.deviceCommissioned]);
});

commissioning('of a gas meter answers in the words of gas', () => {
  const variant = { ...DEFAULT_SETTINGS.variant, kind: 'gas' as const };
  const bench = new Bench({ settings: { ...DEFAULT_SETTINGS, variant } });
  const answer = bench.ask(commission, window, { deviceUtcSeconds: START + 70 });
  const { status } = fromCborValue(commission.response, answer?.content);
  assert.equal(status?.gas?.clockTimeStatus, { code: 0, asn1Status: 'reliable' });
});

commissioning('outside its window is refused, and told', () => {
  const bench = new Bench();
  const answer = bench.ask(commission, window, { deviceUtcSeconds: START + 91 });
  assert.is(answer?.status, refusalCode(commission, 'commissionedTooLate'));
  assert.equal(bench.alerts(), [alertCodes.clockOutsideTolerance]);
  const noTime = bench.ask(commission, window);
  assert.is(noTime?.status, refusalCode(commission, 'executionFailed'));
});
commissioning.run();
