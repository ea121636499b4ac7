/** SRV 12.2: a device is told of before it is fitted. Its keys come from the operator, not from a user. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { devicePrenotification as service } from '../../protocol/services/device-prenotification.ts';
import { Fault } from '../faults.ts';
import type { OtherDevice } from '../inventory/device.ts';
import type { Change } from './change.ts';
import type { Handler } from './handler.ts';

type Value = ValueOf<typeof service.request>;

const NO_KEYS =
  'The device is known. It cannot be spoken to until its keys are on record, which its maker gives to the operator.';

export const devicePrenotification: Handler = ({ inventory }, { body, originator }) => {
  const value = body as Value;
  const { deviceId, deviceType, associatedGpfDeviceId: proxy } = value;
  if (inventory.get(deviceId)) throw new Fault('DEVICE_KNOWN', 'by this identifier');
  const changes: Change[] = [added(value, deviceType, deviceId, originator)];
  if (proxy !== undefined) {
    if (deviceType !== 'CHF')
      throw new Fault('INVENTORY_CONTRADICTS', `a ${deviceType} has no gas proxy`);
    const known = inventory.get(proxy);
    if (known && known.record.deviceType !== 'GPF')
      throw new Fault('INVENTORY_CONTRADICTS', 'the proxy is another device');
    // It is in the same box as the hub, so it is told of with it.
    if (!known) changes.push(added(value, 'GPF', proxy, originator));
  }
  return { changes, notice: NO_KEYS };
};

function added(
  value: Value,
  deviceType: Value['deviceType'],
  eui64: Eui64,
  notifiedBy: Eui64,
): Change {
  const { deviceManufacturer, deviceModel, firmwareVersion, smetsVersion, esmeVariant } = value;
  const isHub = value.deviceType === 'CHF';
  const proxy = value.associatedGpfDeviceId;
  const device: OtherDevice = {
    record: {
      eui64,
      deviceType,
      manufacturer: deviceManufacturer,
      model: deviceModel,
      ...(firmwareVersion === undefined ? {} : { firmwareVersion }),
    },
    status: 'Pending',
    notifiedBy,
    ...(smetsVersion === undefined ? {} : { smetsVersion }),
    ...(esmeVariant === undefined ? {} : { esmeVariant }),
    ...(isHub && deviceType === 'CHF' && proxy !== undefined ? { proxy } : {}),
    ...(isHub && deviceType === 'GPF' ? { hub: value.deviceId } : {}),
  };
  return { kind: 'deviceAdded', device };
}
