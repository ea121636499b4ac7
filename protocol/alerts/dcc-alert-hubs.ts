/** DCC alerts of dual-band communications hubs, and of the providers of SMETS1. */
import { enumeration, eui64, text, utcDateTime } from '../definition/scalars.ts';
import { choice, optional, optionalInline, required, struct } from '../definition/words.ts';
import { deviceType } from '../services/inventory-shapes.ts';
import { scanTrigger } from '../services/read-chf-sub-ghz-channel-log.ts';
import { subGHzConfiguration } from '../services/set-chf-sub-ghz-configuration.ts';
import { requestId, scheduleId } from '../services/shared.ts';
import { operatingChannel } from '../services/sub-ghz-shapes.ts';
import { alertCodeBytes } from './dcc-alert-firmware.ts';
import { label, remark } from './dcc-alert-shapes.ts';

const element = (name: string) => ({ element: name });

const dutyCycleAction = struct(
  { deviceToSuspend: required(1, eui64, 'That sends too much.', element('DeviceIDToSuspend')) },
  'DutyCycleAction',
);
const channelChanged = struct(
  {
    channel: required(1, operatingChannel, 'From now on.', element('OperatingSubGHzChannel')),
    scanTrigger: required(2, scanTrigger, 'Why the hub looked for another.'),
  },
  'ChannelChanged',
);
const scanRequestOutcome = struct(
  {
    status: required(
      1,
      enumeration({
        ScanRequestAccepted: 1,
        HHTConnected: 2,
        DutyCycleUsageIsTooHigh: 3,
        JoiningIsCurrentlyPermitted: 4,
        GSMEOTADistributionUnderway: 5,
        TooManyScansToday: 6,
        TooManyCommandsToday: 7,
        TooManyScansThisWeek: 8,
      }),
      'Whether it will, or why not.',
      element('StatusCode'),
    ),
    scanTrigger: required(2, scanTrigger, 'Who or what wanted it.'),
  },
  'ScanRequestOutcome',
);
const messageDiscarded = struct(
  {
    requestId: required(1, requestId, 'Of the message.', element('RequestID')),
    flag: required(
      2,
      enumeration({ Command: 1, Response: 2, Alert: 3 }),
      'What it was.',
      element('CRAFlag'),
    ),
  },
  'MessageDiscarded',
);
const noCapacity = struct(
  {
    deviceId: required(1, eui64, 'That could not join.', element('DeviceID')),
    deviceType: optional(2, deviceType, 'What it is.'),
  },
  'NoSubGHzCapacity',
);
/** sr:DualBandCHAlert. */
export const dualBandHubAlert = struct(
  {
    hub: required(1, eui64, 'The hub.', element('CHFDeviceID')),
    alertCode: required(2, alertCodeBytes, 'Of the hub.', element('DeviceAlertCode')),
    messageCode: optional(3, alertCodeBytes, 'In GBCS.', element('GBCSHexadecimalMessageCode')),
    detail: optionalInline(
      4,
      choice({
        dutyCycleAction: required(
          1,
          dutyCycleAction,
          'A device is to be suspended.',
          element('LimitedDutyCycleActionTaken'),
        ),
        channelChanged: required(
          2,
          channelChanged,
          'Another channel.',
          element('SubGHzChannelChanged'),
        ),
        scanRequest: required(
          3,
          scanRequestOutcome,
          'A scan was asked for.',
          element('SubGHzChannelScanRequestAssessmentOutcome'),
        ),
        configuration: required(
          4,
          subGHzConfiguration,
          'Other settings.',
          element('SubGHzConfigurationChanged'),
        ),
        messageDiscarded: required(
          5,
          messageDiscarded,
          'Not sent: the hub had sent too much.',
          element('MessageDiscardedDueToDutyCycleManagement'),
        ),
        noCapacity: required(
          6,
          noCapacity,
          'No place for a device.',
          element('NoMoreSubGHzDeviceCapacity'),
        ),
      }),
      'What the code does not say.',
    ),
  },
  'DualBandHubAlert',
);

/** sr:S1SPAlert, without the signature that it must have in XML. */
export const providerAlert = struct(
  {
    requestId: optional(1, requestId, 'Of the request.', element('RequestID')),
    deviceId: optional(2, eui64, 'The device.', element('DeviceID')),
    code: required(3, label, 'The provider’s own.', element('S1SPAlertCode')),
    information: optional(4, remark, 'In words.', element('AdditionalInformation')),
    utrn: optional(5, text(20, 20, { pattern: /[0-9]{20}/ }), 'Of a top-up.', element('UTRN')),
    utcSeconds: required(6, utcDateTime, 'When.', element('DateTime')),
  },
  'ProviderAlert',
);
const scheduled = {
  scheduleId: optional(2, scheduleId, 'Of the schedule it came from.', element('DSPScheduleID')),
};
/** What the DCC adds to the alert of a provider. */
export const besideProviderAlert = struct(scheduled);
/** sr:S1SPAlertDSP: of the provider of a SMETS1 meter, passed on. */
export const smets1ProviderAlert = struct(
  {
    alert: required(1, providerAlert, 'Signed by the provider.', element('S1SPAlert')),
    ...scheduled,
  },
  'Smets1ProviderAlert',
);
