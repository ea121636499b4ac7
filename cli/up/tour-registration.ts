/** The tour of the register: who supplies, who may, and homes that come to be; each step with what must come of it. */
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import type { Identity } from '../../meter-emulator/firmware/state.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import { authoriseOtherUser } from '../../protocol/registration/authorise-other-user.ts';
import { grantAgentAccess } from '../../protocol/registration/grant-agent-access.ts';
import { requestSwitch } from '../../protocol/registration/request-switch.ts';
import { revokeAgentAccess } from '../../protocol/registration/revoke-agent-access.ts';
import { readActiveImportProfileData } from '../../protocol/services/read-active-import-profile-data.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { requestCustomerIdentificationNumber } from '../../protocol/services/request-customer-identification-number.ts';
import { emulatedMpan, emulatedMprn } from '../emulated-market.ts';
import {
  ask,
  dateOf,
  dayFrom,
  done,
  hasRead,
  read,
  refused,
  seen,
  step,
  told,
  UPRN,
} from './registration-step.ts';
import type { RegistrationWorld } from './registration-world.ts';
import type { Step } from './tour.ts';
import { earlySmartMeter, newConnection, recordEarlyMeter } from './tour-new-homes.ts';
export type RegistrationTour = {
  /** Home of the dual-fuel switch. */
  readonly electricity: Identity;
  readonly gas: Identity;
  readonly newMeter: Identity;
  readonly earlyMeter: Identity;
};

/** Everything that is there before the tour begins: a home of both fuels at the old supplier. */
export async function prepareRegistrationTour(world: RegistrationWorld): Promise<RegistrationTour> {
  const { headEnd, users } = world;
  const { old, network } = users;
  const [electricity, gas, newMeter, earlyMeter] = await Promise.all([
    world.device(1, 'singleElement'),
    world.device(2, 'gas'),
    world.device(3, 'singleElement'),
    world.device(4, 'singleElement'),
  ] as const);
  const point = { networkOperator: network.eui64, uprn: UPRN } as const;
  const registrations = [{ supplier: old.eui64, effectiveFromUtcSeconds: 0 }];
  await headEnd.register.put({ ...point, mpxn: MPAN, fuel: 'electricity', registrations });
  await headEnd.register.put({ ...point, mpxn: MPRN, fuel: 'gas', registrations });
  await headEnd.inventory.put({
    record: recordOf(electricity),
    status: 'Commissioned',
    mpxn: MPAN,
  });
  await headEnd.inventory.put({ record: recordOf(gas), status: 'Commissioned', mpxn: MPRN });
  await recordEarlyMeter(world, earlyMeter);
  await headEnd.register.hold([MPAN, MPRN]);
  await world.start(electricity, 'singleElement', old);
  await world.start(gas, 'gas', old);
  return { electricity, gas, newMeter, earlyMeter };
}

const MPAN = emulatedMpan(900_001);
const MPRN = emulatedMprn(900_001);

export function registrationTourOf(world: RegistrationWorld, homes: RegistrationTour): Step[] {
  return [
    ...dualFuelSwitch(world, homes),
    ...agent(world, homes),
    ...otherUser(world, homes),
    ...newConnection(world, homes),
    ...earlySmartMeter(world, homes),
  ];
}

/** So many days from now everything is open that has to be: objections are over, the gate is not closed. */
const NOTICE_DAYS = 8;

function dualFuelSwitch(world: RegistrationWorld, { electricity, gas }: RegistrationTour): Step[] {
  const { old, next } = world.users;
  const { headEnd, time } = world;
  let startMillis = 0;
  return [
    step('the old supplier reads both meters: electricity', '4.1.1', async () =>
      hasRead(await read(old, electricity)),
    ),
    step('… and gas', '4.1.1', async () => hasRead(await read(old, gas))),
    step('the new supplier may not yet', '4.1.1', async () =>
      refused(await read(next, electricity), ['E4', 'E19']),
    ),
    step('the new supplier asks for both fuels at once', '91.1', async () => {
      startMillis = dayFrom(time.nowMillis(), NOTICE_DAYS);
      const supplyStartDate = dateOf(startMillis);
      const result = await ask(next, requestSwitch, headEnd.identity.eui64, {
        mpxns: [MPAN, MPRN],
        supplyStartDate,
        customerType: 'domestic',
        replacementCertificates: world.replacement(next),
      });
      const day = new Date(startMillis).toISOString().slice(0, 10);
      return done(result, ({ switchId }) => `switch ${switchId} from ${day}`);
    }),
    step('the old supplier is told that it loses them', 'event', async () => {
      const event = await told(old, 'switchChanged');
      return seen(event && `switch ${event.switchId} is ${event.state}: it may object`);
    }),
    step('the clock of this head-end is set forward', 'clock', async () => {
      time.setForward(startMillis + 60_000);
      const event = await told(next, 'switchChanged', ({ state }) => state === 'active');
      return seen(event && `${new Date(time.nowMillis()).toISOString()}: the switch is active`);
    }),
    step('the old supplier may not read any more', '4.1.1', async () =>
      refused(await read(old, electricity), ['E4', 'E19']),
    ),
    step('the meters take the new supplier’s keys: electricity', '6.23', async () =>
      seen(await keysReplaced(world, electricity)),
    ),
    step('… and gas', '6.23', async () => seen(await keysReplaced(world, gas))),
    step('the new supplier reads electricity', '4.1.1', async () =>
      hasRead(await read(next, electricity)),
    ),
    step('… and gas', '4.1.1', async () => hasRead(await read(next, gas))),
  ];
}

/** Both are told, and neither has asked. */
async function keysReplaced({ users }: RegistrationWorld, { eui64 }: Identity) {
  const isOf = ({ device }: { readonly device: string }) => device === eui64;
  const [toOld, toNext] = [
    await told(users.old, 'keysReplaced', isOf),
    await told(users.next, 'keysReplaced', isOf),
  ];
  return toOld && toNext && `${toNext.device} trusts ${toNext.supplier}`;
}

function agent(world: RegistrationWorld, { electricity }: RegistrationTour): Step[] {
  const { next, agent: meterOperator } = world.users;
  const target = world.headEnd.identity.eui64;
  const state = () => ask(meterOperator, readSupplyStatus, electricity.eui64, {});
  let grants: ValueOf<(typeof revokeAgentAccess)['request']>['grants'] = [];
  return [
    step('an agent without a grant is refused', '7.4', async () =>
      refused(await state(), ['E4', 'E19']),
    ),
    step('its supplier grants it access', '93.1', async () => {
      const asked = { agent: meterOperator.eui64, mpxns: [MPAN], scope: ['7.4'] };
      return done(await ask(next, grantAgentAccess, target, asked), (value) => {
        grants = value.grants;
        return `grant ${value.grants[0]?.grantId}`;
      });
    }),
    step('now it reads the state of the supply', '7.4', async () =>
      done(await state(), ({ supplyState }) => supplyState),
    ),
    step('the supplier takes the grant back', '93.2', async () =>
      done(await ask(next, revokeAgentAccess, target, { grants }), () => 'done'),
    ),
    step('and the agent is refused again', '7.4', async () =>
      refused(await state(), ['E4', 'E19']),
    ),
  ];
}

function otherUser(world: RegistrationWorld, { electricity }: RegistrationTour): Step[] {
  const { esco } = world.users;
  const { headEnd, time } = world;
  let number = '';
  const profile = () => {
    const endDateTime = Math.floor(time.nowMillis() / 1000);
    const readLogPeriod = { startDateTime: endDateTime - 86_400, endDateTime };
    return ask(esco, readActiveImportProfileData, electricity.eui64, { readLogPeriod });
  };
  return [
    step('an ESCO without consent is refused', '4.8.1', async () =>
      refused(await profile(), ['E4', 'E19']),
    ),
    step('the meter shows its customer four digits', '9.1', async () => {
      const result = await ask(esco, requestCustomerIdentificationNumber, electricity.eui64, {});
      return done(result, (value) => {
        number = value.customerIdentificationNumber;
        return number;
      });
    }),
    step('the customer reads them out: that is consent', '94.1', async () => {
      const value = {
        deviceId: electricity.eui64,
        customerIdentificationNumber: number,
        scope: ['4.8.1'],
        until: Math.floor(time.nowMillis() / 1000) + 86_400 * 365,
      };
      const result = await ask(esco, authoriseOtherUser, headEnd.identity.eui64, value);
      return done(result, ({ grantId }) => `grant ${grantId}`);
    }),
    step('now the ESCO reads half-hours', '4.8.1', async () =>
      done(await profile(), ({ logEntries }) => `${logEntries.length} half-hours`),
    ),
  ];
}
