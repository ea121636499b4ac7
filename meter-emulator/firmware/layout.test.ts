import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import type { AnyType } from '../../protocol/definition/words.ts';
import { anchors, identity } from './bench.testing.ts';
import { EVENTS_PER_GROUP_MAX, meterLayout } from './layout.ts';
import {
  ANSWER_CONTENT_BYTES_MAX,
  FUTURE_DATED_BYTES_MAX,
  FUTURE_DATED_MAX,
  PENDING_ALERTS_MAX,
  type Stored,
  stored,
} from './state.ts';
import { valueNamed } from './storage/layout.ts';

const COUNTER = 2n ** 64n - 1n;
const NUMBER = 2 ** 32 - 1;
const INT32 = 2 ** 31 - 1;
const SECONDS = 2 ** 52;
const REGISTER = Number.MAX_SAFE_INTEGER;
const period = { period: NUMBER, startWattSeconds: REGISTER, isFlagged: true };

/** Every value as large as its definition lets it be. */
const LARGEST: Stored = {
  identity: { ...identity, manufacturer: 'm'.repeat(40), model: 'm'.repeat(40) },
  anchors,
  configuration: {
    unitRateMillipencePerKwh: 1_000_000,
    standingChargeMillipencePerDay: 10_000_000,
    lowCreditThresholdMillipence: -INT32,
    emergencyCreditThresholdMillipence: -INT32,
    emergencyCreditLimitMillipence: INT32,
    maximumBalanceMillipence: INT32,
    maximumCreditMillipence: INT32,
  },
  clock: { offsetSeconds: -SECONDS, status: 'invalid' },
  metrology: {
    boardSeconds: SECONDS,
    importWattSeconds: REGISTER,
    halfHour: period,
    day: period,
    lastHalfHour: NUMBER,
    lastDay: NUMBER,
  },
  prepayment: {
    mode: 'prepayment',
    balanceMillipence: -SECONDS,
    costRemainder: 3_599_999,
    emergency: 'active',
    emergencyUsedMillipence: INT32,
    isCreditLow: true,
    disablementThresholdMillipence: -INT32,
    suspendDebtDisabled: true,
    suspendDebtEmergency: true,
    chargedDay: NUMBER,
    highestToken: COUNTER,
    tokenWindow: new Uint8Array(16),
    wrongTokens: NUMBER,
  },
  supply: { position: 'disabled', disabledBy: 'supplier' },
  counters: {
    headEnd: COUNTER,
    headEndDigest: new Uint8Array(16),
    supplier: COUNTER,
    reservedUntil: COUNTER,
  },
  answer: {
    responseTo: COUNTER,
    counter: COUNTER,
    service: NUMBER,
    status: NUMBER,
    utcSeconds: SECONDS,
    clockStatus: 'invalid',
    content: new Uint8Array(ANSWER_CONTENT_BYTES_MAX),
  },
  futureDated: {
    commands: Array.from({ length: FUTURE_DATED_MAX }, () => ({
      service: NUMBER,
      utcSeconds: SECONDS,
      commandCounter: COUNTER,
      request: new Uint8Array(FUTURE_DATED_BYTES_MAX),
    })),
  },
  alerts: {
    pending: Array.from({ length: PENDING_ALERTS_MAX }, () => ({
      counter: COUNTER,
      code: NUMBER,
      utcSeconds: SECONDS,
      clockStatus: 'invalid' as const,
      detail: NUMBER,
    })),
    dropped: NUMBER,
  },
  logs: { events: NUMBER, security: NUMBER },
};

const test = suite('what a meter keeps');

for (const [name, value] of Object.entries(LARGEST))
  test(`${name} fits its place however large it grows`, () => {
    const type: AnyType = stored[name as keyof Stored];
    const bytes = encodeCbor(type, value as never);
    const { bytesMax } = valueNamed(meterLayout, name);
    assert.ok(bytes.length <= bytesMax, `${bytes.length} of ${bytesMax} bytes`);
  });

test('each value has one place, and a group of all of them finds room', () => {
  assert.equal(
    meterLayout.values.map(({ name }) => name),
    Object.keys(stored),
  );
  assert.ok(meterLayout.groupBytesMax > EVENTS_PER_GROUP_MAX * 28);
});
test.run();
