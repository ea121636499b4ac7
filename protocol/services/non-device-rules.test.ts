/** The rules of what the DCC answers itself, groups 5, 8 and 12: what contradicts itself in the right shape. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arbitrary } from '../definition/arbitrary.testing.ts';
import { DEVICE_TYPES, type Service } from '../definition/service.ts';
import { brokenRules, checkRequest } from '../definition/validate.ts';
import { chfInstallSuccessSmWan } from './chf-install-success-sm-wan.ts';
import { createSchedule } from './create-schedule.ts';
import { devicePrenotification } from './device-prenotification.ts';
import { serviceByReference } from './index.ts';
import { deviceStatus, statusOfDevice, statusOfHub } from './inventory-shapes.ts';
import { readSchedule } from './read-schedule.ts';
import { returnLocalCommandResponse } from './return-local-command-response.ts';
import type { Schedule } from './schedule-shapes.ts';
import { updateFirmware } from './update-firmware.ts';
import { updateInventory } from './update-inventory.ts';

const rules = suite('rules of what the DCC answers itself');

const METER = '00-DB-12-34-56-78-90-A0';
const PROXY = '00-DB-12-34-56-78-90-A3';
const paths = (service: Service, value: unknown) =>
  brokenRules(service, value).map((problem) => problem.path);
const refusal = (service: Service, value: unknown) => {
  try {
    checkRequest(service, value);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
};

const yesterday = {
  startDateOffset: -1,
  startTime: 0,
  endDateOffset: -1,
  endTime: 86_399,
};
const daily: Schedule = {
  scheduleFrequency: 'Daily',
  scheduleStartDate: 20_300_115,
  serviceReference: '4.6',
  serviceReferenceVariant: '4.6.1',
  deviceId: METER,
  read: { importDailyReadLog: yesterday },
};

rules('a schedule says the same service three times', () => {
  assert.equal(paths(createSchedule, daily), []);
  assert.equal(paths(createSchedule, { ...daily, serviceReference: '4.8' }), ['serviceReference']);
  assert.equal(paths(createSchedule, { ...daily, serviceReferenceVariant: '4.6.2' }), [
    'read.importDailyReadLog',
  ]);
  assert.equal(paths(createSchedule, { ...daily, read: { exportDailyReadLog: yesterday } }), [
    'read.exportDailyReadLog',
  ]);
});

rules('every read of a schedule is one service, that may be scheduled', () => {
  const value = createSchedule.request.fields['read']?.type;
  assert.ok(value?.kind === 'choice');
  for (const [name, branch] of Object.entries(value.branches)) {
    const service = [...serviceByReference.values()].find((s) => branch.element === `DSP${s.name}`);
    assert.ok(service, name);
    assert.ok(service.modes.includes('scheduled') || service.reference === '4.2', name);
    const isOfPeriod = branch.type.kind === 'struct' && 'startTime' in branch.type.fields;
    const read = { [name]: isOfPeriod ? yesterday : {} };
    const [group] = /^\d+\.\d+/.exec(service.reference) ?? [];
    const schedule = { serviceReference: group, serviceReferenceVariant: service.reference, read };
    assert.is(refusal(createSchedule, { ...daily, ...schedule }), 'accepted');
  }
});

rules('neither a schedule nor its period ends before it begins', () => {
  const until = (scheduleEndDate: number) => paths(createSchedule, { ...daily, scheduleEndDate });
  assert.equal(until(20_300_115), []);
  assert.equal(until(20_300_114), ['scheduleEndDate']);
  const of = (period: object) =>
    paths(createSchedule, { ...daily, read: { importDailyReadLog: { ...yesterday, ...period } } });
  assert.equal(of({ startDateOffset: -2, endTime: 0 }), []);
  assert.equal(of({ startTime: 86_399 }), []);
  assert.equal(of({ startTime: 60, endTime: 59 }), ['read.importDailyReadLog.endTime']);
  assert.equal(of({ endDateOffset: -2 }), ['read.importDailyReadLog.endTime']);
});

rules('a schedule keeps the limits of DUIS', () => {
  const of = (more: object) => refusal(createSchedule, { ...daily, ...more });
  assert.is(of({}), 'accepted');
  const from = (startDateOffset: number) =>
    of({ read: { importDailyReadLog: { ...yesterday, startDateOffset } } });
  assert.is(from(-400), 'accepted');
  assert.match(from(-401), /read\.importDailyReadLog\.startDateOffset/);
  assert.match(of({ scheduleFrequency: 'Hourly' }), /scheduleFrequency/);
  assert.match(of({ serviceReferenceVariant: '4.1.1' }), /serviceReferenceVariant/);
  assert.match(of({ scheduleStartDate: 20_300_230 }), /scheduleStartDate: no such day/);
  assert.is(refusal(readSchedule, { scheduleId: 1e12 }), 'accepted');
  assert.match(refusal(readSchedule, { scheduleId: 1e12 + 1 }), /scheduleId/);
  assert.match(refusal(readSchedule, { scheduleId: 1, deviceId: METER }), /exactly one/);
});

rules('an inventory is updated by something', () => {
  const of = (change: object) => refusal(updateInventory, { deviceId: METER, change });
  assert.match(of({ details: {} }), /change\.details: changes nothing/);
  assert.is(of({ details: { firmwareVersion: '0002012F' } }), 'accepted');
  assert.is(of({ deleteDevice: {} }), 'accepted');
  assert.match(of({ status: 'Commissioned' }), /change\.status/);
  assert.is(of({ hubStatus: 'Commissioned' }), 'accepted');
  assert.match(of({ supplyPoint: { exportMpan: '131234567833' } }), /supplyPoint\.exportMpan/);
});

rules('what a user may say of a status has the number it has everywhere', () => {
  for (const type of [statusOfDevice, statusOfHub])
    for (const [name, code] of Object.entries(type.codes ?? {}))
      assert.is(deviceStatus.codes?.[name], code, name);
});

rules('only an electricity meter is announced with its variant', () => {
  const of = (deviceType: string, more: object) => {
    const model = { deviceManufacturer: 'AB01', deviceModel: '010A030B' };
    return paths(devicePrenotification, { deviceId: METER, deviceType, ...model, ...more });
  };
  for (const type of DEVICE_TYPES)
    assert.equal(of(type, { esmeVariant: 'AD' }), type === 'ESME' ? [] : ['esmeVariant'], type);
  assert.equal(of('CHF', { associatedGpfDeviceId: PROXY }), []);
  assert.equal(of('CHF', { associatedGpfDeviceId: METER }), ['associatedGpfDeviceId']);
});

rules('a hub on the network was not installed without it', () => {
  const of = (installType: string) => paths(chfInstallSuccessSmWan, { installType });
  assert.equal(of('New'), []);
  assert.equal(of('Replacement'), []);
  assert.equal(of('NoSmWan'), ['installType']);
});

rules('an image is for one device at least, and an answer is of one byte at least', () => {
  const image = { firmwareImage: Uint8Array.of(1), firmwareVersion: '00000000' };
  assert.is(refusal(updateFirmware, { ...image, deviceIdList: [METER] }), 'accepted');
  assert.match(refusal(updateFirmware, { ...image, deviceIdList: [] }), /deviceIdList/);
  const long = { ...image, firmwareVersion: '000000000', deviceIdList: [METER] };
  assert.match(refusal(updateFirmware, long), /firmwareVersion/);
  const returned = (deviceResponse: Uint8Array) =>
    refusal(returnLocalCommandResponse, { deviceResponse });
  assert.is(returned(Uint8Array.of(0xdf)), 'accepted');
  assert.match(returned(new Uint8Array()), /deviceResponse/);
});

rules('no value of the right shape breaks a rule by throwing', () => {
  for (const service of serviceByReference.values()) {
    const property = fc.property(arbitrary(service.request), (value) => {
      for (const { path, reason } of brokenRules(service, value))
        assert.ok(reason.length > 3 && typeof path === 'string', service.name);
    });
    fc.assert(property, { seed: 20_261_124, numRuns: 20 });
  }
});

rules.run();
