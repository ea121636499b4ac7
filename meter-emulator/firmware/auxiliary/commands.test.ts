import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAlertContent } from '../../../protocol/alerts/alert-payloads.ts';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue, toCborValue } from '../../../protocol/definition/cbor.ts';
import { activateAuxiliaryLoad } from '../../../protocol/services/activate-auxiliary-load.ts';
import { deactivateAuxiliaryLoad } from '../../../protocol/services/deactivate-auxiliary-load.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { limitApcLevel } from '../../../protocol/services/limit-apc-level.ts';
import { readAuxiliaryControllerOperationalData } from '../../../protocol/services/read-auxiliary-controller-operational-data.ts';
import { refusalDetail } from '../../../protocol/services/refusals.ts';
import { resetAuxiliaryLoad } from '../../../protocol/services/reset-auxiliary-load.ts';
import { setAuxiliaryControllerState } from '../../../protocol/services/set-auxiliary-controller-state.ts';
import { START } from '../bench.testing.ts';
import { bench, courseOf, HOUR, logOf, MINUTE, NIGHT } from './auxiliary.testing.ts';

const commands = suite('commands to auxiliary loads');

commands('hold for their minutes, and the calendar has the load again', () => {
  const one = bench(NIGHT);
  one.ask(activateAuxiliaryLoad, { switching: { index: 1, durationMinutes: 30 } });
  assert.equal(one.outputs.slice(-1), ['1 100']);
  assert.equal(courseOf(one, HOUR), [`${30 * MINUTE} 1 0`, `${HOUR} 1 100`]);
  one.ask(deactivateAuxiliaryLoad, { switching: { index: 1, durationMinutes: 65_535 } });
  assert.equal(one.outputs.slice(-1), ['1 0']);
  one.ask(resetAuxiliaryLoad, { loadSwitch: { index: 1 } });
  assert.equal(one.outputs.slice(-1), ['1 100']);
});

commands('outlive a power cut, and end in it', () => {
  const one = bench();
  one.ask(activateAuxiliaryLoad, { switching: { index: 2, durationMinutes: 30 } });
  one.outputs.length = 0;
  one.reboot(START + 29 * MINUTE);
  assert.ok(one.outputs.includes('2 100'));
  one.reboot(START + 31 * MINUTE);
  one.meter.run(START + 31 * MINUTE + 1);
  assert.is(one.outputs.at(-1), '2 0');
});

commands('for no time, or for what is no switch, change nothing', () => {
  const one = bench();
  const status = (index: number, durationMinutes: number) =>
    one.ask(activateAuxiliaryLoad, { switching: { index, durationMinutes } })?.status;
  assert.is(status(1, 0), refusalCode(activateAuxiliaryLoad, 'argumentsRefused'));
  assert.is(status(3, 10), refusalCode(activateAuxiliaryLoad, 'notThere'));
  assert.is(status(5, 10), refusalCode(activateAuxiliaryLoad, 'notThere'));
  assert.is(one.meter.state.auxiliary, undefined);
});

commands('of a level wait for their time and end at it', () => {
  const one = bench();
  const request = {
    auxiliaryControllerN: 3,
    startDateTime: START + HOUR,
    endDateTime: START + 2 * HOUR,
    commandedStateLevel: 50,
    inputFromControlledLoad: {},
  };
  assert.is(one.ask(setAuxiliaryControllerState, request)?.status, undefined);
  assert.equal(courseOf(one, 3 * HOUR), [`${HOUR} 3 50 input`, `${2 * HOUR} 3 0`]);
});

commands('of a level for a switch are on or off', () => {
  const one = bench();
  const ask = (commandedStateLevel: number) =>
    one.ask(setAuxiliaryControllerState, {
      auxiliaryControllerN: 1,
      startDateTime: START,
      endDateTime: START + HOUR,
      commandedStateLevel,
    })?.status;
  assert.is(ask(50), refusalCode(setAuxiliaryControllerState, 'controllerHasNoLevels'));
  assert.is(ask(100), undefined);
  assert.is(one.outputs.at(-1), '1 100');
});

commands('to limit a level are told, hold whatever comes, and their end is told', () => {
  const one = bench();
  const limit = {
    auxiliaryControllerN: 3,
    startDateTime: START,
    endDateTime: START + HOUR,
    commandedStateLevel: 30,
  };
  assert.is(one.ask(limitApcLevel, limit)?.status, undefined);
  const whole = { ...limit, endDateTime: START + 2 * HOUR, commandedStateLevel: 100 };
  one.ask(setAuxiliaryControllerState, whole);
  assert.is(one.outputs.at(-1), '3 30');
  assert.equal(courseOf(one, 2 * HOUR), [`${HOUR} 3 100`, `${2 * HOUR} 3 0`]);
  const told = one.sent
    .filter(({ kind }) => kind === 'alert')
    .map((sent) => one.headEnd.open(sent));
  assert.equal(
    told.map(({ service, content }) => [service, decodeAlertContent(service, content).payload]),
    [
      [
        alertCodes.levelLimited,
        {
          levelLimited: {
            limitStart: START,
            limitEnd: START + HOUR,
            controller: 3,
            resultingLevel: 30,
          },
        },
      ],
      [alertCodes.levelLimitEnded, { levelLimitEnded: { controller: 3, resultingLevel: 100 } }],
    ],
  );
});

commands('for a time that has passed are refused, and what holds goes on', () => {
  const one = bench();
  one.meter.run(START + HOUR);
  const window = { auxiliaryControllerN: 3, startDateTime: START, commandedStateLevel: 30 };
  const [past, now] = [HOUR, HOUR + 1].map((end) => ({ ...window, endDateTime: START + end }));
  assert.ok(past && now);
  for (const service of [setAuxiliaryControllerState, limitApcLevel]) {
    assert.is(one.ask(service, now)?.status, undefined);
    const before = one.meter.state.auxiliary;
    const refused = one.ask(service, past);
    assert.is(refused?.status, refusalCode(service, 'argumentsRefused'));
    assert.equal(refused?.content, toCborValue(refusalDetail, { field: 'endDateTime' }));
    assert.is(one.meter.state.auxiliary, before);
  }
});

commands('by the time of day wait while there is none', () => {
  const one = bench();
  const window = { auxiliaryControllerN: 3, startDateTime: START, endDateTime: START + HOUR };
  one.ask(setAuxiliaryControllerState, { ...window, commandedStateLevel: 100 });
  assert.is(one.outputs.at(-1), '3 100');
  one.reboot(START - 1);
  one.meter.run(START + 1);
  assert.is(one.meter.state.clock.status, 'invalid');
  assert.is(one.outputs.at(-1), '3 0');
  assert.ok(one.meter.state.auxiliary?.commands[3]);
});

commands('to limit what a load gives say nothing of what it takes', () => {
  const one = bench();
  const window = { auxiliaryControllerN: 3, startDateTime: START, endDateTime: START + HOUR };
  const limit = { ...window, commandedStateLevel: 30, inputFromControlledLoad: {} };
  assert.is(one.ask(limitApcLevel, limit)?.status, undefined);
  one.ask(setAuxiliaryControllerState, { ...window, commandedStateLevel: 100 });
  assert.is(one.outputs.at(-1), '3 100');
});

commands('of minutes are over when nobody knows how many are left', () => {
  const one = bench();
  one.ask(activateAuxiliaryLoad, { switching: { index: 1, durationMinutes: 65_535 } });
  assert.is(one.outputs.at(-1), '1 100');
  one.reboot(START - 10);
  one.meter.run(START + MINUTE);
  assert.is(one.outputs.at(-1), '1 0');
});

commands('to limit a switch are refused, since it has no level', () => {
  const one = bench();
  const limit = {
    auxiliaryControllerN: 1,
    startDateTime: START,
    endDateTime: START + HOUR,
    commandedStateLevel: 30,
  };
  assert.is(one.ask(limitApcLevel, limit)?.status, refusalCode(limitApcLevel, 'notProportional'));
});

commands('and what the calendar does are in the log', () => {
  const one = bench(NIGHT);
  one.meter.run(START + HOUR);
  one.ask(deactivateAuxiliaryLoad, { switching: { index: 1, durationMinutes: 10 } });
  one.meter.run(START + 2 * HOUR);
  assert.equal(logOf(one).slice(-3), [
    `${HOUR} 1 On 100`,
    `${HOUR} 1 Off 0`,
    `${HOUR + 10 * MINUTE} 1 RevertToCalendar 100`,
  ]);
});

commands('show in what the controllers do', () => {
  const one = bench();
  one.ask(activateAuxiliaryLoad, { switching: { index: 2, durationMinutes: 10 } });
  const { content } = one.ask(readAuxiliaryControllerOperationalData, {}) ?? {};
  const read = fromCborValue(readAuxiliaryControllerOperationalData.response, content);
  assert.equal(
    read.controllers.map(({ typeAndIdentifier, state }) => [
      typeAndIdentifier?.type,
      state?.outputState,
    ]),
    [
      ['ALCS', 0],
      ['ALCS', 100],
      ['APC', 0],
      ['None', undefined],
      ['None', undefined],
    ],
  );
});
commands.run();
