import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertByCode, alertCode, everyAlertCode } from '../alerts/device-alerts.ts';
import type { AnyStruct, AnyType } from '../definition/words.ts';
import { gasSupplierAlerts, gasSupplierAlertsEvents } from './alert-shapes.ts';
import { configureAlertBehaviour } from './configure-alert-behaviour.ts';
import { readDeviceConfigurationEventAndAlertBehaviours } from './read-device-configuration-event-and-alert-behaviours.ts';

const settings = suite('alert settings');

/** Codes of every alert within a type, by the name of its element. */
function codesWithin(type: AnyType): ReadonlySet<number> {
  const fields = type.kind === 'struct' ? type.fields : type.kind === 'choice' ? type.branches : {};
  const own = Object.values(fields).flatMap((f) =>
    f.element && /^x8[01]..$/.test(f.element)
      ? [Number.parseInt(f.element.slice(1), 16)]
      : [...codesWithin(f.type)],
  );
  return new Set(own);
}
const ascending = (codes: Iterable<number>) => [...codes].sort((a, b) => a - b);

settings('are there for every alert that may be turned off, and for no other', () => {
  const configurable = everyAlertCode.filter((code) => alertByCode(code)?.configurable);
  assert.equal(ascending(codesWithin(configureAlertBehaviour.request)), configurable);
});

settings('are read for just those that can be set', () => {
  const { request } = configureAlertBehaviour;
  const { response } = readDeviceConfigurationEventAndAlertBehaviours;
  assert.equal(ascending(codesWithin(response)), ascending(codesWithin(request)));
});

settings('are keyed by the code of the alert, and say what it means', () => {
  const { tilted } = (gasSupplierAlerts as AnyStruct).fields;
  assert.is(tilted?.key, 0x81c3);
  assert.is(tilted?.element, 'x81C3');
  assert.is(tilted?.doc, 'The meter was tilted.');
  assert.is(alertCode('overCurrentPhase2'), 0x8016);
});

settings('of gas are four fewer in the short form', () => {
  const long = codesWithin(gasSupplierAlertsEvents);
  const short = codesWithin(gasSupplierAlerts);
  assert.equal(
    [...long].filter((code) => !short.has(code)),
    [0x8161, 0x8162, 0x81a0, 0x81c6],
  );
  assert.is(short.size, 40);
});

settings.run();
