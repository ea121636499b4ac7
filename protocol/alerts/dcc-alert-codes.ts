/**
 * The codes of DCC alerts. The list is the XSD's; what a code means, and which body it comes with, is from
 * published guidance and our own reading of it as far as `confidence` says: the DCC's table was not at hand.
 */
import { enumeration, type Scalar } from '../definition/scalars.ts';
import type { DccAlertKind } from './dcc-alert-bodies.ts';

/** unknown: only in the XSD. */
export type CodeConfidence = 'high' | 'medium' | 'low' | 'unknown';
export type DccAlertCodeEntry = {
  /** In protobuf and JSON; of N1 to N999 the figures. */
  readonly number: number;
  readonly meaning: string;
  readonly confidence: CodeConfidence;
  /** The bodies it comes with; none: not known. */
  readonly bodies: readonly DccAlertKind[];
};

const row =
  (confidence: CodeConfidence) =>
  (number: number, meaning: string, ...bodies: readonly DccAlertKind[]): DccAlertCodeEntry => ({
    number,
    meaning,
    confidence,
    bodies,
  });
const high = row('high');
const medium = row('medium');
const low = row('low');
const unknown = (number: number): DccAlertCodeEntry =>
  row('unknown')(number, 'not published where this was written');

/** No code of the N series has this number. */
const AD1_NUMBER = 1001;

export const dccAlertCodes = {
  AD1: high(AD1_NUMBER, 'the supply of a home is out', 'powerOutage'),
  N1: low(1, 'a meter is decommissioned', 'deviceStatusChange'),
  N2: low(2, 'a meter is withdrawn', 'deviceStatusChange'),
  N3: low(3, 'a schedule is removed: the device is decommissioned', 'scheduleRemoval'),
  N4: low(
    4,
    'what was dated for later is cancelled: the device is decommissioned',
    'commandFailure',
  ),
  N5: low(5, 'a schedule is removed: the device is withdrawn', 'scheduleRemoval'),
  N6: low(6, 'a schedule is removed: the tenancy has changed', 'scheduleRemoval'),
  N7: low(7, 'a command is cancelled: not allowed on its date', 'commandFailure'),
  N8: low(8, 'a device is commissioned', 'deviceStatusChange'),
  N9: low(9, 'a device is removed from the inventory', 'deviceStatusChange'),
  N10: medium(10, 'a command was not delivered to an electricity meter', 'commandFailure'),
  N11: medium(11, 'a command was not delivered to an electricity meter', 'commandFailure'),
  N12: high(12, 'a command was not delivered', 'commandFailure'),
  N13: high(13, 'a command was delivered and not answered', 'commandFailure'),
  N14: medium(14, 'a schedule was not allowed when it was due', 'commandFailure'),
  N15: medium(15, 'what was dated for later was not allowed when it was due', 'commandFailure'),
  N16: high(16, 'the identity of a meter is confirmed', 'deviceStatusChange'),
  N17: medium(17, 'a schedule is removed: the supplier has changed', 'scheduleRemoval'),
  N18: medium(18, 'firmware was not distributed', 'firmwareDistributionFailure'),
  N19: medium(19, 'firmware was not distributed', 'firmwareDistributionFailure'),
  N20: medium(20, 'firmware was not distributed', 'firmwareDistributionFailure'),
  N21: medium(21, 'firmware was not distributed', 'firmwareDistributionFailure'),
  N22: medium(22, 'firmware was not distributed', 'firmwareDistributionFailure'),
  N23: medium(23, 'firmware was not distributed', 'firmwareDistributionFailure'),
  N24: high(24, 'the log of a hub is updated', 'updateHanDeviceLogResult'),
  N25: high(25, 'the log of a hub may not be updated', 'updateHanDeviceLogResult'),
  N26: medium(26, 'a change of supplier was not allowed', 'changeOfSupplier'),
  N27: medium(27, 'a change of supplier is done', 'changeOfSupplier'),
  N28: medium(28, 'a device is suspended', 'deviceStatusChange'),
  N29: medium(29, 'a device is no longer suspended', 'deviceStatusChange'),
  N30: medium(30, 'the log of a hub is restored', 'deviceLogRestored'),
  N31: medium(31, 'the log of a gas proxy is restored', 'deviceLogRestored'),
  N33: low(33, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N34: low(34, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N35: low(35, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N36: low(36, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N37: low(37, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N38: low(38, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N39: low(39, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N40: low(40, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N41: low(41, 'a notice of a PPMID, or of recovery', 'ppmidAlert', 'deviceStatusChange'),
  N42: high(42, 'the keys a device trusts are replaced', 'securityCredentialsUpdated'),
  N43: medium(43, 'a PPMID is removed', 'ppmidRemoval'),
  N44: medium(44, 'held back: above the threshold of the user', 'quarantinedRequest'),
  N45: medium(45, 'held back: above the threshold of the DCC', 'quarantinedRequest'),
  N46: medium(46, 'held back: a value outside its limits', 'quarantinedRequest'),
  N47: unknown(47),
  N48: unknown(48),
  N49: medium(
    49,
    'the firmware of a device is another than the inventory has',
    'firmwareVersionMismatch',
  ),
  N50: medium(
    50,
    'the firmware of a device is another than the inventory has',
    'firmwareVersionMismatch',
  ),
  N51: medium(
    51,
    'the firmware of a device is another than the inventory has',
    'firmwareVersionMismatch',
  ),
  N52: unknown(52),
  N53: unknown(53),
  N54: unknown(54),
  N55: unknown(55),
  N56: unknown(56),
  N57: unknown(57),
  N58: unknown(58),
  N59: unknown(59),
  N60: unknown(60),
  N61: unknown(61),
  N62: unknown(62),
  N63: unknown(63),
  N64: unknown(64),
  N65: unknown(65),
  N999: low(999, 'a message of a version of DUIS the user does not speak', 'duisVersionMismatch'),
} as const satisfies Readonly<Record<string, DccAlertCodeEntry>>;
export type DccAlertCode = keyof typeof dccAlertCodes;

/** sr:DCCAlertCode. */
export const dccAlertCode = enumeration(
  Object.fromEntries(Object.entries(dccAlertCodes).map(([code, { number }]) => [code, number])),
) as Scalar<DccAlertCode>;
