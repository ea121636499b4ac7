/**
 * SRV 6.15.1, 6.21 and 6.23 at the meter: whose keys may be replaced by whom. A party renews its own; the DCC hands
 * over what it held for another; the change-of-supplier party gives the meter to a new supplier; recovery
 * replaces any.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { remotePartyRole } from '../../../protocol/services/credential-shapes.ts';
import { requestHandoverOfDccControlledDevice } from '../../../protocol/services/request-handover-of-dcc-controlled-device.ts';
import { updateSecurityCredentialsCos } from '../../../protocol/services/update-security-credentials-cos.ts';
import { updateSecurityCredentialsKrp } from '../../../protocol/services/update-security-credentials-krp.ts';
import { unchanged } from '../events/event.ts';
import type { Authority, SlotName } from '../security/authority.ts';
import {
  checkReplacement,
  KEY_NAMES,
  type NewKeys,
  type Replacement,
} from '../security/check-replacement.ts';
import { replaceKeys } from '../security/replacement.ts';
import type { MeterState } from '../state.ts';
import { asn1 } from './asn1.ts';
import { type Changing, change } from './executor.ts';

export type PartyRole = ValueOf<typeof remotePartyRole>;
type Answer = ValueOf<(typeof updateSecurityCredentialsCos)['response']>;
type Mode = NonNullable<Answer['executionOutcome']>['credentialsReplacementMode'];

export const SLOTS: Readonly<Record<PartyRole, SlotName>> = {
  ACB: 'headEnd',
  NetworkOperator: 'networkOperator',
  Recovery: 'recovery',
  Root: 'root',
  Supplier: 'supplier',
  TransCoS: 'changeOfSupplier',
  LoadController: 'loadController',
};

type Certificates = {
  readonly digitalSigningCertificate?: Uint8Array;
  readonly keyAgreementCertificate?: Uint8Array;
  readonly keyAgreementTopUpCertificate?: Uint8Array;
};
type Checks = {
  readonly certificationPathCertificates: { readonly certificates: readonly Uint8Array[] };
  readonly applyTimeBasedCpvChecks: boolean;
};

function replacementOf(
  slot: SlotName,
  authority: Authority,
  certificates: Certificates,
  checks: Checks,
): Omit<Replacement, 'mayChangeHolder'> {
  return {
    slot,
    authority,
    signing: certificates.digitalSigningCertificate,
    agreement: certificates.keyAgreementCertificate,
    prepayment: certificates.keyAgreementTopUpCertificate,
    path: checks.certificationPathCertificates.certificates,
    isTimeChecked: checks.applyTimeBasedCpvChecks,
  };
}

function execute({ crypto, state }: Changing, role: PartyRole, wanted: Replacement, mode: Mode) {
  const checked = checkReplacement(crypto, state, wanted);
  if (checked.kind === 'refused')
    return { kind: 'refused', why: checked.why, step: unchanged(state) } as const;
  const step = replaceKeys(state, wanted, checked.keys, checked.eui64);
  const response = answerOf(state, step.state, role, wanted, checked.keys, mode);
  return { kind: 'done', step, response } as const;
}

const USAGES = {
  signing: 'DigitalSigning',
  agreement: 'KeyAgreement',
  prepayment: 'KeyAgreementTopUp',
} as const;

function answerOf(
  before: MeterState,
  after: MeterState,
  role: PartyRole,
  { slot, authority, floor, topUpFloor }: Replacement,
  keys: NewKeys,
  mode: Mode,
): Answer {
  const outcomes = KEY_NAMES.filter((name) => keys[name]).map((name) => ({
    statusCode: asn1('success'),
    certificateType:
      slot === 'root' && name === 'signing' ? ('KeyCertSign' as const) : USAGES[name],
    remotePartyRole: role,
    ...named('existingRemotePartyId', eui64In(before, slot)),
    ...named('newRemotePartyId', eui64In(after, slot)),
    ...named('existingCertificateHash', before.anchors[slot]?.[`${name}Fingerprint`]),
    ...named('newCertificateHash', after.anchors[slot]?.[`${name}Fingerprint`]),
  }));
  return {
    messageSuccess: true,
    executionOutcome: {
      authorisingRemotePartyOriginatorCounter: authority.counter,
      ...named('credentialsReplacementMode', mode),
      remotePartySeqNumberChange: {
        remotePartyRole: role,
        ...named('remotePartyFloorSeqNumber', floor),
        ...named('remotePartyPrepaymentTopUpFloorSeqNumber', topUpFloor),
      },
      replacementOutcomes: outcomes,
    },
  };
}

const named = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

function eui64In({ anchors }: MeterState, slot: SlotName): string | undefined {
  return (anchors[slot] as { readonly eui64?: string } | undefined)?.eui64;
}

const BY_SUPPLIER: readonly SlotName[] = ['loadController', 'root'];

/** Who may replace what: itself, a supplier its load controller and the root (0100 of GBCS), and recovery anybody. */
function mayReplace({ slot: signer }: Authority, slot: SlotName): boolean {
  if (signer === 'recovery') return true;
  return signer === slot || (signer === 'supplier' && BY_SUPPLIER.includes(slot));
}

/** The path of what this slot has no place for, or of all where nothing is replaced. */
function unwantedIn(path: string, slot: SlotName, certificates: Certificates): string | undefined {
  if (Object.keys(certificates).length === 0) return path;
  if (certificates.keyAgreementTopUpCertificate && slot !== 'supplier')
    return `${path}.keyAgreementTopUpCertificate`;
  return certificates.keyAgreementCertificate && slot === 'root'
    ? `${path}.keyAgreementCertificate`
    : undefined;
}

const MODES: { readonly [S in SlotName]?: Mode } = {
  supplier: 'SupplierBySupplier',
  networkOperator: 'NetworkOperatorByNetworkOperator',
  loadController: 'LoadControllerBySupplier',
};

/** What a user may not ask for, recovery may: the meter goes by who signed. */
const byAnyParty = { ...updateSecurityCredentialsKrp, rules: () => [] };

export const executeUpdateCredentialsKrp = change(byAnyParty, (changing, request) => {
  const { state, authority } = changing;
  const { remotePartyRole: role } = request;
  const slot = SLOTS[role];
  const certificates: Certificates = request.replacementCertificates.ofParty;
  const field = unwantedIn('replacementCertificates.ofParty', slot, certificates);
  if (field) return { kind: 'refused', why: 'argumentsRefused', field, step: unchanged(state) };
  if (!authority || !mayReplace(authority, slot))
    return { kind: 'refused', why: 'notAuthorised', step: unchanged(state) };
  const wanted: Replacement = {
    ...replacementOf(slot, authority, certificates, request),
    floor: request.remotePartyFloorSeqNumber,
    topUpFloor: request.remotePartyPrepaymentTopUpFloorSeqNumber,
    mayChangeHolder: authority.slot !== slot || slot === 'recovery',
  };
  return execute(changing, role, wanted, authority.slot === 'recovery' ? undefined : MODES[slot]);
});

export const executeRequestHandover = change(
  requestHandoverOfDccControlledDevice,
  (changing, request) => {
    const { state, authority } = changing;
    const { remotePartyRole: role } = request;
    const slot = SLOTS[role];
    const field = unwantedIn('replacementCertificates', slot, request.replacementCertificates);
    if (field) return { kind: 'refused', why: 'argumentsRefused', field, step: unchanged(state) };
    if (!authority || !mayReplace(authority, slot))
      return { kind: 'refused', why: 'notAuthorised', step: unchanged(state) };
    const wanted: Replacement = {
      ...replacementOf(slot, authority, request.replacementCertificates, request),
      floor: request.remotePartyFloorSeqNumber,
      topUpFloor: request.remotePartyPrepaymentTopUpFloorSeqNumber,
      mayChangeHolder: true,
    };
    return execute(changing, role, wanted, MODES[slot]);
  },
);

export const executeUpdateCredentialsCos = change(
  updateSecurityCredentialsCos,
  (changing, request) => {
    const { state, authority } = changing;
    if (!authority) return { kind: 'refused', why: 'notAuthorised', step: unchanged(state) };
    const { supplierReplacementCertificates: certificates } = request;
    const wanted: Replacement = {
      ...replacementOf('supplier', authority, certificates, request),
      floor: request.supplierFloorSeqNumber,
      topUpFloor: request.supplierPrepaymentTopUpFloorSeqNumber,
      mayChangeHolder: true,
    };
    return execute(changing, 'Supplier', wanted, 'SupplierByTransCoS');
  },
);
