/** The rules of groups 6, 8 and 11: what a device may not be told even in the right shape. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../definition/service.ts';
import { brokenRules } from '../definition/validate.ts';
import { configureAlertBehaviour } from './configure-alert-behaviour.ts';
import { requestHandoverOfDccControlledDevice } from './request-handover-of-dcc-controlled-device.ts';
import { resetMaximumDemandRegisters } from './reset-maximum-demand-registers.ts';
import { retrieveDeviceSecurityCredentialsKrp } from './retrieve-device-security-credentials-krp.ts';
import { setChfSubGhzConfiguration } from './set-chf-sub-ghz-configuration.ts';
import { setDeviceConfigurationImportMpxn } from './set-device-configuration-import-mpxn.ts';
import { setMaximumDemandConfigurableTimePeriod } from './set-maximum-demand-configurable-time-period.ts';
import { updateDeviceConfigurationAlcScheduler } from './update-device-configuration-alc-scheduler.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler } from './update-device-configuration-auxiliary-controller-scheduler.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from './update-device-configuration-instantaneous-power-threshold.ts';
import { updateHanDeviceLog } from './update-han-device-log.ts';
import { updateSecurityCredentialsKrp } from './update-security-credentials-krp.ts';

const rules = suite('rules of device management');

const paths = (service: Service, value: unknown) =>
  brokenRules(service, value).map((problem) => problem.path);

rules('high power does not begin below medium power', () => {
  const of = (lowMediumPowerThreshold: number, mediumHighPowerThreshold: number) =>
    paths(updateDeviceConfigurationInstantaneousPowerThreshold, {
      lowMediumPowerThreshold,
      mediumHighPowerThreshold,
    });
  assert.equal(of(2300, 4600), []);
  assert.equal(of(2300, 2300), []);
  assert.equal(of(4600, 2300), ['mediumHighPowerThreshold']);
});

const inJune = (day: number) => ({ year: 2026, month: 6, dayOfMonth: day, dayOfWeek: 'any' });
const everyYear = (day: number) => ({ ...inJune(day), year: 'any' });
const daily = { switchTime: 21_600, startDate: everyYear(21), endDate: everyYear(1) };
const weekdays = [{ dayOfWeekId: 'Monday' }, { dayOfWeekId: 'Sunday' }];

rules('a switching calendar has the special days it refers to', () => {
  const of = (days: readonly number[], rest: object = {}) => {
    const entry = {
      activateDeactivateSwitch: { index: 1, action: { activate: {} } },
      specialDaysApplicability: days.map((index) => ({ index })),
      daysOfWeekApplicability: weekdays,
      datesAndTime: daily,
      ...rest,
    };
    const value = { schedules: [entry], specialDays: { 1: inJune(1) }, switches: {} };
    return paths(updateDeviceConfigurationAlcScheduler, value);
  };
  assert.equal(of([1]), []);
  assert.equal(of([1, 2]), ['schedules[0].specialDaysApplicability[1]']);
  assert.equal(of([1, 1]), ['schedules[0].specialDaysApplicability']);
  const twice = [...weekdays, { dayOfWeekId: 'Sunday' }];
  assert.equal(of([], { daysOfWeekApplicability: twice }), [
    'schedules[0].daysOfWeekApplicability',
  ]);
  const backwards = { ...daily, startDate: inJune(21), endDate: inJune(20) };
  assert.equal(of([], { datesAndTime: backwards }), ['schedules[0].datesAndTime.endDate']);
  const oneDay = { ...daily, startDate: inJune(21), endDate: inJune(21) };
  assert.equal(of([], { datesAndTime: oneDay }), []);
});

rules('a calendar of controllers has each special day once', () => {
  const of = (identifiers: readonly number[]) => {
    const entry = {
      auxiliaryControllerAction: { auxiliaryControllerN: 1, commandedStateLevel: 50 },
      specialDaysApplicability: [{ identifier: 3 }],
      periodAndTime: daily,
    };
    const specialDays = identifiers.map((identifier) => ({ ...inJune(1), identifier }));
    const value = { schedules: [entry], specialDays };
    return paths(updateDeviceConfigurationAuxiliaryControllerScheduler, value);
  };
  assert.equal(of([3, 4]), []);
  assert.equal(of([3, 3]), ['specialDays']);
  assert.equal(of([4]), ['schedules[0].specialDaysApplicability[0]']);
});

const key = Uint8Array.of(48, 130, 1, 147);
rules('a user replaces keys of its own, and some', () => {
  const of = (remotePartyRole: string, ofParty: object, rest: object = {}) =>
    paths(updateSecurityCredentialsKrp, {
      remotePartyRole,
      replacementCertificates: { ofParty },
      ...rest,
    });
  const at = 'replacementCertificates.ofParty';
  assert.equal(of('LoadController', { digitalSigningCertificate: key }), []);
  assert.equal(of('Root', { digitalSigningCertificate: key }), []);
  assert.equal(of('Recovery', { digitalSigningCertificate: key }), ['remotePartyRole']);
  assert.equal(of('Supplier', {}), [at]);
  assert.equal(of('Supplier', { keyAgreementTopUpCertificate: key }), []);
  const topUpKey = `${at}.keyAgreementTopUpCertificate`;
  assert.equal(of('NetworkOperator', { keyAgreementTopUpCertificate: key }), [topUpKey]);
});

rules('only a supplier is handed the counter and the key of UTRNs', () => {
  const of = (remotePartyRole: string) =>
    paths(requestHandoverOfDccControlledDevice, {
      remotePartyRole,
      remotePartyPrepaymentTopUpFloorSeqNumber: 0n,
      replacementCertificates: {
        digitalSigningCertificate: key,
        keyAgreementTopUpCertificate: key,
      },
    });
  assert.equal(of('Supplier'), []);
  assert.equal(of('NetworkOperator'), [
    'remotePartyPrepaymentTopUpFloorSeqNumber',
    'replacementCertificates.keyAgreementTopUpCertificate',
  ]);
});

rules('the hours of maximum demand have a length, and may pass midnight', () => {
  const of = (startTime: number, endTime: number) =>
    paths(setMaximumDemandConfigurableTimePeriod, { schedule: { startTime, endTime } });
  assert.equal(of(61_200, 79_200), []);
  assert.equal(of(79_200, 3600), []);
  assert.equal(of(61_200, 61_200), ['schedule.endTime']);
});

rules('a request that names nothing asks nothing', () => {
  assert.equal(paths(resetMaximumDemandRegisters, {}), ['']);
  assert.equal(paths(resetMaximumDemandRegisters, { configurableTimeImport: {} }), []);
  const alerts = (settings: object) => paths(configureAlertBehaviour, { settings });
  assert.equal(alerts({ electricityWan: { common: {} } }), ['settings']);
  assert.equal(alerts({ electricityWan: { common: { lowCredit: 'Disable' } } }), []);
  assert.equal(alerts({ networkOperatorWan: {} }), ['settings']);
  const ways = { wanAlert: 'Enable', hanAlert: 'Enable', eventLog: 'Enable', alarm: 'Disable' };
  assert.equal(alerts({ gas: { tilted: ways } }), []);
});

rules('two elements are at two supply points', () => {
  const of = (secondaryImportMpan: string) => {
    const electricity = { importMpan: '1312345678111', secondaryImportMpan };
    return paths(setDeviceConfigurationImportMpxn, { supplyPoint: { electricity } });
  };
  assert.equal(of('1312345678222'), []);
  assert.equal(of('1312345678111'), ['supplyPoint.electricity.secondaryImportMpan']);
  assert.equal(paths(setDeviceConfigurationImportMpxn, { supplyPoint: { gas: '1234567890' } }), []);
});

rules('keys are read of each party once', () => {
  const of = (remotePartyRoles: readonly string[]) =>
    paths(retrieveDeviceSecurityCredentialsKrp, { remotePartyRoles });
  assert.equal(of(['Supplier', 'Root']), []);
  assert.equal(of(['Supplier', 'Supplier']), ['remotePartyRoles']);
});

rules('a hub keeps a channel, and is limited before it is critical', () => {
  const none = { lower0To26: {}, lower27To34: {}, lower35To61: {}, upper0To26: {} };
  const of = (channels: object, normalLimited: number, limitedCritical: number) =>
    paths(setChfSubGhzConfiguration, { ...none, ...channels, normalLimited, limitedCritical });
  assert.equal(of({ lower35To61: { channel61: {} } }, 13, 22), []);
  assert.equal(of({}, 13, 22), ['lower0To26']);
  assert.equal(of({ upper0To26: { channel0: {} } }, 20, 16), ['limitedCritical']);
});

rules('a device is added with the key to join by, and removed without', () => {
  const whitelisting = { joinTimePeriod: 90, installCode: key };
  const of = (value: object) => paths(updateHanDeviceLog, value);
  assert.equal(of({ requestType: 'Add', whitelisting }), []);
  assert.equal(of({ requestType: 'Add' }), ['whitelisting']);
  assert.equal(of({ requestType: 'Remove', whitelisting }), ['whitelisting']);
  assert.equal(of({ requestType: 'Remove' }), []);
});

rules.run();
