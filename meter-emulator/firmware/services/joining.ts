/**
 * SRV 8.7, 8.8 and 8.9: the devices of the home network that a device talks to. At a meter or a load controller the
 * critical join is of what may open a supply; the other of what only listens, and of a gas proxy.
 */
import { joinServiceCritical } from '../../../protocol/services/join-service-critical.ts';
import { joinServiceNonCritical } from '../../../protocol/services/join-service-non-critical.ts';
import { readDeviceLog } from '../../../protocol/services/read-device-log.ts';
import { unjoinServiceCritical } from '../../../protocol/services/unjoin-service-critical.ts';
import { unjoinServiceNonCritical } from '../../../protocol/services/unjoin-service-non-critical.ts';
import { unchanged } from '../events/event.ts';
import { hubOf, isIn } from '../home-network/device-log.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { JOINED_MAX } from '../security/stored.ts';
import type { MeterState, Stored } from '../state.ts';
import { DEVICE_TYPE_OF } from '../variant.ts';
import { asn1 } from './asn1.ts';
import { type Changing, change, read } from './executor.ts';

type Joined = Stored['joinedDevices'][number];
type Way = 'critical' | 'nonCritical';

const joinedOf = ({ joinedDevices = [] }: MeterState) => joinedDevices;

/** What it is joined as: what it says it is, and where it says nothing what this way of joining is mostly for. */
function typeOf({ home }: Changing, eui64: string, way: Way): Joined['deviceType'] {
  const says = home?.typeOf(eui64);
  if (says === undefined) return way === 'critical' ? 'PPMID' : 'Type2';
  return says === 'IHD' || says === 'CAD' ? 'Type2' : says;
}

/** Who only listens, or only keeps what it hears, needs no signature of the supplier; who may open a supply does. */
const HARMLESS: readonly Joined['deviceType'][] = ['Type2', 'GPF', 'CHF'];

/** Where there is no critical way, the other one is for all. */
function isWayOf({ variant }: MeterState, deviceType: Joined['deviceType'], way: Way): boolean {
  const isOnlyWay = !joinServiceCritical.deviceTypes.includes(DEVICE_TYPE_OF[variant.kind]);
  if (way === 'critical') return deviceType !== 'Type2';
  return isOnlyWay || HARMLESS.includes(deviceType);
}

type Meaning =
  | 'success'
  | 'invalidJoinMethodAndRole'
  | 'incompatibleWithExistingEntry'
  | 'deviceLogFull';

function join(changing: Changing, eui64: string, way: Way) {
  const { state } = changing;
  const joined = joinedOf(state);
  const deviceType = typeOf(changing, eui64, way);
  const known = joined.find((one) => one.eui64 === eui64);
  const answer = (meaning: Meaning, next = state) =>
    ({
      kind: 'done',
      step: unchanged(next),
      response: { messageSuccess: meaning === 'success', joinResponseCode: asn1(meaning) },
    }) as const;
  if (!isWayOf(state, deviceType, way)) return answer('invalidJoinMethodAndRole');
  if (known)
    return answer(known.deviceType === deviceType ? 'success' : 'incompatibleWithExistingEntry');
  if (joined.length >= JOINED_MAX) return answer('deviceLogFull');
  const entry: Joined = { eui64, deviceType, utcSeconds: utcSecondsOf(state) };
  return answer('success', { ...state, joinedDevices: [...joined, entry] });
}

/** A device that was joined the other way is not found: the other service takes it out. */
function unjoin(state: MeterState, eui64: string, way: Way) {
  const joined = joinedOf(state);
  const isThere = joined.some((one) => one.eui64 === eui64 && isWayOf(state, one.deviceType, way));
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

export const executeJoinCritical = change(joinServiceCritical, (changing, { otherDeviceId }) =>
  join(changing, otherDeviceId, 'critical'),
);
export const executeJoinNonCritical = change(
  joinServiceNonCritical,
  (changing, { otherDeviceId }) => join(changing, otherDeviceId, 'nonCritical'),
);
export const executeUnjoinCritical = change(unjoinServiceCritical, ({ state }, { otherDeviceId }) =>
  unjoin(state, otherDeviceId, 'critical'),
);
export const executeUnjoinNonCritical = change(
  unjoinServiceNonCritical,
  ({ state }, { otherDeviceId }) => unjoin(state, otherDeviceId, 'nonCritical'),
);

/** A device keeps the time of joining too; MMC has no place for it. */
export const executeReadDeviceLog = read(readDeviceLog, ({ state }, { readSecurityDetails }) => {
  if (state.variant.kind === 'communicationsHub') {
    const read = readSecurityDetails ? { connected: connectedLog(state) } : { hub: hubLog(state) };
    return { messageSuccess: true, read };
  }
  // Of a hub alone.
  if (readSecurityDetails) return { denied: 'notThere' };
  const entries = joinedOf(state).map(({ eui64: deviceId, deviceType }) => ({
    deviceId,
    deviceType,
  }));
  return { messageSuccess: true, read: { device: { entries } } };
});

/** All that are let in, whether they have come or not. */
function hubLog(state: MeterState) {
  const entries = hubOf(state).devices.map(({ eui64, heardUtcSeconds, linkQualityDbm }) => ({
    deviceId: eui64,
    ...(heardUtcSeconds === undefined ? {} : { lastCommunicationsDateTime: heardUtcSeconds }),
    ...(linkQualityDbm === undefined ? {} : { subGhzLinkQuality: linkQualityDbm }),
  }));
  return { entries };
}

/** MMC has a text of 32 characters for it, and no list of what it may say: our own. */
const DETAILS = 'install code';
function connectedLog(state: MeterState) {
  const { devices, former } = hubOf(state);
  const entry = (deviceId: string) => ({ deviceId, deviceSecurityDetails: DETAILS });
  return {
    current: devices.filter(isIn).map(({ eui64 }) => entry(eui64)),
    historic: former.map(entry),
  };
}
