/** DCC alerts about devices: their status, their supply, what was to be run on them. */
import { date, enumeration, eui64, utcDateTime } from '../definition/scalars.ts';
import { choice, empty, inline, list, optional, required, struct } from '../definition/words.ts';
import { deviceType, esmeVariant, meterMpxns } from '../services/inventory-shapes.ts';
import { mpxn, requestId, scheduleId } from '../services/shared.ts';
import { certificateKind } from './dcc-alert-credentials.ts';
import { label } from './dcc-alert-shapes.ts';

const element = (name: string) => ({ element: name });
const deviceId = required(1, eui64, 'The device.', element('DeviceID'));

/** sr:PowerOutageEvent. */
export const powerOutage = struct(
  {
    hub: required(
      1,
      eui64,
      'The communications hub that fell silent.',
      element('CommsHubDeviceID'),
    ),
    startDateTime: required(2, utcDateTime, 'Since when.'),
    mpxn: required(3, mpxn, 'The metering point.', element('MPxN')),
  },
  'PowerOutage',
);

const meterIdentity = struct(
  {
    meterMpxns: required(1, meterMpxns, 'Where it measures.', element('MeterMPxNs')),
    esmeVariant: optional(2, esmeVariant, 'What it is fitted with.', element('ESMEVariant')),
  },
  'MeterIdentity',
);
const type1Device = struct(
  { deviceId, deviceType: required(2, deviceType, 'What it is.') },
  'AssociatedType1Device',
);
const decommissioning = struct(
  {
    meterMpxns: required(1, meterMpxns, 'Of the meter.', element('MeterDecommissionOrWithdrawal')),
    associated: inline(
      2,
      list('AssociatedType1Device', type1Device, 0, 7),
      'What was joined to it.',
    ),
  },
  'MeterDecommissioning',
);
const recoveredCredentials = struct(
  {
    supplier: inline(
      1,
      list('SupplierCertificateType', certificateKind, 1, 3),
      'Which of the supplier’s keys the DCC has put in.',
    ),
    networkOperator: inline(
      2,
      list(
        'NetworkOperatorCertificateType',
        enumeration({ DigitalSigning: 1, KeyAgreement: 2 }),
        0,
        2,
      ),
      'Which of the network operator’s.',
    ),
  },
  'RecoveredCredentials',
);
const statusChange = choice(
  {
    meterIdentity: required(1, meterIdentity, 'It is the meter at these metering points.'),
    decommissioning: required(
      2,
      decommissioning,
      'Decommissioned, or withdrawn.',
      element('MeterDecommissioningOrWithdrawal'),
    ),
    removedFromInventory: required(
      3,
      empty,
      'Not known any more.',
      element('DeviceRemovedFromInventory'),
    ),
    hubDecommissioning: required(4, empty, 'The hub is no more.', element('CHFDecommissioning')),
    suspended: required(5, empty, 'Its firmware is off the list.', element('DeviceSuspended')),
    restored: required(6, empty, 'No longer suspended.', element('DeviceRestored')),
    recoveredCredentials: required(
      7,
      recoveredCredentials,
      'Recovered, with keys of the DCC.',
      element('RecoveryCompleteACBCredentials'),
    ),
    recovered: required(8, empty, 'Recovered, with keys of its own.', element('RecoveryComplete')),
  },
  'DeviceStatusChange',
);
/** sr:DeviceStatusChangeEvent. */
export const deviceStatusChange = struct(
  {
    deviceId,
    change: required(2, statusChange, 'What has become of it.', element('DeviceStatusChange')),
  },
  'DeviceStatusChangeEvent',
);

/** sr:DSPScheduleRemoval. */
export const scheduleRemoval = struct(
  {
    deviceId,
    scheduleId: required(2, scheduleId, 'The schedule that is no more.', element('DSPScheduleID')),
  },
  'ScheduleRemoval',
);
/** sr:CommandFailure. */
export const commandFailure = struct(
  {
    commandRequestId: required(
      1,
      requestId,
      'Of the request that failed.',
      element('CommandRequestID'),
    ),
    scheduleId: optional(2, scheduleId, 'Of the schedule it came from.', element('DSPScheduleID')),
    deviceId: required(3, eui64, 'The device.', element('DeviceID')),
  },
  'CommandFailure',
);
/** sr:UpdateHANDeviceLogResult. */
export const updateHanDeviceLogResult = struct(
  {
    requestId: required(
      1,
      requestId,
      'Of the update.',
      element('UpdateHANDeviceLogServiceRequestID'),
    ),
  },
  'UpdateHanDeviceLogResult',
);

const exchangedHub = struct(
  {
    oldHub: required(1, eui64, 'The hub before.', element('OldCHFDeviceID')),
    newHub: required(2, eui64, 'The hub now.', element('NewCHFDeviceID')),
    oldProxy: required(3, eui64, 'The gas proxy before.', element('OldGPFDeviceID')),
    newProxy: required(4, eui64, 'The gas proxy now.', element('NewGPFDeviceID')),
  },
  'ExchangedHub',
);
/** sr:DeviceLogRestored. */
export const deviceLogRestored = struct(
  {
    restoredDate: required(1, date(''), 'When.'),
    log: inline(
      2,
      choice({
        hub: required(1, exchangedHub, 'The log of the hub.', element('CHFDeviceLog')),
        proxy: required(2, exchangedHub, 'The log of the gas proxy.', element('GPFDeviceLog')),
      }),
      'Which log.',
    ),
  },
  'DeviceLogRestored',
);
/** sr:ALCSHCALCSConfigurationChange. */
export const loadControlChange = struct(
  {
    esme: required(1, eui64, 'The electricity meter.', element('ESMEDeviceID')),
    esmeVariant: optional(2, esmeVariant, 'What it is fitted with.', element('ESMEVariant')),
    gbcsVersion: optional(3, label, 'That it speaks.', element('DeviceGBCSVersion')),
  },
  'LoadControlChange',
);
/** sr:PPMIDRemoval. */
export const ppmidRemoval = struct(
  {
    ppmid: required(1, eui64, 'The display.', element('PPMIDDeviceID')),
    hub: required(2, eui64, 'The hub it was known to.', element('CHFDeviceID')),
  },
  'PpmidRemoval',
);
