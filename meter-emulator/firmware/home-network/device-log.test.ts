import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crypto, START } from '../bench.testing.ts';
import {
  EMPTY_HUB,
  isInHome,
  joinDigest,
  withAdded,
  withHeard,
  withJoined,
  withRemoved,
  withRestored,
} from './device-log.ts';
import { HUB_DEVICES_MAX, type Hub } from './stored.ts';

const METER = '00-DB-12-34-56-78-90-A1';
const CODE = Uint8Array.of(1, 2, 3, 4, 5, 6);
const DIGEST = joinDigest(crypto, METER, CODE);
const UNTIL = START + 600;
const device = (n: number) =>
  `00-DB-12-34-56-78-91-${n.toString(16).padStart(2, '0').toUpperCase()}`;

const added = withAdded(EMPTY_HUB, METER, UNTIL, DIGEST) as Hub;
const joined = withJoined(added, METER, DIGEST, START) as Hub;

const test = suite('the device log of a hub');

test('lets in who has the install code, in time, and forgets what it had of the code', () => {
  assert.not.ok(isInHome(added, METER));
  assert.ok(isInHome(joined, METER));
  assert.equal(joined.devices, [{ eui64: METER, heardUtcSeconds: START }]);
});

test('lets in nobody with another code, too late, or not added', () => {
  const wrong = joinDigest(crypto, METER, Uint8Array.of(1, 2, 3, 4, 5, 7));
  assert.is(withJoined(added, METER, wrong, START), undefined);
  assert.is(withJoined(added, METER, DIGEST, UNTIL + 1), undefined);
  assert.ok(withJoined(added, METER, DIGEST, UNTIL));
  assert.is(withJoined(added, device(1), DIGEST, START), undefined);
  assert.is.not(
    joinDigest(crypto, device(1), CODE).join(),
    DIGEST.join(),
    'of each device its own',
  );
});

test('takes a new code and time for one that has not come, and leaves one that is in', () => {
  const again = withAdded(added, METER, UNTIL + 60, joinDigest(crypto, METER, CODE)) as Hub;
  assert.is(again.devices.length, 1);
  assert.is(again.devices[0]?.joinUntilUtcSeconds, UNTIL + 60);
  assert.is(withAdded(joined, METER, UNTIL, DIGEST), joined);
});

test('has room for sixteen', () => {
  let hub = EMPTY_HUB;
  for (let n = 0; n < HUB_DEVICES_MAX; n++) hub = withAdded(hub, device(n), UNTIL, DIGEST) as Hub;
  assert.is(withAdded(hub, METER, UNTIL, DIGEST), undefined);
  assert.ok(withAdded(withRemoved(hub, device(3)) as Hub, METER, UNTIL, DIGEST));
});

test('remembers who was in, the last sixteen, each once', () => {
  assert.equal(withRemoved(added, METER)?.former, [], 'it never came');
  assert.is(withRemoved(EMPTY_HUB, METER), undefined);
  let hub = EMPTY_HUB;
  for (const n of [0, ...Array(HUB_DEVICES_MAX + 2).keys()]) {
    const come = withAdded(hub, device(n), UNTIL, DIGEST) as Hub;
    hub = withRemoved(withJoined(come, device(n), DIGEST, START) as Hub, device(n)) as Hub;
  }
  assert.is(hub.former.length, HUB_DEVICES_MAX);
  assert.equal([hub.former[0], hub.former.at(-1)], [device(2), device(HUB_DEVICES_MAX + 1)]);
});

test('notes when and how well it heard who is in, and of nobody else', () => {
  assert.equal(withHeard(joined, METER, START + 5, -70).devices, [
    { eui64: METER, heardUtcSeconds: START + 5, linkQualityDbm: -70 },
  ]);
  assert.is(withHeard(added, METER, START + 5, -70), added);
});

test('takes over who was in the log of another, without those who never came', () => {
  const old = withAdded(joined, device(1), UNTIL, DIGEST) as Hub;
  assert.equal(withRestored(EMPTY_HUB, old)?.devices, joined.devices);
  assert.equal(withRestored(joined, old)?.devices, joined.devices);
  const full: Hub = {
    ...EMPTY_HUB,
    devices: Array.from({ length: HUB_DEVICES_MAX }, (_, n) => ({ eui64: device(n) })),
  };
  assert.is(withRestored(full, joined), undefined);
});

test.run();
