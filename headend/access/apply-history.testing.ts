/** For tests: the facts of a random history in the parts of a head-end, each as what would have brought it about. */
import type { DeviceType, Role } from '../../protocol/definition/service.ts';
import type { Stations } from '../dispatch/stations.ts';
import { testDevice } from '../inventory/device.testing.ts';
import type { DeviceStatus, ListedDevice } from '../inventory/device.ts';
import type { Change } from '../non-device/change.ts';
import type { PointStatus } from '../registration/registration.ts';
import type { Fact } from './facts.testing.ts';
import type { Party } from './parties.ts';

type DeviceFact = Extract<Fact, { fact: 'device' }>;

/** The fact as a change of the register; undefined: it is of something else. */
export function changeOf(fact: Fact, order: number): Change | undefined {
  switch (fact.fact) {
    case 'supplyBegins': {
      const { point: mpxn, supplier, from } = fact;
      return { kind: 'registrationBegins', mpxn, supplier, effectiveFromUtcSeconds: from };
    }
    case 'supplyEnds': {
      const { point: mpxn, from, to } = fact;
      const ends = { kind: 'registrationEnds', mpxn, effectiveFromUtcSeconds: from } as const;
      return to === undefined ? ends : { ...ends, effectiveToUtcSeconds: to };
    }
    case 'supplyVoid':
      return {
        kind: 'registrationVoided',
        mpxn: fact.point,
        effectiveFromUtcSeconds: fact.from,
      };
    case 'grant': {
      const { point: mpxn, id: grantId, party, role, from, to, scope, givenBy } = fact;
      const grant = {
        grantId,
        party,
        role: role as 'RSA' | 'OU',
        effectiveFromUtcSeconds: from,
        ...(to === undefined ? {} : { effectiveToUtcSeconds: to }),
        ...(scope ? { scope } : {}),
        ...(givenBy === undefined ? {} : { givenBy }),
      };
      return { kind: 'grantGiven', mpxn, grant };
    }
    case 'grantEnds': {
      const { point: mpxn, id: grantId, to } = fact;
      return { kind: 'grantEnds', mpxn, grantId, effectiveToUtcSeconds: to };
    }
    case 'customer': {
      const customerType = fact.kind as 'domestic' | 'nonDomestic';
      return detailsChange(fact, order, { customer: { customerType, usesDcc: fact.elected } });
    }
    case 'tenancy':
      return detailsChange(fact, order, { tenancy: { from: fact.from } });
    case 'smart': {
      const standing = fact.standing as 'treatedAsNotSmart' | 'smart' | 'notEligible';
      return detailsChange(fact, order, { smart: { standing, device: fact.device } });
    }
    case 'detailsVoid':
      return { kind: 'detailsVoided', mpxn: fact.point, detailsId: fact.id };
    default:
      return undefined;
  }
}

type Given = Extract<Change, { kind: 'detailsGiven' }>;

const detailsChange = (
  { point: mpxn, id: detailsId, from }: { point: string; id: number; from: number },
  knownFromMillis: number,
  value: Given['details']['value'],
): Change => ({
  kind: 'detailsGiven',
  mpxn,
  details: { detailsId, effectiveFromUtcSeconds: from, value, knownFromMillis },
});

/** The device as the inventory has it. */
export function listed(fact: DeviceFact): ListedDevice {
  const { device: eui64, type, hasKeys, status, point, exportPoint, hub } = fact;
  const { mpxn: _, ...made } = testDevice(eui64, point ?? '');
  const { manufacturer, model } = made.record;
  const record = { eui64, manufacturer, model, deviceType: type as DeviceType };
  return {
    ...(hasKeys ? { ...made, record: { ...made.record, deviceType: type } } : { record }),
    status: status as DeviceStatus,
    ...(point === undefined ? {} : { mpxn: point }),
    ...(exportPoint === undefined ? {} : { exportMpan: exportPoint }),
    ...(hub === undefined ? {} : { hub }),
  } as ListedDevice;
}

type World = Pick<Stations, 'parties' | 'register' | 'inventory'>;

/** In memory, or where the parts keep what they are given; `order` rises from fact to fact. */
export async function apply(world: World, fact: Fact, order: number): Promise<Change | undefined> {
  switch (fact.fact) {
    case 'party':
      await world.parties.put(partyOf(fact));
      return undefined;
    case 'point': {
      const { point: mpxn, fuel, network: networkOperator, status } = fact;
      const known = await world.register.find(mpxn);
      const kept = { status: status as PointStatus, networkOperator };
      if (known) return { kind: 'pointChanged', mpxn, ...kept };
      const point = { mpxn, fuel: fuel as 'electricity' | 'gas', registrations: [], ...kept };
      return { kind: 'pointAdded', point };
    }
    case 'device':
      await world.inventory.put(listed(fact));
      return undefined;
    default:
      return changeOf(fact, order);
  }
}

function partyOf({ party, roles, isSuspended }: Extract<Fact, { fact: 'party' }>): Party {
  return {
    eui64: party,
    name: 'a user',
    roles: roles as readonly Role[],
    status: isSuspended ? 'suspended' : 'active',
    channel: 'bridge',
    signingPublic: new Uint8Array(32),
  };
}
