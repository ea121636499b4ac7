/** SRV 11.1 and 11.4: an image is stored whole, for the devices that it can be meant for. */
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { DeviceType } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type {
  firmwareDistribution,
  firmwareWarning,
} from '../../protocol/services/firmware-shapes.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import type { ListedDevice } from '../inventory/device.ts';
import type { Handler } from './handler.ts';
import { isResponsible } from './relation.ts';

type Warning = ValueOf<typeof firmwareWarning>;
type Verdict = 'invalidDevices' | 'notCommissioned' | 'notApplicable' | 'stored';

const NOT_DISTRIBUTED =
  'The image is stored. It is not sent to any device yet: this head-end has no distribution of firmware.';

/** `types`: those of the service; a device of another type cannot take the image. */
export const updateFirmware =
  (types: readonly DeviceType[]): Handler =>
  (stations, { body, requestId, originator, service }, nowMillis) => {
    const { firmwareImage, firmwareVersion, deviceIdList } = body as ValueOf<
      typeof firmwareDistribution
    >;
    if (firmwareImage.length === 0) throw new Fault('FIRMWARE_EMPTY');
    const about = { types, originator, atUtcSeconds: Math.floor(nowMillis / 1000) };
    const { stored, warning } = judged(stations, [...new Set(deviceIdList)], about);
    if (stored.length === 0) return { result: warning, notice: NOTHING_STORED };
    return {
      ...(Object.keys(warning).length === 0 ? {} : { result: warning }),
      notice: NOT_DISTRIBUTED,
      changes: [
        {
          kind: 'firmwareStored',
          requestId,
          originator,
          service: serviceNumber(service.reference),
          firmwareVersion,
          image: firmwareImage,
          imageHash: nodeCrypto.sha256(firmwareImage),
          devices: stored,
          storedAtMillis: nowMillis,
        },
      ],
    };
  };

const NOTHING_STORED = 'The image is for none of the devices, and is not stored.';

type About = {
  readonly types: readonly DeviceType[];
  readonly originator: Eui64;
  readonly atUtcSeconds: number;
};

function judged(stations: Stations, list: readonly Eui64[], about: About) {
  const by: Record<Verdict, Eui64[]> = {
    invalidDevices: [],
    notCommissioned: [],
    notApplicable: [],
    stored: [],
  };
  let first: ListedDevice | undefined;
  for (const eui64 of list) {
    const device = stations.inventory.get(eui64);
    const verdict = verdictOn(stations, device, first, about);
    if (verdict === 'stored') first ??= device;
    by[verdict].push(eui64);
  }
  const { stored, ...warnings } = by;
  const given = Object.entries(warnings).filter(([, devices]) => devices.length > 0);
  return { stored, warning: Object.fromEntries(given) as Warning };
}

/** The image says nothing that can be held against a device: all are to be of the first one's model. */
function verdictOn(
  stations: Stations,
  device: ListedDevice | undefined,
  first: ListedDevice | undefined,
  { types, originator, atUtcSeconds }: About,
): Verdict {
  if (!device || !isResponsible(stations, device, originator, atUtcSeconds))
    return 'invalidDevices';
  if (!types.includes(device.record.deviceType)) return 'notApplicable';
  if (device.status !== 'Commissioned') return 'notCommissioned';
  return first && !isSameModel(first, device) ? 'notApplicable' : 'stored';
}

const isSameModel = ({ record: a }: ListedDevice, { record: b }: ListedDevice) =>
  a.manufacturer === b.manufacturer && a.model === b.model && a.deviceType === b.deviceType;
