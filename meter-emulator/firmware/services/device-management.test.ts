import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { clearEventLog } from '../../../protocol/services/clear-event-log.ts';
import { configureAlertBehaviour } from '../../../protocol/services/configure-alert-behaviour.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { joinServiceCritical } from '../../../protocol/services/join-service-critical.ts';
import { joinServiceNonCritical } from '../../../protocol/services/join-service-non-critical.ts';
import { readDeviceConfigurationEventAndAlertBehaviours as readBehaviours } from '../../../protocol/services/read-device-configuration-event-and-alert-behaviours.ts';
import { readDeviceConfigurationIdentityExcMpxn } from '../../../protocol/services/read-device-configuration-identity-exc-mpxn.ts';
import { readDeviceConfigurationMpxn } from '../../../protocol/services/read-device-configuration-mpxn.ts';
import { readDeviceLog } from '../../../protocol/services/read-device-log.ts';
import { readEventOrSecurityLog } from '../../../protocol/services/read-event-or-security-log.ts';
import { setDeviceConfigurationExportMpan } from '../../../protocol/services/set-device-configuration-export-mpan.ts';
import { setDeviceConfigurationImportMpxn } from '../../../protocol/services/set-device-configuration-import-mpxn.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { unjoinServiceCritical } from '../../../protocol/services/unjoin-service-critical.ts';
import { Bench, METER, START, signers } from '../bench.testing.ts';
import { DEFAULT_SETTINGS, type FactorySettings } from '../provision.ts';
import { JOINED_MAX } from '../security/stored.ts';
import type { Variant } from '../state.ts';

function of(kind: Variant['kind']): Bench {
  const variant = { ...DEFAULT_SETTINGS.variant, kind };
  const settings: FactorySettings = { ...DEFAULT_SETTINGS, variant };
  return new Bench({ settings });
}

function plain(): Bench {
  const variant = { ...DEFAULT_SETTINGS.variant, auxiliarySwitches: 0 };
  return new Bench({ settings: { ...DEFAULT_SETTINGS, variant } });
}

type ResultOf<S extends Service> = ValueOf<Extract<S['response'], AnyType>>;
function result<S extends Service>(
  bench: Bench,
  service: S,
  request: ValueOf<S['request']>,
  supplementary?: string,
): ResultOf<S> {
  const envelope = supplementary
    ? { supplementary: { party: supplementary, counter: 1n } }
    : undefined;
  const answer = bench.ask(service, request, envelope);
  return fromCborValue(service.response as AnyType, answer?.content) as ResultOf<S>;
}

const logs = suite('the logs');
const readLogPeriod = { startDateTime: START, endDateTime: START + 86_400 };

function codesIn(bench: Bench, logToRead: 'Event' | 'Security' | 'PowerEvent'): readonly string[] {
  const { read } = result(bench, readEventOrSecurityLog, { readLogPeriod, logToRead });
  return (read?.log?.entries ?? []).map(({ logCode = [] }) =>
    Array.from(logCode, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  );
}

logs('are read newest first, each event in the log of its kind', () => {
  const bench = new Bench();
  bench.meter.contact('meterCover', true);
  bench.meter.run(START + 60);
  bench.meter.contact('meterCover', false);
  assert.equal(codesIn(bench, 'Security'), ['81b9', '8f74']);
  assert.equal(codesIn(bench, 'Event'), []);
  const { read } = result(bench, readEventOrSecurityLog, { readLogPeriod, logToRead: 'Security' });
  const [newest] = read?.log?.entries ?? [];
  assert.is(newest?.timestamp, START + 60);
  assert.is(newest?.logMeaning, 'The meter cover is closed again.');
});

logs('are read of the period asked for, both its ends included', () => {
  const bench = new Bench();
  bench.meter.run(START + 60);
  bench.meter.contact('meterCover', true);
  const found = (startDateTime: number, endDateTime: number) =>
    result(bench, readEventOrSecurityLog, {
      readLogPeriod: { startDateTime, endDateTime },
      logToRead: 'Security',
    }).read?.log?.entries?.length;
  assert.is(found(START + 60, START + 60), 1);
  assert.is(found(START, START + 59), 0);
  assert.is(found(START + 61, START + 90), 0);
});

logs('give the one number of an entry in four bytes, the greatest first', () => {
  const bench = new Bench();
  for (let n = 0; n < 258; n++) bench.meter.receive('command', Uint8Array.of(0));
  bench.meter.run(START + 1800);
  const { read } = result(bench, readEventOrSecurityLog, { readLogPeriod, logToRead: 'Security' });
  assert.equal(read?.log?.entries?.[0]?.otherInformation, Uint8Array.of(0, 0, 1, 2));
});

logs('of another kind of meter are not there', () => {
  const ask = (bench: Bench, logToRead: 'PowerEvent' | 'GSMEEvent' | 'ALCSEvent') =>
    bench.ask(readEventOrSecurityLog, { readLogPeriod, logToRead })?.status;
  const notThere = refusalCode(readEventOrSecurityLog, 'notThere');
  assert.is(ask(of('gas'), 'PowerEvent'), notThere);
  assert.is(ask(of('gas'), 'GSMEEvent'), undefined);
  assert.is(ask(new Bench(), 'GSMEEvent'), notThere);
  assert.is(ask(plain(), 'ALCSEvent'), notThere, 'it has no switches');
});

logs('are cleared, and that stands in the one that nobody clears', () => {
  const bench = new Bench();
  const window = { currentDateTime: START, tolerancePeriod: 10 };
  bench.ask(synchroniseClock, window, { deviceUtcSeconds: START + 5 });
  assert.equal(codesIn(bench, 'Event'), ['8145']);
  bench.ask(clearEventLog, { eventLog: 'ESME' });
  assert.equal(codesIn(bench, 'Event'), []);
  assert.equal(codesIn(bench, 'Security'), ['8f52']);
  const notThere = refusalCode(clearEventLog, 'notThere');
  assert.is(plain().ask(clearEventLog, { eventLog: 'ALCS' })?.status, notThere);
  assert.is(bench.ask(clearEventLog, {})?.status, notThere);
});
logs.run();

const behaviours = suite('what becomes of alerts');
const OPERATOR = signers.networkOperator.eui64;

behaviours('is configured by way and alert, and read back by who asks', () => {
  const bench = new Bench();
  const settings = { electricityWan: { common: { lowCredit: 'Disable' } } } as const;
  assert.is(bench.ask(configureAlertBehaviour, { settings })?.status, undefined);
  const supplier = result(bench, readBehaviours, {}).settings.electricitySupplier;
  assert.is(supplier?.wan?.common?.lowCredit, 'Disable');
  assert.is(supplier?.logging?.common?.lowCredit, 'Enable');
  assert.is(supplier?.wan?.common?.emergencyCreditAvailable, 'Enable');
  const operator = result(bench, readBehaviours, {}, OPERATOR).settings.networkOperator;
  assert.is(operator?.wan?.phases?.single?.voltageSagStarted, 'Enable');
});

behaviours('of a kind of meter that this is not are refused', () => {
  const ask = (
    bench: Bench,
    settings: ValueOf<typeof configureAlertBehaviour.request>['settings'],
  ) => bench.ask(configureAlertBehaviour, { settings })?.status;
  const notThere = refusalCode(configureAlertBehaviour, 'notThere');
  const gasWan = { tilted: 'Disable' } as const;
  assert.is(ask(new Bench(), { gasWan }), notThere);
  assert.is(ask(of('gas'), { gasWan }), undefined);
  const poly = { phases: { poly: { voltageSagStartedPhase1: 'Disable' } } } as const;
  assert.is(ask(new Bench(), { networkOperatorWan: poly }), notThere);
  assert.is(ask(of('polyphase'), { networkOperatorWan: poly }), undefined);
});

behaviours('of gas say all ways at once', () => {
  const bench = of('gas');
  const tilted = {
    wanAlert: 'Disable',
    hanAlert: 'Enable',
    eventLog: 'Disable',
    alarm: 'Enable',
  } as const;
  bench.ask(configureAlertBehaviour, { settings: { gas: { tilted } } });
  assert.equal(result(bench, readBehaviours, {}).settings.gasSupplier?.tilted, tilted);
});

behaviours('that are turned off are sent to nobody, and survive a power cut', () => {
  const bench = new Bench();
  const off = { electricityWan: { common: { meterCoverClosed: 'Disable' } } } as const;
  bench.ask(configureAlertBehaviour, { settings: off });
  bench.reboot();
  bench.meter.contact('meterCover', true);
  bench.meter.contact('meterCover', false);
  assert.equal(bench.alerts(), [alertCodes.meterCoverOpened]);
});
behaviours.run();

const home = suite('the home network');
const DISPLAY = '90-B3-D5-1F-30-09-00-01';
const CONSOLE = '90-B3-D5-1F-30-09-00-02';

home('devices join, are listed, and leave the way they came', () => {
  const bench = new Bench();
  const joined = result(bench, joinServiceCritical, { otherDeviceId: CONSOLE });
  assert.is(joined.joinResponseCode.asn1Status, 'success');
  result(bench, joinServiceNonCritical, { otherDeviceId: DISPLAY });
  assert.equal(result(bench, readDeviceLog, {}).read?.device?.entries, [
    { deviceId: CONSOLE, deviceType: 'PPMID' },
    { deviceId: DISPLAY, deviceType: 'Type2' },
  ]);
  const wrong = result(bench, unjoinServiceCritical, { otherDeviceId: DISPLAY });
  assert.is(wrong.messageSuccess, false);
  assert.is(wrong.unjoinResponseCode.asn1Status, 'otherDeviceNotInDeviceLog');
  result(bench, unjoinServiceCritical, { otherDeviceId: CONSOLE });
  bench.reboot();
  assert.is(bench.meter.state.joinedDevices?.length, 1);
});

home('has room for sixteen, and none twice', () => {
  const bench = new Bench();
  const join = (n: number) =>
    result(bench, joinServiceNonCritical, {
      otherDeviceId: `90-B3-D5-1F-30-0A-00-${n.toString(16).padStart(2, '0').toUpperCase()}`,
    }).joinResponseCode.asn1Status;
  for (let n = 0; n < JOINED_MAX; n++) assert.is(join(n), 'success');
  assert.is(join(0), 'success');
  assert.is(join(JOINED_MAX), 'deviceLogFull');
  const critical = { otherDeviceId: '90-B3-D5-1F-30-0A-00-00' };
  const { joinResponseCode } = result(bench, joinServiceCritical, critical);
  assert.is(joinResponseCode.asn1Status, 'incompatibleWithExistingEntry');
});
home.run();

const identity = suite('who and where the meter is');

identity('its variant, and what tampering does', () => {
  const electricity = result(of('polyphase'), readDeviceConfigurationIdentityExcMpxn, {});
  assert.is(electricity.deviceIdentifier, METER);
  assert.equal(electricity.settings?.electricity, {
    supplyTamperState: 'Unchanged',
    meterVariant: 'C',
  });
  assert.ok(result(of('gas'), readDeviceConfigurationIdentityExcMpxn, {}).settings?.gas);
});

const [IMPORT, SECOND, EXPORT] = ['2012345678385', '1312345678907', '1200023305967'] as const;

identity('its supply points are what it was told', () => {
  const bench = of('twinElement');
  const supplyPoint = { electricity: { importMpan: IMPORT, secondaryImportMpan: SECOND } };
  bench.ask(setDeviceConfigurationImportMpxn, { supplyPoint });
  bench.ask(setDeviceConfigurationExportMpan, { exportMpan: EXPORT });
  assert.equal(result(bench, readDeviceConfigurationMpxn, {}).supplyPoints?.electricity, {
    importMpan: IMPORT,
    secondaryImportMpan: SECOND,
    exportMpan: EXPORT,
  });
  bench.ask(setDeviceConfigurationImportMpxn, {
    supplyPoint: { electricity: { importMpan: IMPORT } },
  });
  assert.equal(
    result(bench, readDeviceConfigurationMpxn, {}).supplyPoints?.electricity,
    { importMpan: IMPORT, secondaryImportMpan: '', exportMpan: EXPORT },
    'that of export is not what this service sets',
  );
});

identity('a supply point of an element, or a fuel, that it has not is refused', () => {
  const notThere = refusalCode(setDeviceConfigurationImportMpxn, 'notThere');
  const ask = (
    bench: Bench,
    supplyPoint: ValueOf<typeof setDeviceConfigurationImportMpxn.request>['supplyPoint'],
  ) => bench.ask(setDeviceConfigurationImportMpxn, { supplyPoint })?.status;
  const twin = { electricity: { importMpan: IMPORT, secondaryImportMpan: SECOND } };
  assert.is(ask(new Bench(), twin), notThere);
  assert.is(ask(new Bench(), { gas: '3938424403' }), notThere);
  assert.is(ask(of('gas'), { electricity: { importMpan: IMPORT } }), notThere);
  const gas = of('gas');
  assert.is(ask(gas, { gas: '3938424403' }), undefined);
  assert.equal(result(gas, readDeviceConfigurationMpxn, {}).supplyPoints, {
    gas: { mprn: '3938424403' },
  });
});
identity.run();
