import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import { fingerprintOf } from '../../../protocol/certificates/fingerprint.ts';
import { fromCborValue, toCborValue } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { sealSigned } from '../../../protocol/envelope/seal.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { refusalCode, serviceNumber } from '../../../protocol/services/index.ts';
import { requestHandoverOfDccControlledDevice as handover } from '../../../protocol/services/request-handover-of-dcc-controlled-device.ts';
import { retrieveDeviceSecurityCredentialsKrp } from '../../../protocol/services/retrieve-device-security-credentials-krp.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { updateSecurityCredentialsCos as cos } from '../../../protocol/services/update-security-credentials-cos.ts';
import { updateSecurityCredentialsKrp as krp } from '../../../protocol/services/update-security-credentials-krp.ts';
import {
  Bench,
  crypto,
  HEAD_END,
  METER,
  PREPAYMENT,
  START,
  SUPPLIER,
  signers,
} from '../bench.testing.ts';
import { saidBy } from '../events/alerts.testing.ts';
import {
  agreementCertificate,
  krpBy,
  ofParty,
  path,
  root,
  rooted,
  secretOf,
  signingCertificate,
  topUpCertificate,
} from '../security/replacement.testing.ts';
import type { SignerSlot } from '../security/stored.ts';

const NEW_SUPPLIER = '90-B3-D5-1F-30-01-00-09';
type CosRequest = ValueOf<(typeof cos)['request']>;

const ofNew = (over: Partial<CosRequest> = {}): CosRequest => ({
  supplierFloorSeqNumber: 7000n,
  supplierPrepaymentTopUpFloorSeqNumber: 5n << 32n,
  supplierReplacementCertificates: {
    digitalSigningCertificate: signingCertificate({ eui64: NEW_SUPPLIER, byte: 21 }),
    keyAgreementTopUpCertificate: topUpCertificate({ eui64: NEW_SUPPLIER, byte: 22 }),
  },
  certificationPathCertificates: path,
  applyTimeBasedCpvChecks: true,
  importMpxn: '1234567890123',
  ...over,
});
/** A command signed with a key given; the meter says nothing to one it does not believe. */
function disableBy(bench: Bench, eui64: string, secret: Uint8Array, counter: bigint) {
  const service = serviceNumber(disableSupply.reference);
  const inner = { originator: eui64, recipient: METER, counter, service, content: new Map() };
  const signed = sealSigned(crypto, secret, 'command', inner);
  return bench.deliver(bench.headEnd.inside(signed, { service }));
}

const change = suite('change of supplier');

change('gives the meter to the new supplier, and takes it from the old', () => {
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT });
  const answer = bench.ask(cos, ofNew());
  assert.is(answer?.status, undefined);
  assert.is(disableBy(bench, SUPPLIER, signers.supplier.secret, 9000n), undefined);
  assert.is(disableBy(bench, NEW_SUPPLIER, secretOf(21), 6999n), undefined, 'below its floor');
  assert.ok(disableBy(bench, NEW_SUPPLIER, secretOf(21), 7000n));
  assert.is(bench.meter.state.topUps.highestToken, (5n << 32n) - 1n);
  bench.reboot();
  assert.is(bench.meter.state.anchors.supplier.eui64, NEW_SUPPLIER);
});

change('is answered with whose keys were and are, and told by an alert', () => {
  const bench = new Bench({ anchors: rooted });
  const request = ofNew();
  const answer = bench.ask(cos, request);
  const { executionOutcome } = fromCborValue(cos.response, answer?.content);
  assert.is(executionOutcome?.credentialsReplacementMode, 'SupplierByTransCoS');
  const [signing] = executionOutcome?.replacementOutcomes ?? [];
  assert.equal(signing, {
    statusCode: { code: 0, asn1Status: 'success' },
    certificateType: 'DigitalSigning',
    remotePartyRole: 'Supplier',
    existingRemotePartyId: SUPPLIER,
    newRemotePartyId: NEW_SUPPLIER,
    newCertificateHash: fingerprintOf(
      request.supplierReplacementCertificates.digitalSigningCertificate,
    ),
  });
  const [alert] = bench.meter.state.alerts.pending;
  assert.is(alert?.code, alertCodes.credentialsUpdated);
  const { slot, before, after } = (saidBy(alert)?.credentials ?? {}) as Record<string, unknown>;
  assert.equal([slot, before, after], ['supplier', SUPPLIER, NEW_SUPPLIER]);
});

change('drops what the old supplier had held for later', () => {
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT });
  bench.ask(updatePaymentMode, { executionDateTime: START + 3600, mode: { credit: {} } });
  bench.ask(cos, ofNew());
  assert.equal(bench.meter.state.futureDated.commands, []);
});

change('may be held for its day, and is then done by the right of who signed it', () => {
  const bench = new Bench({ anchors: rooted });
  const answer = bench.ask(cos, ofNew({ executionDateTime: START + 3600 }));
  assert.is(answer?.status, undefined);
  assert.is(bench.meter.state.anchors.supplier.eui64, SUPPLIER);
  bench.meter.run(START + 3600);
  assert.is(bench.meter.state.anchors.supplier.eui64, NEW_SUPPLIER);
  assert.ok(bench.alerts().includes(alertCodes.futureDatedDone));
});

change('is nothing that a supplier or the head-end alone can do', () => {
  const bench = new Bench({ anchors: rooted });
  const service = serviceNumber(cos.reference);
  const content = toCborValue(cos.request, ofNew()) as CborMap;
  const { headEnd } = bench;
  assert.is(bench.deliver(headEnd.mac({ service, content })), undefined);
  const signed = headEnd.signed(service, content, {}, 'supplier');
  assert.is(bench.deliver(headEnd.inside(signed, { service })), undefined);
  const { changeOfSupplier: _, ...without } = rooted;
  assert.is(new Bench({ anchors: without }).ask(cos, ofNew()), undefined);
});

change('without a key for UTRNs is refused: the old supplier would go on selling them', () => {
  const bench = new Bench({ anchors: rooted });
  const digitalSigningCertificate = signingCertificate({ eui64: NEW_SUPPLIER, byte: 21 });
  const answer = bench.ask(
    cos,
    ofNew({ supplierReplacementCertificates: { digitalSigningCertificate } }),
  );
  assert.is(answer?.status, refusalCode(cos, 'certificateMissing'));
});
change.run();

const checks = suite('a certificate');
const supplierKey = (byte: number) => signingCertificate({ eui64: SUPPLIER, byte });

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ['that cannot be read', Uint8Array.of(1, 2, 3), 'certificateMalformed'],
  [
    'of P-256 where Ed25519 is wanted',
    topUpCertificate({ eui64: SUPPLIER, byte: 30, usage: 'digitalSignature' }),
    'certificateKeyKind',
  ],
  [
    'for another use',
    signingCertificate({ eui64: SUPPLIER, byte: 30, usage: 'keyAgreement' }),
    'certificateUsage',
  ],
  ['of another party', signingCertificate({ eui64: NEW_SUPPLIER, byte: 30 }), 'certificateSubject'],
];
for (const [what, digitalSigningCertificate, why] of REFUSED)
  checks(`${what} is refused as ${why}, and nothing changes`, () => {
    const bench = new Bench({ anchors: rooted });
    const { anchors } = bench.meter.state;
    const answer = krpBy(bench, 'supplier', ofParty({ digitalSigningCertificate }));
    assert.is(answer?.status, refusalCode(krp, why));
    assert.is(bench.meter.state.anchors, anchors);
  });

checks('that does not lead to the root is refused, unless the meter has no root', () => {
  const stray = { certificationPathCertificates: { certificates: [supplierKey(1)] } };
  const request = ofParty({ digitalSigningCertificate: supplierKey(30) }, stray);
  const answer = krpBy(new Bench({ anchors: rooted }), 'supplier', request);
  assert.is(answer?.status, refusalCode(krp, 'certificateNotTrusted'));
  assert.is(krpBy(new Bench(), 'supplier', request)?.status, undefined);
});

checks('that is out of date is refused where its time counts', () => {
  const old = root.certify({
    key: { kind: 'Ed25519', bytes: crypto.ed25519.publicKey(secretOf(30)) },
    usage: 'digitalSignature',
    eui64: SUPPLIER,
    notAfter: '20291231235959Z',
  });
  const ask = (applyTimeBasedCpvChecks: boolean) =>
    krpBy(
      new Bench({ anchors: rooted }),
      'supplier',
      ofParty({ digitalSigningCertificate: old }, { applyTimeBasedCpvChecks }),
    )?.status;
  assert.is(ask(true), refusalCode(krp, 'certificateOutOfDate'));
  assert.is(ask(false), undefined);
});
checks.run();

const parties = suite('keys of a party');

parties('are renewed by itself, and its counters go on', () => {
  const bench = new Bench({ anchors: rooted });
  const request = ofParty({ digitalSigningCertificate: supplierKey(30) });
  assert.is(krpBy(bench, 'supplier', request)?.status, undefined);
  assert.is(disableBy(bench, SUPPLIER, secretOf(30), 5000n), undefined, 'used by the renewal');
  assert.ok(disableBy(bench, SUPPLIER, secretOf(30), 5001n));
});

parties('of a network operator are renewed by the network operator', () => {
  const bench = new Bench({ anchors: rooted });
  const { eui64 } = signers.networkOperator;
  const keyAgreementCertificate = agreementCertificate({ eui64, byte: 31 });
  const request = ofParty({ keyAgreementCertificate }, { remotePartyRole: 'NetworkOperator' });
  assert.is(krpBy(bench, 'supplier', request)?.status, refusalCode(krp, 'notAuthorised'));
  assert.is(krpBy(bench, 'networkOperator', request)?.status, undefined);
  const held = bench.meter.state.anchors.networkOperator?.agreementPublic;
  assert.equal(held, crypto.x25519.publicKey(secretOf(31)));
});

parties('of anybody are replaced by recovery, even those of the head-end', () => {
  const bench = new Bench({ anchors: rooted });
  const eui64 = '90-B3-D5-1F-30-02-00-07';
  const keyAgreementCertificate = agreementCertificate({ eui64, byte: 32 });
  const request = ofParty({ keyAgreementCertificate }, { remotePartyRole: 'ACB' });
  assert.is(krpBy(bench, 'supplier', request)?.status, refusalCode(krp, 'notAuthorised'));
  assert.is(krpBy(bench, 'recovery', request)?.recipient, HEAD_END, 'answered to who asked');
  assert.is(bench.meter.state.anchors.headEnd.eui64, eui64);
  assert.is(bench.ask(disableSupply, {}), undefined, 'the old one is believed no more');
});

parties('that the DCC held are handed over by it', () => {
  const bench = new Bench({ anchors: rooted });
  const service = serviceNumber(handover.reference);
  const request = {
    remotePartyRole: 'Supplier',
    replacementCertificates: ofNew().supplierReplacementCertificates,
    certificationPathCertificates: path,
    applyTimeBasedCpvChecks: false,
  } as const;
  const content = toCborValue(handover.request, request) as CborMap;
  const { headEnd } = bench;
  const by = (slot: SignerSlot) =>
    bench.deliver(headEnd.inside(headEnd.signed(service, content, {}, slot), { service }));
  assert.is(by('networkOperator')?.status, refusalCode(handover, 'notAuthorised'));
  assert.is(by('supplier')?.status, undefined);
  assert.is(bench.meter.state.anchors.supplier.eui64, NEW_SUPPLIER);
});

parties('are read with who they are of and from which counter on', () => {
  const { loadController: _, ...without } = rooted;
  const bench = new Bench({ anchors: without });
  bench.ask(cos, ofNew());
  const remotePartyRoles = ['Supplier', 'Root', 'LoadController'] as const;
  const answer = bench.ask(retrieveDeviceSecurityCredentialsKrp, { remotePartyRoles });
  const { response } = retrieveDeviceSecurityCredentialsKrp;
  const { remotePartyDetails } = fromCborValue(response, answer?.content);
  assert.equal(
    remotePartyDetails.map((one) => [
      one.remotePartyRole,
      one.statusCode?.asn1Status,
      one.certificateUsage,
      one.remotePartyFloorSeqNumber,
    ]),
    [
      ['Supplier', 'success', 'DigitalSigning', 7000n],
      ['Supplier', 'success', 'KeyAgreementTopUp', 7000n],
      ['Root', 'success', 'KeyCertSign', undefined],
      ['LoadController', 'trustAnchorNotFound', undefined, undefined],
    ],
  );
});
parties.run();
