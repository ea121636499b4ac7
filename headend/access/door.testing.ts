/** For tests: a home with a device of each type and a user in each role, at the door of the real head-end. */
import { KEYED_TYPES } from '../../protocol/credentials.ts';
import {
  DEVICE_TYPES,
  type DeviceType,
  ROLES,
  type Role,
  type Service,
} from '../../protocol/definition/service.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { allow, type Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { testDevice } from '../inventory/device.testing.ts';
import { type DeviceStatus, Inventory, type ListedDevice } from '../inventory/inventory.ts';
import { registerInMemory } from '../registration/register.testing.ts';
import type { Register } from '../registration/register.ts';
import type { ServiceRequest } from '../service-request.ts';
import { Parties } from './parties.ts';
import type { Cell } from './rules.testing.ts';

const HEAD_END = '90-B3-D5-1F-30-00-00-01';
const MPAN = '2012345678385';
const MPRN = '3938424401';
const EXPORT_MPAN = '2012345678394';
/** Before this second nobody supplies the home, and nobody has a grant. */
const FROM = 1_700_000_000;
/** From this second on everything is somebody else's, or allowed to nobody. */
const OVER_AT = 1_800_000_000;

const partyIn = (role: Role) => `90-B3-D5-1F-30-0${ROLES.indexOf(role) + 1}-00-00`;
/** In the same role, but with nothing to do with this home. */
const strangerIn = (role: Role) => `90-B3-D5-1F-30-1${ROLES.indexOf(role) + 1}-00-00`;
const deviceOf = (type: DeviceType) => `00-DB-12-34-56-78-90-A${DEVICE_TYPES.indexOf(type)}`;
const pointOf = (type: DeviceType) => (type === 'GSME' || type === 'GPF' ? MPRN : MPAN);

async function* none() {}
const nothing = async () => {};

async function makeParties(status: 'active' | 'suspended'): Promise<Parties> {
  const parties = new Parties({ saveParty: nothing, loadParties: none });
  const signingPublic = new Uint8Array(32);
  const user = { name: 'a user', status, channel: 'duis', signingPublic } as const;
  for (const role of ROLES)
    for (const eui64 of [partyIn(role), strangerIn(role)])
      await parties.put({ ...user, eui64, roles: [role] });
  return parties;
}

async function makeRegister(): Promise<Register> {
  const register = registerInMemory();
  const put = (mpxn: string, fuel: 'electricity' | 'gas', supplier: Role, networkOperator: Role) =>
    register.put({
      mpxn,
      fuel,
      networkOperator: partyIn(networkOperator),
      registrations: [
        {
          supplier: partyIn(supplier),
          effectiveFromUtcSeconds: FROM,
          effectiveToUtcSeconds: OVER_AT,
        },
        { supplier: strangerIn(supplier), effectiveFromUtcSeconds: OVER_AT },
      ],
      grants: (['RSA', 'OU'] as const).map((role) => ({
        party: partyIn(role),
        role,
        effectiveFromUtcSeconds: FROM,
        effectiveToUtcSeconds: OVER_AT,
      })),
    });
  await put(MPAN, 'electricity', 'IS', 'ED');
  await put(MPRN, 'gas', 'GS', 'GT');
  await put(EXPORT_MPAN, 'electricity', 'ES', 'ED');
  return register;
}

function fitted(type: DeviceType, status: DeviceStatus, hasKeys: boolean): ListedDevice {
  const { mpxn: _, ...device } = testDevice(deviceOf(type), MPAN, { status });
  const { eui64, manufacturer, model } = device.record;
  // A display has none.
  const keyed = hasKeys ? KEYED_TYPES.find((one) => one === type) : undefined;
  const record = keyed
    ? { ...device.record, deviceType: keyed }
    : { eui64, manufacturer, model, deviceType: type };
  return {
    ...device,
    record,
    // A hub is at no metering point: it is at those of the devices in its log.
    ...(type === 'CHF' ? {} : { mpxn: pointOf(type), hub: deviceOf('CHF') }),
    ...(type === 'ESME' ? { exportMpan: EXPORT_MPAN } : {}),
  };
}

async function makeInventory(status: DeviceStatus, hasKeys: boolean): Promise<Inventory> {
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  const isMeter = (type: DeviceType) => type === 'ESME' || type === 'GSME';
  for (const type of DEVICE_TYPES)
    await inventory.put(fitted(type, status, hasKeys || isMeter(type)));
  return inventory;
}

export type World = {
  readonly status?: DeviceStatus;
  readonly party?: 'active' | 'suspended';
  /** Only meters have keys, as where the rest of the home is known by name alone. */
  readonly onlyMetersAnswer?: boolean;
};

/** 6.22: whose alerts are whose to turn on and off. */
const OWN_ALERTS: Partial<Record<Role, object>> = {
  IS: { electricityWan: { common: { lowCredit: 'Disable' } } },
  GS: { gasWan: { lowCredit: 'Disable' } },
  ED: { networkOperatorWan: { common: { powerFactorLow: 'Disable' } } },
};

/** Of its value the door looks at two things: whose alerts they are (6.22), and which metering point is meant (6.23). */
function bodyOf({ reference }: Service, { role, device }: Cell): unknown {
  if (reference === '6.22') return { settings: OWN_ALERTS[role] ?? {} };
  if (reference !== '6.23' || device === 'none' || device === 'headEnd') return {};
  return { importMpxn: pointOf(device), supplierReplacementCertificates: {} };
}

function requestOf(service: Service, cell: Cell): ServiceRequest {
  const { role, commandVariant, endpoint, isSigned, device, isStranger = false } = cell;
  const named = { none: '00-DB-12-34-56-78-90-FF', headEnd: HEAD_END };
  const target = device === 'none' || device === 'headEnd' ? named[device] : deviceOf(device);
  const requestId = `${isStranger ? strangerIn(role) : partyIn(role)}:${target}:1`;
  return {
    requestId,
    ...parseRequestId(requestId),
    service,
    commandVariant,
    endpoint,
    channel: endpoint === 'bridge' ? 'bridge' : 'duis',
    body: isSigned ? undefined : bodyOf(service, cell),
    ...(isSigned ? { signedPreCommand: new Uint8Array(1) } : {}),
  };
}

/** The code a request is answered with at the door: I99 when it may go on. */
export type Door = (service: Service, cell: Cell) => string;

/** The last second before, the last of it, or the first after. */
function secondOf({ time }: Cell): number {
  if (time === 'before') return FROM - 1;
  return time === 'after' ? OVER_AT : OVER_AT - 1;
}

export async function openDoor({
  status = 'Commissioned',
  party = 'active',
  onlyMetersAnswer = false,
}: World = {}): Promise<Door> {
  const signer = { eui64: HEAD_END, signingSecret: new Uint8Array(32) };
  const stations = {
    headEnd: HEAD_END,
    parties: await makeParties(party),
    register: await makeRegister(),
    inventory: await makeInventory(status, !onlyMetersAnswer),
    translator: { checkSigned: () => {} },
    authorities: { changeOfSupplier: signer, handover: signer },
  } as unknown as Stations;
  return (service, cell) => {
    const atUtcSeconds = secondOf(cell);
    try {
      allow(stations, requestOf(service, cell), atUtcSeconds * 1000);
      return 'I99';
    } catch (error) {
      if (error instanceof Fault) return error.response;
      throw error;
    }
  };
}
