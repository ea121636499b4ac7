/** What follows from an announcement that is believed: keys, version and address on record, and who is told. */
import type { Announcement } from '../../../protocol/announcement/announcement.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { type ListedDevice, pointsOf } from '../../inventory/device.ts';
import type { Change } from '../../non-device/change.ts';
import type { AddressedEvent, Consequences } from '../../non-device/handler.ts';
import type { WanAddress } from '../../transport/device-link.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import { adopted } from '../take-on/take-on.ts';
import type { DeviceKeys } from './judge-announcement.ts';

export type Announced = {
  readonly device: ListedDevice;
  readonly keys: DeviceKeys;
  readonly said: Announcement;
  readonly at: WanAddress;
};

export async function announced(stations: Stations, about: Announced): Promise<Consequences> {
  const { device, keys, said, at } = about;
  const { eui64 } = device.record;
  const { firmwareVersion } = said;
  const points = await stations.register.findAll(pointsOf(device));
  const changes: Change[] = [
    { kind: 'deviceKeyed', eui64, keys, firmwareVersion },
    {
      kind: 'deviceChanged',
      eui64,
      place: { status: 'InstalledNotCommissioned', wanAddress: at.address },
      label: { manufacturer: said.manufacturer, model: said.model },
    },
    ...addressOf(stations, points, at),
  ];
  const early = adopted(device, points, stations.clock.nowMillis());
  return {
    changes: [...changes, ...(early.changes ?? [])],
    events: [...eventsOf(stations, about, points), ...(early.events ?? [])],
  };
}

/** The address in the wide-area network is part of the site's master data too (P19). */
function addressOf(
  { clock }: Pick<Stations, 'clock'>,
  points: readonly MeteringPoint[],
  { address: wanAddress, network }: WanAddress,
): Change[] {
  const knownFromMillis = clock.nowMillis();
  const effectiveFromUtcSeconds = Math.floor(knownFromMillis / 1000);
  return points.map(({ mpxn }) => ({
    kind: 'detailsGiven',
    mpxn,
    details: {
      effectiveFromUtcSeconds,
      value: { communications: { wanAddress, network } },
      knownFromMillis,
    },
  }));
}

/** To the supplier of its metering points, and to whoever told of it. */
function eventsOf(
  { clock }: Pick<Stations, 'clock'>,
  { device, said, at }: Announced,
  points: readonly MeteringPoint[],
): AddressedEvent[] {
  const nowUtcSeconds = clock.nowMillis() / 1000;
  const recipients = new Set<Eui64 | undefined>([
    ...points.map((point) => supplierAt(point, nowUtcSeconds)?.supplier),
    device.notifiedBy,
  ]);
  const { eui64 } = device.record;
  const { mpxn } = device;
  const { deviceType, firmwareVersion } = said;
  const event = {
    deviceAnnounced: {
      deviceId: eui64,
      deviceType,
      firmwareVersion,
      wanAddress: at.address,
      ...(mpxn === undefined ? {} : { mpxn }),
    },
  };
  return [...recipients].flatMap((recipient) =>
    recipient === undefined ? [] : [{ recipient, event }],
  );
}
