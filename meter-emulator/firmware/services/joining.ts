/**
 * SRV 8.7, 8.8 and 8.9 at the meter: the devices of the home network that it talks to. A critical join is of a device
 * that may open the supply, a prepayment interface; the other of a display, which may only listen.
 */
import { joinServiceCritical } from '../../../protocol/services/join-service-critical.ts';
import { joinServiceNonCritical } from '../../../protocol/services/join-service-non-critical.ts';
import { readDeviceLog } from '../../../protocol/services/read-device-log.ts';
import { unjoinServiceCritical } from '../../../protocol/services/unjoin-service-critical.ts';
import { unjoinServiceNonCritical } from '../../../protocol/services/unjoin-service-non-critical.ts';
import { unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { JOINED_MAX } from '../security/stored.ts';
import type { MeterState, Stored } from '../state.ts';
import { asn1 } from './asn1.ts';
import { change, read } from './executor.ts';

type Joined = Stored['joinedDevices'][number];

const joinedOf = ({ joinedDevices = [] }: MeterState) => joinedDevices;

function join(state: MeterState, eui64: string, deviceType: Joined['deviceType']) {
  const joined = joinedOf(state);
  const known = joined.find((one) => one.eui64 === eui64);
  const answer = (meaning: 'success' | 'incompatibleWithExistingEntry' | 'deviceLogFull') => ({
    messageSuccess: meaning === 'success',
    joinResponseCode: asn1(meaning),
  });
  const done = (next: MeterState, response: ReturnType<typeof answer>) =>
    ({ kind: 'done', step: unchanged(next), response }) as const;
  if (known) {
    const isSame = known.deviceType === deviceType;
    return done(state, answer(isSame ? 'success' : 'incompatibleWithExistingEntry'));
  }
  if (joined.length >= JOINED_MAX) return done(state, answer('deviceLogFull'));
  const entry: Joined = { eui64, deviceType, utcSeconds: utcSecondsOf(state) };
  const next: MeterState = { ...state, joinedDevices: [...joined, entry] };
  return done(next, answer('success'));
}

/** A device that was joined the other way is not found: the other service takes it out. */
function unjoin(state: MeterState, eui64: string, deviceType: Joined['deviceType']) {
  const joined = joinedOf(state);
  const isThere = joined.some((one) => one.eui64 === eui64 && one.deviceType === deviceType);
  const joinedDevices = joined.filter((one) => one.eui64 !== eui64);
  return {
    kind: 'done',
    step: unchanged(isThere ? { ...state, joinedDevices } : state),
    response: {
      messageSuccess: isThere,
      unjoinResponseCode: asn1(isThere ? 'success' : 'otherDeviceNotInDeviceLog'),
    },
  } as const;
}

export const executeJoinCritical = change(joinServiceCritical, ({ state }, { otherDeviceId }) =>
  join(state, otherDeviceId, 'PPMID'),
);
export const executeJoinNonCritical = change(
  joinServiceNonCritical,
  ({ state }, { otherDeviceId }) => join(state, otherDeviceId, 'Type2'),
);
export const executeUnjoinCritical = change(unjoinServiceCritical, ({ state }, { otherDeviceId }) =>
  unjoin(state, otherDeviceId, 'PPMID'),
);
export const executeUnjoinNonCritical = change(
  unjoinServiceNonCritical,
  ({ state }, { otherDeviceId }) => unjoin(state, otherDeviceId, 'Type2'),
);

/** The meter keeps the time of joining too; MMC has no place for it. */
export const executeReadDeviceLog = read(readDeviceLog, ({ state }, { readSecurityDetails }) => {
  // Of a hub alone.
  if (readSecurityDetails) return { denied: 'notThere' };
  const entries = joinedOf(state).map(({ eui64: deviceId, deviceType }) => ({
    deviceId,
    deviceType,
  }));
  return { messageSuccess: true, read: { device: { entries } } };
});
