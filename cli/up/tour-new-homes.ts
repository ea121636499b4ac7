/** The tour of homes that come to be: a new connection under sub-option 2B, and an early smart meter. */

import type { Identity } from '../../meter-emulator/firmware/state.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import { applyConnection } from '../../protocol/registration/apply-connection.ts';
import type { RegistrationEvent } from '../../protocol/registration/events.ts';
import { issueNumbers } from '../../protocol/registration/issue-numbers.ts';
import { requestSwitch } from '../../protocol/registration/request-switch.ts';
import { updateConnection } from '../../protocol/registration/update-connection.ts';
import { commissionDeviceSynchroniseClock } from '../../protocol/services/commission-device-synchronise-clock.ts';
import { devicePrenotification } from '../../protocol/services/device-prenotification.ts';
import { updateInventory } from '../../protocol/services/update-inventory.ts';
import { emulatedMpan } from '../emulated-market.ts';
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
import type { RegistrationTour } from './tour-registration.ts';

export function newConnection(world: RegistrationWorld, { newMeter }: RegistrationTour): Step[] {
  const { network, next } = world.users;
  const { headEnd, time } = world;
  const target = headEnd.identity.eui64;
  const now = () => Math.floor(time.nowMillis() / 1000);
  let connectionId = 0;
  let mpan = '';
  const taken = async (what: ValueOf<(typeof updateConnection)['request']>['step']) =>
    ask(network, updateConnection, target, { connectionId, step: what });
  const { eui64: deviceId, manufacturer: deviceManufacturer, model: deviceModel } = newMeter;
  return [
    step('a developer asks to be connected', '95.1', async () => {
      const site = { uprn: UPRN + 1, postCode: 'EX1 1AA', addressIdentifier: '12' };
      const wanted = { fuel: 'electricity', applicant: 'Brick & Co', site, imports: 1 } as const;
      const result = await ask(network, applyConnection, target, {
        ...wanted,
        supplier: next.eui64,
      });
      return done(result, (value) => {
        connectionId = value.connectionId;
        return `connection ${connectionId}`;
      });
    }),
    step('the network operator offers terms', '95.2', async () =>
      done(await taken({ offer: { terms: 'T-1', validUntil: now() + 864_000 } }), shown),
    ),
    step('which are accepted', '95.2', async () => done(await taken({ accept: {} }), shown)),
    step('it issues the number', '95.3', async () =>
      done(await ask(network, issueNumbers, target, { connectionId }), ({ connection }) => {
        mpan = connection.mpxns[0] ?? '';
        return `MPAN ${mpan}`;
      }),
    ),
    step('the supply is on', '95.2', async () =>
      done(await taken({ energise: { energisedAt: now() } }), shown),
    ),
    step('a supplier registers', '91.1', async () => {
      const supplyStartDate = dateOf(dayFrom(time.nowMillis(), 2));
      const result = await ask(next, requestSwitch, target, { mpxns: [mpan], supplyStartDate });
      const day = dayOf(supplyStartDate);
      return done(result, ({ switchId }) => `registration ${switchId} from ${day}`);
    }),
    step('and tells of the meter that is to be fitted', '12.2', async () => {
      const value = { deviceId, deviceManufacturer, deviceModel, deviceType: 'ESME' } as const;
      return done(await ask(next, devicePrenotification, target, value), () => deviceId);
    }),
    step('the clock of this head-end is set forward', 'clock', async () => {
      time.setForward(dayFrom(time.nowMillis(), 2) + 60_000);
      const isIts = ({ state, mpxns }: NonNullable<RegistrationEvent['switchChanged']>) =>
        state === 'active' && mpxns.includes(mpan);
      const event = await told(next, 'switchChanged', isIts);
      return seen(event && `${new Date(time.nowMillis()).toISOString()}: it supplies`);
    }),
    step('the meter is at this metering point', '8.4', async () => {
      const change = { supplyPoint: { importMpxn: mpan } } as const;
      return done(await ask(next, updateInventory, target, { deviceId, change }), () => mpan);
    }),
    step('it has power, and says itself who it is', 'event', async () => {
      await world.start(newMeter, 'singleElement', next);
      time.setForward(time.nowMillis() + 15_000);
      const event = await told(next, 'deviceAnnounced');
      return seen(event && `${event.deviceId} at ${event.wanAddress}`);
    }),
    step('it is commissioned', '8.1.1', async () => {
      const value = { currentDateTime: now(), tolerancePeriod: 86_400 };
      const result = await ask(next, commissionDeviceSynchroniseClock, deviceId, value);
      return done(result, () => headEnd.inventory.get(deviceId)?.status);
    }),
    step('and read', '4.1.1', async () => hasRead(await read(next, newMeter))),
  ];
}

const shown = ({ connection }: { readonly connection: { readonly state: string } }) =>
  connection.state;
/** As people write what services have as yyyymmdd. */
const dayOf = (date: number): string => String(date).replace(/(....)(..)(..)/, '$1-$2-$3');

const EARLY_MPAN = emulatedMpan(900_002);
const EARLY_VERSION = 'SMETS2 V4.2';

/** A migration put it into the register: fitted years ago, never heard of, treated as not smart. */
export async function recordEarlyMeter(
  { headEnd, users }: RegistrationWorld,
  { eui64: device, deviceType, manufacturer, model }: Identity,
): Promise<void> {
  const { next, network } = users;
  const smart = {
    standing: 'treatedAsNotSmart',
    specificationVersion: EARLY_VERSION,
    device,
  } as const;
  await headEnd.inventory.put({
    record: { eui64: device, deviceType, manufacturer, model },
    status: 'Pending',
    smetsVersion: EARLY_VERSION,
    mpxn: EARLY_MPAN,
  });
  await headEnd.register.put({
    mpxn: EARLY_MPAN,
    fuel: 'electricity',
    networkOperator: network.eui64,
    registrations: [{ supplier: next.eui64, effectiveFromUtcSeconds: 0 }],
    details: [{ effectiveFromUtcSeconds: 0, value: { smart }, knownFromMillis: 0 }],
  });
  await headEnd.register.hold([EARLY_MPAN]);
}

export function earlySmartMeter(
  world: RegistrationWorld,
  { earlyMeter }: RegistrationTour,
): Step[] {
  const { next } = world.users;
  const { time } = world;
  return [
    step('an early smart meter counts as not smart', '4.1.1', async () =>
      refused(await read(next, earlyMeter), ['E11']),
    ),
    step('it speaks through the DCC for the first time', 'event', async () => {
      await world.start(earlyMeter, 'singleElement', next);
      time.setForward(time.nowMillis() + 15_000);
      const event = await told(next, 'earlyMeterAdopted');
      return seen(event && `${event.device} is taken on, ${event.specificationVersion}`);
    }),
    step('it is commissioned', '8.1.1', async () => {
      const currentDateTime = Math.floor(time.nowMillis() / 1000);
      const value = { currentDateTime, tolerancePeriod: 86_400 };
      const result = await ask(next, commissionDeviceSynchroniseClock, earlyMeter.eui64, value);
      return done(result, () => world.headEnd.inventory.get(earlyMeter.eui64)?.status);
    }),
    step('and read as any smart meter', '4.1.1', async () => hasRead(await read(next, earlyMeter))),
  ];
}
