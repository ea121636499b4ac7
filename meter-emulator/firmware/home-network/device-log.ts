/** The device log of a communications hub: whom it lets onto its home network. Pure. */

import { equalBytes } from '../../../protocol/bytes.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { eui64Bytes } from '../../../protocol/identifiers/eui64.ts';
import type { MeterState } from '../state.ts';
import { HUB_DEVICES_MAX, type Hub, type HubDevice, JOIN_DIGEST_BYTES } from './stored.ts';

export const EMPTY_HUB: Hub = { devices: [], former: [], channel: 0, channelChanges: 0 };
export const hubOf = ({ hub }: Pick<MeterState, 'hub'>): Hub => hub ?? EMPTY_HUB;

/** What stands for an install code where it is kept or shown on the air: the code itself never is. */
export function joinDigest(crypto: Crypto, eui64: string, installCode: Uint8Array): Uint8Array {
  const who = eui64Bytes(eui64);
  const both = new Uint8Array(who.length + installCode.length);
  both.set(who);
  both.set(installCode, who.length);
  return crypto.sha256(both).subarray(0, JOIN_DIGEST_BYTES);
}

export const isIn = ({ joinUntilUtcSeconds }: HubDevice): boolean =>
  joinUntilUtcSeconds === undefined;

export function hubDevice(hub: Hub, eui64: string): HubDevice | undefined {
  return hub.devices.find((one) => one.eui64 === eui64);
}

/** Has it been let in? */
export function isInHome(hub: Hub, eui64: string): boolean {
  const known = hubDevice(hub, eui64);
  return known !== undefined && isIn(known);
}

/**
 * Adds it to those that may try to join. One that is in already stays in, and one that was not yet has the new code
 * and time. Undefined: the log is full.
 */
export function withAdded(
  hub: Hub,
  eui64: string,
  joinUntilUtcSeconds: number,
  digest: Uint8Array,
): Hub | undefined {
  const known = hubDevice(hub, eui64);
  if (known && isIn(known)) return hub;
  const others = hub.devices.filter((one) => one !== known);
  if (others.length >= HUB_DEVICES_MAX) return undefined;
  const added: HubDevice = { eui64, joinUntilUtcSeconds, joinDigest: digest };
  return { ...hub, devices: [...others, added] };
}

/** Undefined: it is not there. */
export function withRemoved(hub: Hub, eui64: string): Hub | undefined {
  const known = hubDevice(hub, eui64);
  if (!known) return undefined;
  const devices = hub.devices.filter((one) => one !== known);
  return { ...hub, devices, former: isIn(known) ? withFormer(hub, eui64) : hub.former };
}

function withFormer({ former }: Hub, eui64: string): Hub['former'] {
  return [...former.filter((one) => one !== eui64), eui64].slice(-HUB_DEVICES_MAX);
}

/** A device asks to be let in with what its install code comes to; undefined: it is not. */
export function withJoined(
  hub: Hub,
  eui64: string,
  digest: Uint8Array,
  utcSeconds: number,
): Hub | undefined {
  const known = hubDevice(hub, eui64);
  if (!known?.joinDigest || known.joinUntilUtcSeconds === undefined) return undefined;
  if (utcSeconds > known.joinUntilUtcSeconds || !equalBytes(known.joinDigest, digest))
    return undefined;
  const joined: HubDevice = { eui64, heardUtcSeconds: utcSeconds };
  return replaced(hub, known, joined);
}

/** The very same hub for a device that is not in. */
export function withHeard(
  hub: Hub,
  eui64: string,
  utcSeconds: number,
  linkQualityDbm: number | undefined,
): Hub {
  const known = hubDevice(hub, eui64);
  if (!known || !isIn(known)) return hub;
  const quality = linkQualityDbm === undefined ? {} : { linkQualityDbm };
  return replaced(hub, known, { eui64, heardUtcSeconds: utcSeconds, ...quality });
}

function replaced(hub: Hub, before: HubDevice, after: HubDevice): Hub {
  return { ...hub, devices: hub.devices.map((one) => (one === before ? after : one)) };
}

/** Takes over whoever was in the log of a hub that was taken away; undefined: they do not all find room. */
export function withRestored(hub: Hub, old: Hub): Hub | undefined {
  const known = new Set(hub.devices.map(({ eui64 }) => eui64));
  const added = old.devices.filter((one) => isIn(one) && !known.has(one.eui64));
  const devices = [...hub.devices, ...added];
  return devices.length > HUB_DEVICES_MAX ? undefined : { ...hub, devices };
}
