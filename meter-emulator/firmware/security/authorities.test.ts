import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TestAuthority } from '../../../protocol/certificates/certificates.testing.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { updateSecurityCredentialsKrp as krp } from '../../../protocol/services/update-security-credentials-krp.ts';
import { Bench, crypto, HEAD_END, SUPPLIER, signers } from '../bench.testing.ts';
import {
  agreementCertificate,
  issuing,
  type KrpRequest,
  krpBy,
  ofParty,
  root,
  rooted,
  secretOf,
  signingCertificate,
} from './replacement.testing.ts';

const roots = suite('a new root');

const other = new TestAuthority('root 2', 13);
const replacing = (
  digitalSigningCertificate: Uint8Array,
  more: KrpRequest['replacementCertificates']['ofParty'] = {},
) => ofParty({ digitalSigningCertificate, ...more }, { remotePartyRole: 'Root' });
const rootOf = (bench: Bench) => bench.meter.state.anchors.root?.signingPublic;

roots('is put in by recovery, whoever has signed it', () => {
  const bench = new Bench({ anchors: rooted });
  assert.is(krpBy(bench, 'recovery', replacing(other.certifyAuthority(other)))?.status, undefined);
  assert.equal(rootOf(bench), other.key.bytes);
  bench.reboot();
  assert.equal(rootOf(bench), other.key.bytes);
});

roots('is put in by the supplier when the old root has signed it', () => {
  const bench = new Bench({ anchors: rooted });
  const alone = krpBy(bench, 'supplier', replacing(other.certifyAuthority(other)));
  assert.is(alone?.status, refusalCode(krp, 'certificateNotTrusted'));
  const linked = krpBy(bench, 'supplier', replacing(root.certifyAuthority(other)));
  assert.is(linked?.status, undefined);
  assert.equal(rootOf(bench), other.key.bytes);
});

roots('is not put in by a supplier where there is none, nor ever by a network operator', () => {
  const [unrooted, bench] = [new Bench(), new Bench({ anchors: rooted })];
  const first = krpBy(unrooted, 'supplier', replacing(root.certifyAuthority(other)));
  assert.is(first?.status, refusalCode(krp, 'certificateNotTrusted'));
  const operator = krpBy(bench, 'networkOperator', replacing(root.certifyAuthority(other)));
  assert.is(operator?.status, refusalCode(krp, 'notAuthorised'));
});

roots('is an authority and no party, and does not agree on keys', () => {
  const bench = new Bench({ anchors: rooted });
  const usage = 'keyCertSign';
  const named = root.certify({ key: other.key, usage, eui64: HEAD_END, isAuthority: true });
  const status = krpBy(bench, 'recovery', replacing(named))?.status;
  assert.is(status, refusalCode(krp, 'certificateSubject'));
  const keyAgreementCertificate = agreementCertificate({ eui64: HEAD_END, byte: 35 });
  const more = replacing(other.certifyAuthority(other), { keyAgreementCertificate });
  assert.is(krpBy(bench, 'recovery', more)?.status, refusalCode(krp, 'argumentsRefused'));
  bench.reboot();
  assert.equal(rootOf(bench), root.key.bytes);
});
roots.run();

const together = suite('certificates of one command');

const LOAD_CONTROLLER = '90-B3-D5-1F-30-00-00-08';
const ofController = { remotePartyRole: 'LoadController' } as const;

together('are all of one party', () => {
  const digitalSigningCertificate = signingCertificate({ eui64: SUPPLIER, byte: 41 });
  const keyAgreementCertificate = agreementCertificate({ eui64: HEAD_END, byte: 42 });
  const request = ofParty({ digitalSigningCertificate, keyAgreementCertificate });
  const status = krpBy(new Bench({ anchors: rooted }), 'recovery', request)?.status;
  assert.is(status, refusalCode(krp, 'certificateSubject'));
});

together('are in time as far as the root', () => {
  const key = { kind: 'Ed25519', bytes: crypto.ed25519.publicKey(secretOf(41)) } as const;
  const { key: issuer, name } = issuing;
  const authority = { key: issuer, name, usage: 'keyCertSign', isAuthority: true } as const;
  const old = root.certify({ ...authority, notAfter: '20291231235959Z' });
  const digitalSigningCertificate = issuing.certify({
    key,
    usage: 'digitalSignature',
    eui64: SUPPLIER,
  });
  const request = ofParty(
    { digitalSigningCertificate },
    { certificationPathCertificates: { certificates: [old] }, applyTimeBasedCpvChecks: true },
  );
  const status = krpBy(new Bench({ anchors: rooted }), 'supplier', request)?.status;
  assert.is(status, refusalCode(krp, 'certificateOutOfDate'));
});

together('fill an empty slot with a key that signs at least', () => {
  const { loadController: _, ...without } = rooted;
  const bench = new Bench({ anchors: without });
  const keyAgreementCertificate = agreementCertificate({ eui64: LOAD_CONTROLLER, byte: 42 });
  const unsigned = krpBy(bench, 'supplier', ofParty({ keyAgreementCertificate }, ofController));
  assert.is(unsigned?.status, refusalCode(krp, 'certificateMissing'));
  const digitalSigningCertificate = signingCertificate({ eui64: LOAD_CONTROLLER, byte: 41 });
  const both = ofParty({ keyAgreementCertificate, digitalSigningCertificate }, ofController);
  assert.is(krpBy(bench, 'supplier', both)?.status, undefined);
  assert.is(bench.meter.state.anchors.loadController?.eui64, LOAD_CONTROLLER);
});
together.run();

const change = suite('the change-of-supplier party');

change('renews its own keys, and nobody else’s', () => {
  const bench = new Bench({ anchors: rooted });
  const { eui64 } = signers.changeOfSupplier;
  const digitalSigningCertificate = signingCertificate({ eui64, byte: 36 });
  const own = ofParty({ digitalSigningCertificate }, { remotePartyRole: 'TransCoS' });
  assert.is(krpBy(bench, 'changeOfSupplier', own)?.status, undefined);
  const { changeOfSupplier } = bench.meter.state.anchors;
  assert.equal(changeOfSupplier?.signingPublic, crypto.ed25519.publicKey(secretOf(36)));
});
change.run();
