/** Alerts of the DCC itself: sr:DCCAlertMessage, and the ones a station has to say, in a line each. */
import { unsigned32 } from '../definition/scalars.ts';
import { optional, required, struct, type ValueOf } from '../definition/words.ts';
import type { Eui64 } from '../identifiers/eui64.ts';
import type { RequestId } from '../identifiers/request-id.ts';
import { dccAlertBody } from './dcc-alert-bodies.ts';
import { type DccAlertCode, dccAlertCode } from './dcc-alert-codes.ts';

export type { DccAlertKind } from './dcc-alert-bodies.ts';
export type { DccAlertCode } from './dcc-alert-codes.ts';

const head = {
  alertCode: required(1, dccAlertCode, 'See the table of codes.', { element: 'DCCAlertCode' }),
  throttledAlertSequenceId: optional(2, unsigned32, 'Of a series that is held back.'),
  throttledAlertCount: optional(3, unsigned32, 'How many of it were.'),
};
/** What stands before the body. */
export const dccAlertHead = struct(head);
/** sr:DCCAlertMessage. */
export const dccAlert = struct(
  { ...head, alert: required(4, dccAlertBody, 'What happened.', { element: 'DCCAlert' }) },
  'DccAlert',
);
export type DccAlert = ValueOf<typeof dccAlert>;
export type DccAlertBody = DccAlert['alert'];
type Body<K extends string> = Extract<DccAlertBody, { readonly [P in K]: unknown }>[K];

/** N12: not delivered; N13: delivered, and not answered; N14, N15: not allowed when it was due. */
export type CommandFailureCode = Extract<
  DccAlertCode,
  'N4' | 'N7' | 'N10' | 'N11' | 'N12' | 'N13' | 'N14' | 'N15'
>;
export const commandFailureAlert = (
  alertCode: CommandFailureCode,
  commandRequestId: RequestId,
  deviceId: Eui64,
  scheduleId?: number,
): DccAlert => ({
  alertCode,
  alert: {
    commandFailure: {
      commandRequestId,
      deviceId,
      ...(scheduleId === undefined ? {} : { scheduleId }),
    },
  },
});

export type DeviceStatusChange = Body<'deviceStatusChange'>['change'];
/** N1, N2: decommissioned, withdrawn; N8: commissioned; N9: removed; N16: identity; N28, N29: suspended, restored. */
export type StatusChangeCode = Extract<
  DccAlertCode,
  'N1' | 'N2' | 'N8' | 'N9' | 'N16' | 'N28' | 'N29'
>;
export const deviceStatusChangeAlert = (
  alertCode: StatusChangeCode,
  deviceId: Eui64,
  change: DeviceStatusChange,
): DccAlert => ({ alertCode, alert: { deviceStatusChange: { deviceId, change } } });

/** N3, N5: its device is decommissioned, withdrawn; N6: the tenancy, N17: the supplier has changed. */
export type ScheduleRemovalCode = Extract<DccAlertCode, 'N3' | 'N5' | 'N6' | 'N17'>;
export const scheduleRemovalAlert = (
  alertCode: ScheduleRemovalCode,
  deviceId: Eui64,
  scheduleId: number,
): DccAlert => ({ alertCode, alert: { scheduleRemoval: { deviceId, scheduleId } } });

/** N24 if the hub has said that its log is written, else N25. */
export const hubLogUpdateAlert = (requestId: RequestId, isWritten: boolean): DccAlert => ({
  alertCode: isWritten ? 'N24' : 'N25',
  alert: { updateHanDeviceLogResult: { requestId } },
});

/** N42, to the parties whose keys a device has taken, or given up. */
export const credentialsUpdatedAlert = (
  securityCredentialsUpdated: Body<'securityCredentialsUpdated'>,
): DccAlert => ({ alertCode: 'N42', alert: { securityCredentialsUpdated } });

/** N26: refused, to whoever asked; N27: done. */
export const changeOfSupplierAlert = (
  alertCode: Extract<DccAlertCode, 'N26' | 'N27'>,
  changeOfSupplier: Body<'changeOfSupplier'>,
): DccAlert => ({ alertCode, alert: { changeOfSupplier } });

/** N18 to N23, by cause, which is not published. */
export const firmwareFailureAlert = (
  alertCode: Extract<DccAlertCode, 'N18' | 'N19' | 'N20' | 'N21' | 'N22' | 'N23'>,
  requestId: RequestId,
  devices: readonly Eui64[],
): DccAlert => ({ alertCode, alert: { firmwareDistributionFailure: { requestId, devices } } });

/** AD1, once the hub has been silent for as long as makes an outage of it. */
export const powerOutageAlert = (powerOutage: Body<'powerOutage'>): DccAlert => ({
  alertCode: 'AD1',
  alert: { powerOutage },
});
