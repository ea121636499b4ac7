import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { nobleCrypto } from '../../protocol/cose/noble-crypto.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { Bench, crypto, METER, PREPAYMENT, START } from '../firmware/bench.testing.ts';
import { emulatedEui64, seededIdentity } from './factory.ts';
import { MqttRadio, meterTopic } from './mqtt-radio.ts';
import { boardClock, runInRealTime } from './run-in-real-time.ts';
import { seededRandom } from './seeded-random.ts';
import { SimulatedLoadCurve } from './simulated-load-curve.ts';

const factory = suite('the factory');

factory(
  'makes the same meter of the same seed, with either crypto provider, and others of others',
  () => {
    const one = seededIdentity(crypto, 'seed', 5);
    assert.equal(seededIdentity(nobleCrypto, 'seed', 5), one);
    assert.is(one.eui64, emulatedEui64(5));
    assert.is(one.eui64, '02-4D-57-00-00-00-00-05');
    assert.is(emulatedEui64(0x1_2345_6789), '02-4D-57-01-23-45-67-89');
    assert.not.equal(seededIdentity(crypto, 'seed', 6).signingPublic, one.signingPublic);
    assert.not.equal(seededIdentity(crypto, 'other', 5).signingPublic, one.signingPublic);
  },
);

factory('random bytes go on where they were', () => {
  const [one, other] = [seededRandom(crypto, 'a'), seededRandom(nobleCrypto, 'a')];
  assert.equal([one(5), one(70)], [other(5), other(70)]);
  assert.not.equal(one(32), one(32));
});
factory.run();

const load = suite('the simulated household');

load('uses about what a British home does in a year, more in the evening than at night', () => {
  let [year, night, evening] = [0, 0, 0];
  const HOMES = 40;
  for (let home = 0; home < HOMES; home++) {
    const curve = new SimulatedLoadCurve(`home ${home}`);
    for (let half = 0; half < 365 * 48; half++) {
      const watts = curve.activeImportWatts(half * 1800);
      assert.ok(Number.isInteger(watts) && watts >= 0);
      year += watts / 2;
      if (half % 48 < 12) night += watts;
      if (half % 48 >= 34 && half % 48 < 46) evening += watts;
    }
  }
  const kilowattHours = year / HOMES / 1000;
  assert.ok(kilowattHours > 2300 && kilowattHours < 3100, `${kilowattHours} kWh`);
  assert.ok(evening > 2 * night);
});

load('is constant until its next change', () => {
  const curve = new SimulatedLoadCurve('home', 600);
  assert.is(curve.nextChange(0), 1200);
  assert.is(curve.nextChange(1200), 3000);
  assert.is(curve.activeImportWatts(1199), curve.activeImportWatts(0));
  const seen = new Set(Array.from({ length: 48 }, (_, at) => curve.activeImportWatts(at * 1800)));
  assert.ok(seen.size > 20);
});
load.run();

const realTime = suite('a meter in real time');

realTime('wakes at its deadlines, however fast time runs', () => {
  const time = new ManualTime(START * 1000);
  const bench = new Bench({ settings: PREPAYMENT, sensor: new SimulatedLoadCurve('home') });
  const settings = { clock: time, timer: time, speed: 60 };
  const running = runInRealTime(bench.meter, settings, boardClock(settings));
  time.advance(60_000);
  assert.is(bench.meter.state.metrology.lastHalfHour, START / 1800 + 1, 'an hour in a minute');
  time.advance(3_000);
  assert.is(
    running.wake((meter) => meter.state.metrology.boardSeconds),
    START + 3780,
  );
  running.stop();
  time.advance(600_000);
  assert.is(bench.meter.state.metrology.boardSeconds, START + 3780);
  running.wake(() => {});
  time.advance(600_000);
  assert.is(bench.meter.state.metrology.boardSeconds, START + 39_780, 'it winds no timer again');
});
realTime.run();

const radio = suite('the MQTT radio');

radio('takes commands, sends answers, and says when an alert has arrived', async () => {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const bench = new Bench();
  const delivered: number[] = [];
  const answer = new Promise<Uint8Array>((resolve) => {
    broker.on('publish', ({ topic, payload }) => {
      if (topic === meterTopic(METER, 'response')) resolve(new Uint8Array(payload as Buffer));
    });
  });
  const subscribed = new Promise<void>((resolve) => {
    broker.on('subscribe', () => resolve());
  });
  const arrived = new Promise<void>((resolve) => {
    const one = new MqttRadio({
      url: `mqtt://127.0.0.1:${port}`,
      eui64: METER,
      onCommand: (message) => bench.meter.receive('command', message),
      onDelivered: (delivery) => {
        delivered.push(delivery);
        resolve();
      },
    });
    bench.board.network = one;
  });
  await subscribed;
  bench.board.network.send('alert', Uint8Array.of(1), 42);
  const command = bench.headEnd.command(readSupplyStatus, {});
  broker.publish(
    {
      cmd: 'publish',
      topic: meterTopic(METER, 'command'),
      payload: Buffer.from(command),
      qos: 1,
      retain: false,
      dup: false,
    },
    () => {},
  );
  const opened = bench.headEnd.open({
    kind: 'response',
    message: await answer,
    delivery: undefined,
  });
  assert.is(opened.responseTo, 1000n);
  await arrived;
  assert.equal(delivered, [42]);
  await (bench.board.network as MqttRadio).close();
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
});
radio.run();
