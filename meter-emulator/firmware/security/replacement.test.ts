import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Pair } from '../../../protocol/envelope/pair.ts';
import { sealMac } from '../../../protocol/envelope/seal.ts';
import { makeUtrn } from '../../../protocol/identifiers/utrn.ts';
import { displayMessage } from '../../../protocol/services/display-message.ts';
import { refusalCode, serviceNumber } from '../../../protocol/services/index.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { restrictAccessForChangeOfTenancy } from '../../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import { retrieveComOrTariffTriggeredBillingDataLog as readBills } from '../../../protocol/services/retrieve-com-or-tariff-triggered-billing-data-log.ts';
import { updateSecurityCredentialsCos as cos } from '../../../protocol/services/update-security-credentials-cos.ts';
import { updateSecurityCredentialsKrp as krp } from '../../../protocol/services/update-security-credentials-krp.ts';
import { updateSupplierName } from '../../../protocol/services/update-supplier-name.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import {
  Bench,
  crypto,
  identity,
  METER,
  PREPAYMENT,
  START,
  SUPPLIER,
  utrn,
} from '../bench.testing.ts';
import { AtTheMeter } from '../display/person.testing.ts';
import { answerTo, EVER } from '../services/answer.testing.ts';
import {
  agreementCertificate,
  issuing,
  krpBy,
  ofParty,
  path,
  rooted,
  secretOf,
  signingCertificate,
  topUpCertificate,
} from './replacement.testing.ts';

const NEW_SUPPLIER = '90-B3-D5-1F-30-01-00-09';
const NEW_HEAD_END = '90-B3-D5-1F-30-02-00-07';

const toNewSupplier = (bench: Bench, keyAgreementTopUpCertificate = topUp(), topUpFloor = 0n) =>
  bench.ask(cos, {
    supplierFloorSeqNumber: 7000n,
    supplierPrepaymentTopUpFloorSeqNumber: topUpFloor,
    supplierReplacementCertificates: {
      digitalSigningCertificate: signingCertificate({ eui64: NEW_SUPPLIER, byte: 21 }),
      keyAgreementTopUpCertificate,
    },
    certificationPathCertificates: path,
    applyTimeBasedCpvChecks: false,
    importMpxn: '1234567890123',
  });
const topUp = () => topUpCertificate({ eui64: NEW_SUPPLIER, byte: 22 });

const leaving = suite('a supplier that leaves');

leaving('has what was used and owed until then written down, for 4.4.2', () => {
  const sensor = new ConstantLoad(2000);
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT, sensor });
  bench.meter.run(START + 3600);
  const balance = bench.meter.state.prepayment.balanceMillipence;
  toNewSupplier(bench);
  const { log } = answerTo(bench, readBills, { readLogPeriod: EVER });
  const [entry, ...others] = log.electricity?.entries ?? [];
  assert.is(entry?.importTotal, 2000);
  assert.is(log.electricity?.prepaymentEntries?.[0]?.meterBalance, balance);
  assert.equal(others, []);
});

leaving('leaves neither its name nor its message on the display', () => {
  const person = new AtTheMeter(new Bench({ anchors: rooted, settings: PREPAYMENT }));
  person.ask(updateSupplierName, { supplierName: 'Old', supplierTelephoneNumber: '0123' });
  person.ask(displayMessage, { supplierMessage: 'Call us' });
  toNewSupplier(person.bench);
  person.wait(1);
  assert.not.ok(person.screen.lamps.message);
  assert.is(person.turnTo('SUPPLIER').lines[1], 'Not named yet');
});

leaving('leaves the customer what is the customer’s: PIN, hidden days, credit', () => {
  const person = new AtTheMeter(new Bench({ anchors: rooted, settings: PREPAYMENT }));
  person.ask(restrictAccessForChangeOfTenancy, { restrictionDateTime: START - 60 });
  person.turnTo('PRIVACY PIN').type('2468').press('enter');
  const { display, prepayment } = person.bench.meter.state;
  toNewSupplier(person.bench);
  const after = person.bench.meter.state;
  assert.is(after.display.pin, '2468');
  assert.is(after.display.restrictedBeforeUtcSeconds, display.restrictedBeforeUtcSeconds);
  assert.is(after.prepayment.balanceMillipence, prepayment.balanceMillipence);
});

leaving('is not one that renews its keys', () => {
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT });
  bench.ask(displayMessage, { supplierMessage: 'Still here' });
  const { changeEntries } = bench.meter.state.billing;
  const digitalSigningCertificate = signingCertificate({ eui64: SUPPLIER, byte: 23 });
  bench.ask(krp, ofParty({ digitalSigningCertificate }));
  assert.ok(bench.meter.state.anchors.supplier.signingFingerprint);
  assert.is(bench.meter.state.display.message?.text, 'Still here');
  assert.is(bench.meter.state.billing.changeEntries, changeEntries);
});

leaving('is not a network operator that leaves', () => {
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT });
  bench.ask(displayMessage, { supplierMessage: 'Still here' });
  const digitalSigningCertificate = signingCertificate({ eui64: NEW_HEAD_END, byte: 24 });
  const request = ofParty({ digitalSigningCertificate }, { remotePartyRole: 'NetworkOperator' });
  assert.is(krpBy(bench, 'recovery', request)?.status, undefined);
  assert.is(bench.meter.state.anchors.networkOperator?.eui64, NEW_HEAD_END);
  assert.is(bench.meter.state.display.message?.text, 'Still here');
  assert.is(bench.meter.state.billing.changeEntries, 0);
});
leaving.run();

const keys = suite('keys that agree on nothing');

keys('a top-up key that is no point of the curve is refused, and UTRNs go on', () => {
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT });
  const bytes = new Uint8Array(65).fill(7).fill(4, 0, 1);
  const none = issuing.certify({
    key: { kind: 'P-256', bytes },
    usage: 'keyAgreement',
    eui64: NEW_SUPPLIER,
  });
  assert.is(toNewSupplier(bench, none)?.status, refusalCode(cos, 'certificateMalformed'));
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'credited');
});

keys('a head-end’s key of low order is refused, and the meter goes on talking', () => {
  const bench = new Bench({ anchors: rooted });
  const keyAgreementCertificate = issuing.certify({
    key: { kind: 'X25519', bytes: new Uint8Array(32) },
    usage: 'keyAgreement',
    eui64: NEW_HEAD_END,
  });
  const request = ofParty({ keyAgreementCertificate }, { remotePartyRole: 'ACB' });
  const answer = krpBy(bench, 'recovery', request);
  assert.is(answer?.status, refusalCode(krp, 'certificateMalformed'));
  assert.ok(bench.ask(readSupplyStatus, {}));
});
keys.run();

const floors = suite('the floor of a new head-end');

/** A read by the head-end whose secret is `byte`; undefined when the meter says nothing. */
function readBy(bench: Bench, byte: number, counter: bigint) {
  const own = { eui64: NEW_HEAD_END, agreementSecret: secretOf(byte) };
  const pair = new Pair(crypto, own, bench.meter.record);
  const service = serviceNumber(readSupplyStatus.reference);
  const body = { originator: NEW_HEAD_END, recipient: METER, counter, service };
  const sent = bench.sent.length;
  bench.meter.receive('command', sealMac(pair, 'command', body));
  return bench.sent[sent];
}

floors('is the first counter that counts, below that of the one before', () => {
  const bench = new Bench({ anchors: rooted });
  const keyAgreementCertificate = agreementCertificate({ eui64: NEW_HEAD_END, byte: 33 });
  const over = { remotePartyRole: 'ACB', remotePartyFloorSeqNumber: 50n } as const;
  krpBy(bench, 'recovery', ofParty({ keyAgreementCertificate }, over));
  assert.is(readBy(bench, 33, 49n), undefined);
  assert.ok(readBy(bench, 33, 50n));
});

floors('is nothing without a key to agree with: old commands would verify once more', () => {
  const bench = new Bench({ anchors: rooted });
  const { headEnd } = bench.meter.state.anchors;
  const digitalSigningCertificate = signingCertificate({ eui64: headEnd.eui64, byte: 34 });
  const over = { remotePartyRole: 'ACB', remotePartyFloorSeqNumber: 5n } as const;
  krpBy(bench, 'recovery', ofParty({ digitalSigningCertificate }, over));
  assert.ok(bench.meter.state.anchors.headEnd.signingPublic);
  assert.ok(bench.meter.state.counters.headEnd >= 1000n);
});
floors.run();

const topUps = suite('the top-up floor of a new supplier');

topUps('lets no UTRN below it count, though it never came', () => {
  const bench = new Bench({ anchors: rooted, settings: PREPAYMENT });
  toNewSupplier(bench, topUp(), 5n << 32n);
  const keys = { originatorSecret: secretOf(22), devicePublic: identity.prepaymentPublic };
  const enter = (counter: bigint) => {
    const token = { valueClass: 'pounds', value: 10, counter: counter << 32n } as const;
    return bench.meter.enterUtrn(makeUtrn(crypto, keys, NEW_SUPPLIER, METER, token));
  };
  assert.is.not(enter(4n), 'credited');
  assert.is(enter(5n), 'credited');
  assert.is(enter(5n), 'alreadyUsed');
});
topUps.run();
