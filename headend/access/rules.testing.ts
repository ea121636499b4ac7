/**
 * A second, plain model of the door for tests: the rules of use as tables, read from top to bottom. It shares
 * nothing with what it judges but the names.
 */
import type { DeviceType, Role } from '../../protocol/definition/service.ts';
import type { Endpoint } from '../service-request.ts';

/** What is published of a service. */
export type Row = {
  readonly reference: string;
  readonly roles: readonly string[];
  readonly critical: boolean;
  readonly nonDevice: boolean;
  readonly deviceTypes: readonly string[];
};

export type Cell = {
  readonly role: Role;
  readonly commandVariant: number;
  readonly endpoint: Endpoint;
  /** A signed pre-command, in place of the request itself. */
  readonly isSigned: boolean;
  readonly device: DeviceType | 'none' | 'headEnd';
  /** Another user in that role. */
  readonly isStranger?: boolean;
  /** Before there was a supplier or a grant; or after a change of supplier, and when grants have ended. */
  readonly time?: 'before' | 'after';
};

/** command variant: what it carries, the web service, whether it ends in the user's hand */
const VARIANTS: Readonly<Record<number, readonly [string, string, 'wan' | 'hand']>> = {
  1: ['request of a non-critical service', 'send', 'wan'],
  2: ['request of a non-critical service', 'nonDevice', 'hand'],
  3: ['request of a non-critical service', 'send', 'hand'],
  4: ['request of a critical service', 'transform', 'wan'],
  5: ['signed pre-command', 'send', 'wan'],
  6: ['signed pre-command', 'nonDevice', 'hand'],
  7: ['signed pre-command', 'send', 'hand'],
  8: ['request of a service of the DCC', 'nonDevice', 'wan'],
};

function carried({ critical, nonDevice }: Row, isSigned: boolean): string {
  if (isSigned) return critical ? 'signed pre-command' : 'signed, and nothing to sign';
  if (nonDevice) return 'request of a service of the DCC';
  return `request of a ${critical ? '' : 'non-'}critical service`;
}

/** Who has to do with which device: by the metering points of its home. */
const RELATED: Readonly<Record<DeviceType, readonly Role[]>> = {
  ESME: ['IS', 'ES', 'ED', 'RSA', 'OU'],
  GSME: ['GS', 'GT', 'RSA', 'OU'],
  GPF: ['GS', 'GT', 'RSA', 'OU'],
  CHF: ['IS', 'GS', 'ED', 'GT', 'RSA', 'OU'],
  HCALCS: ['IS', 'ED', 'RSA', 'OU'],
  PPMID: ['IS', 'GS', 'ED', 'GT', 'RSA', 'OU'],
  IHD: ['IS', 'ED', 'RSA', 'OU'],
  CAD: ['IS', 'ED', 'RSA', 'OU'],
};

/** In the order in which the codes are answered. */
export function expectedCode(row: Row, cell: Cell): string {
  const { role, commandVariant, endpoint, isSigned, device } = cell;
  if (!row.roles.includes(role)) return 'E2';
  const [what, webService, way] = VARIANTS[commandVariant] ?? [];
  if (what !== carried(row, isSigned)) return 'E12';
  if (endpoint !== 'bridge' && endpoint !== webService) return 'E13';
  if (way === 'hand' && role !== 'IS' && role !== 'GS') return 'E17';
  if (row.nonDevice) return device === 'headEnd' ? 'I99' : 'E19';
  if (device === 'none' || device === 'headEnd') return 'E19';
  if (!row.deviceTypes.includes(device)) return toldTo(cell, 'E11');
  return isRelated(row, cell, device) ? 'I99' : toldTo(cell, 'E4');
}

/**
 * Who has nothing to do with the home hears that there is no such device; who had, that it has no more. A
 * strange supplier is the next one.
 */
function toldTo({ role, isStranger = false, time }: Cell, code: 'E4' | 'E11'): string {
  if (role === 'ED' || role === 'GT') return isStranger ? 'E19' : code;
  if (role === 'RSA' || role === 'OU') {
    if (isStranger) return 'E19';
    return time === undefined ? code : 'E4';
  }
  return time === 'after' && !isStranger ? 'E4' : code;
}

function isRelated({ reference }: Row, cell: Cell, device: DeviceType): boolean {
  const { role, isStranger = false, time } = cell;
  // Whoever asks the customer for the digits has no consent yet.
  if (reference === '9.1') return true;
  if (!RELATED[device].includes(role)) return false;
  // The network stays whose it is.
  if (role === 'ED' || role === 'GT') return !isStranger;
  const changesHands = ['IS', 'GS', 'ES'].includes(role);
  if (isStranger) return time === 'after' && changesHands;
  return time === undefined;
}
