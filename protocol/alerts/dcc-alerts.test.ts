/** DCC alerts: the whole list of codes, the bodies they come with, and what a station says in a line. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue, toCborValue } from '../definition/cbor.ts';
import { dccAlertBody } from './dcc-alert-bodies.ts';
import { dccAlertCode, dccAlertCodes } from './dcc-alert-codes.ts';
import { quarantinedRequest } from './dcc-alert-credentials.ts';
import {
  changeOfSupplierAlert,
  commandFailureAlert,
  credentialsUpdatedAlert,
  type DccAlert,
  dccAlert,
  deviceStatusChangeAlert,
  firmwareFailureAlert,
  hubLogUpdateAlert,
  powerOutageAlert,
  scheduleRemovalAlert,
} from './dcc-alerts.ts';

const alerts = suite('DCC alerts');
const DEVICE = '00-DB-12-34-56-78-90-A0';
const HUB = '00-DB-12-34-56-78-90-A2';
const REQUEST_ID = `90-B3-D5-1F-30-01-00-00:${DEVICE}:1000`;
const MPAN = '1200012345674';

alerts('have 66 codes: AD1, N1 to N65 without N32, and N999', () => {
  const numbered = Array.from({ length: 65 }, (_, at) => `N${at + 1}`);
  const wanted = ['AD1', ...numbered.filter((code) => code !== 'N32'), 'N999'];
  assert.equal(Object.keys(dccAlertCodes), wanted);
  assert.is(wanted.length, 66);
  assert.is(dccAlertCode.fromText('N32'), undefined);
  assert.is(dccAlertCode.fromText('n1'), undefined);
});

alerts('have 24 bodies', () => {
  assert.is(Object.keys(dccAlertBody.branches).length, 24);
});

const said: readonly DccAlert[] = [
  commandFailureAlert('N12', REQUEST_ID, DEVICE),
  commandFailureAlert('N13', REQUEST_ID, DEVICE, 42),
  deviceStatusChangeAlert('N1', DEVICE, {
    decommissioning: { meterMpxns: { importMpxn: MPAN }, associated: [] },
  }),
  deviceStatusChangeAlert('N16', DEVICE, {
    meterIdentity: { meterMpxns: { importMpxn: MPAN }, esmeVariant: 'ADE' },
  }),
  deviceStatusChangeAlert('N28', DEVICE, { suspended: {} }),
  scheduleRemovalAlert('N17', DEVICE, 1_000_000_000_000),
  hubLogUpdateAlert(REQUEST_ID, true),
  hubLogUpdateAlert(REQUEST_ID, false),
  changeOfSupplierAlert('N26', { request: { requestId: REQUEST_ID, errorCode: 'E04' } }),
  changeOfSupplierAlert('N27', {
    device: { deviceId: DEVICE, deviceType: 'ESME', mpxns: { importMpxn: MPAN } },
  }),
  credentialsUpdatedAlert({
    deviceId: DEVICE,
    remotePartyRole: 'Supplier',
    certificates: [{ certificateType: 'DigitalSigning', certificateHash: Uint8Array.of(1, 2) }],
  }),
  firmwareFailureAlert('N18', REQUEST_ID, [DEVICE]),
  powerOutageAlert({ hub: HUB, startDateTime: 1_795_510_861, mpxn: MPAN }),
];

alerts('that a station says have the body their code comes with', () => {
  for (const { alertCode, alert } of said) {
    const [kind = ''] = Object.keys(alert);
    const bodies: readonly string[] = dccAlertCodes[alertCode].bodies;
    assert.ok(bodies.includes(kind), `${alertCode} with ${kind}`);
  }
});

alerts('that a station says are of the definition', () => {
  for (const alert of said)
    assert.equal(fromCborValue(dccAlert, toCborValue(dccAlert, alert)), alert);
});

alerts('whose code has a known meaning say with which body, the others do not pretend', () => {
  for (const [code, { confidence, bodies }] of Object.entries(dccAlertCodes))
    assert.is(bodies.length > 0, confidence !== 'unknown', code);
});

alerts('keep a reference of 20 digits to the digit, and refuse one of 21', () => {
  const breach = (quarantineEventRef: string) => ({
    userThreshold: { requestId: REQUEST_ID, quarantineEventRef },
  });
  const read = (value: ReturnType<typeof breach>) =>
    fromCborValue(quarantinedRequest, toCborValue(quarantinedRequest, value));
  const longest = breach('99999999999999999999');
  assert.equal(read(longest), longest);
  assert.throws(() => read(breach('999999999999999999999')), /whole number of up to 20 digits/);
});

alerts.run();
