/**
 * SRV 8.11, 8.12.1 and 8.12.2: the log of a communications hub is changed, and one that replaces another takes
 * over whom the other knew. An install code becomes a digest at once, and is neither kept, logged nor answered.
 */
import { decodeCbor } from '../../../protocol/definition/cbor.ts';
import { Refused } from '../../../protocol/refused.ts';
import { restoreGpfDeviceLog } from '../../../protocol/services/restore-gpf-device-log.ts';
import { restoreHanDeviceLog } from '../../../protocol/services/restore-han-device-log.ts';
import { updateHanDeviceLog } from '../../../protocol/services/update-han-device-log.ts';
import { unchanged } from '../events/event.ts';
import {
  hubOf,
  joinDigest,
  withAdded,
  withRemoved,
  withRestored,
} from '../home-network/device-log.ts';
import { type Hub, hub as hubType } from '../home-network/stored.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { JOINED_MAX, joinedDevices } from '../security/stored.ts';
import type { MeterState } from '../state.ts';
import { asn1 } from './asn1.ts';
import { type Changing, change } from './executor.ts';

const refused = (state: MeterState, why: 'notThere' | 'executionFailed', field?: string) =>
  ({
    kind: 'refused',
    why,
    ...(field === undefined ? {} : { field }),
    step: unchanged(state),
  }) as const;

function changed(state: MeterState, hub: Hub) {
  const events = hub === hubOf(state) ? [] : [{ name: 'deviceLogChanged' } as const];
  const step = { state: { ...state, hub }, events, entries: [] };
  return { kind: 'done', step, response: { messageSuccess: true } } as const;
}

export const executeUpdateHanDeviceLog = change(
  updateHanDeviceLog,
  ({ state, crypto }, { deviceId, whitelisting }) => {
    const hub = hubOf(state);
    if (!whitelisting) {
      const removed = withRemoved(hub, deviceId);
      return removed ? changed(state, removed) : refused(state, 'notThere', 'deviceId');
    }
    const { joinTimePeriod, installCode } = whitelisting;
    const until = utcSecondsOf(state) + joinTimePeriod;
    const digest = joinDigest(crypto, deviceId, installCode);
    const added = withAdded(hub, deviceId, Math.max(0, until), digest);
    return added ? changed(state, added) : refused(state, 'executionFailed', 'deviceId');
  },
);

/** The copy of the log of a device that was taken away; undefined where there is none, or none that is one. */
function copyOf<T>({ home }: Changing, device: string, read: (bytes: Uint8Array) => T) {
  const bytes = home?.logOf(device);
  try {
    return bytes && read(bytes);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

export const executeRestoreHanDeviceLog = change(restoreHanDeviceLog, (changing, { oldHubId }) => {
  const { state } = changing;
  const old = copyOf(changing, oldHubId, (bytes) => decodeCbor(hubType, bytes));
  if (!old) return refused(state, 'notThere', 'oldHubId');
  const restored = withRestored(hubOf(state), old);
  return restored ? changed(state, restored) : refused(state, 'executionFailed', 'oldHubId');
});

type Joined = NonNullable<MeterState['joinedDevices']>;

export const executeRestoreGpfDeviceLog = change(
  restoreGpfDeviceLog,
  (changing, { oldGasProxyId }) => {
    const { state } = changing;
    const old = copyOf(changing, oldGasProxyId, (bytes) => decodeCbor(joinedDevices, bytes));
    if (!old) return refused(state, 'notThere', 'oldGasProxyId');
    let joined: Joined = state.joinedDevices ?? [];
    const outcomes = old.map(({ eui64, deviceType, utcSeconds }) => {
      const isKnown = joined.some((one) => one.eui64 === eui64);
      const isFull = !isKnown && joined.length >= JOINED_MAX;
      if (!isKnown && !isFull) joined = [...joined, { eui64, deviceType, utcSeconds }];
      const joinResponseCode = asn1(isFull ? 'deviceLogFull' : 'success');
      return { deviceLogEntry: { deviceId: eui64, deviceType }, joinResponseCode };
    });
    const step = unchanged({ ...state, joinedDevices: joined });
    return { kind: 'done', step, response: { messageSuccess: true, outcomes } };
  },
);
