import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  alertByCode,
  alertCodes,
  deviceAlerts,
  everyAlertCode,
  phaseAlertCode,
} from './device-alerts.ts';

const alerts = suite('device alerts');

alerts('have a name each, found from the code and back', () => {
  const names = everyAlertCode.map((code) => alertByCode(code)?.name);
  assert.is(new Set(names).size, everyAlertCode.length);
  assert.is(everyAlertCode.length, Object.keys(deviceAlerts).length + 36);
  assert.is(alertCodes.supplyArmed, 0x8f32);
  assert.is(alertByCode(0x8f32)?.name, 'supplyArmed');
  assert.is(alertByCode(0x0001), undefined);
});

alerts('are critical in 8Fxx and configurable in the rest', () => {
  for (const code of everyAlertCode) {
    const alert = alertByCode(code);
    assert.is(alert?.critical, code >> 8 === 0x8f, code.toString(16));
    assert.is(alert?.configurable, code >> 8 !== 0x8f, code.toString(16));
    assert.ok((alert?.recipients.length ?? 0) > 0);
  }
});

alerts('of power quality go to the network operator', () => {
  for (const code of everyAlertCode.filter((c) => c >> 8 === 0x80))
    assert.equal(alertByCode(code)?.recipients, ['networkOperator']);
});

alerts('of one phase stand beside that of the meter', () => {
  assert.is(phaseAlertCode('averageOverVoltageStarted', 1), 0x8003);
  assert.is(phaseAlertCode('voltageSagEnded', 3), 0x809c);
  assert.is(alertByCode(0x8088)?.name, 'averageOverVoltageEndedPhase3');
});

alerts.run();
