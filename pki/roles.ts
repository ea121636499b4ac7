/** The roles a certificate can be for, as the numbers smart metering gives them in the subject's OU. */
import { Refused } from '../protocol/refused.ts';

/** In the OU as two hexadecimal digits. */
export const ROLE_NUMBERS = {
  root: 0,
  recovery: 1,
  supplier: 2,
  networkOperator: 3,
  accessControlBroker: 4,
  transitionalCoS: 5,
  wanProvider: 6,
  issuingAuthority: 7,
  loadController: 8,
  other: 127,
  xmlSigning: 135,
  xmlSigningDcc: 137,
} as const;
export type RoleName = keyof typeof ROLE_NUMBERS;

/** Whom certificates are issued to; the other roles are of authorities, and of keys that sign XML. */
export const PARTY_ROLES = [
  'supplier',
  'networkOperator',
  'accessControlBroker',
  'transitionalCoS',
  'wanProvider',
  'loadController',
  'recovery',
  'other',
] as const satisfies readonly RoleName[];
export type PartyRole = (typeof PARTY_ROLES)[number];

const NAMES = new Map<string, RoleName>(
  Object.entries(ROLE_NUMBERS).map(([name]) => [roleText(name as RoleName), name as RoleName]),
);

/** Like `02`. */
export function roleText(role: RoleName): string {
  return ROLE_NUMBERS[role].toString(16).padStart(2, '0').toUpperCase();
}

/** The role an OU says; undefined for other texts, and for the roles of authorities, which sign nothing else. */
export function roleOf(organizationalUnit: string): RoleName | undefined {
  const role = NAMES.get(organizationalUnit.toUpperCase());
  return role === 'root' || role === 'issuingAuthority' ? undefined : role;
}

/** Throws Refused with the list of those there are. */
export function parsePartyRole(text: string): PartyRole {
  const role = PARTY_ROLES.find((one) => one === text);
  if (!role) throw new Refused('role', `expected one of ${PARTY_ROLES.join(', ')}, found ${text}`);
  return role;
}
