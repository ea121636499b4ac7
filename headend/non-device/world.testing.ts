/** A home with its parties, and the handlers over it; what they decide is written into memory alone. */
import { validate } from '../../protocol/definition/validate.ts';
import { formatRequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceByReference, serviceNumber } from '../../protocol/services/index.ts';
import { Parties, type Party } from '../access/parties.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault, type FaultCode } from '../faults.ts';
import { testDevice } from '../inventory/device.testing.ts';
import type { ListedDevice, OtherDevice, Place } from '../inventory/device.ts';
import { Inventory } from '../inventory/inventory.ts';
import { registerInMemory } from '../registration/register.testing.ts';
import { Schedules } from '../scheduling/schedules.ts';
import type { ServiceRequest } from '../service-request.ts';
import { handlers, type Outcome } from './handler.ts';
import { takeChanges } from './take-changes.ts';
import { WanCoverage } from './wan-coverage.ts';

export const HEAD_END = '90-B3-D5-1F-30-00-00-02';
export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const GAS_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
export const NETWORK = '90-B3-D5-1F-30-03-00-00';
export const RIVAL = '90-B3-D5-1F-30-04-00-00';
export const METER = '00-DB-12-34-56-78-90-A0';
export const GAS_METER = '00-DB-12-34-56-78-90-A1';
export const HUB = '00-DB-12-34-56-78-90-A2';
export const DISPLAY = '00-DB-12-34-56-78-90-A4';
export const STRANGER = '00-DB-12-34-56-78-90-FF';
export const MPAN = '2012345678385';
export const EXPORT_MPAN = '1312345678333';
export const RIVAL_MPAN = '1312345678111';
export const MPRN = '3938424401';
export const UPRN = 100_023_336_956;
/** 21 January 2026, 12:00 UTC. */
export const NOW_MILLIS = 1_768_996_800_000;
export const TODAY = 2026_0121;

const nothing = async () => {};
async function* none() {}

export async function makeWorld() {
  const parties = new Parties({ saveParty: nothing, loadParties: none });
  const party = (eui64: string, ...roles: Party['roles']) =>
    parties.put({ eui64, roles, name: 'User', status: 'active', channel: 'duis' });
  await party(SUPPLIER, 'IS');
  await party(GAS_SUPPLIER, 'GS');
  await party(NETWORK, 'ED', 'GT');
  await party(RIVAL, 'IS', 'ES', 'GS', 'OU');
  const register = registerInMemory();
  const home = { uprn: UPRN, postCode: 'SW1A 2AA', addressIdentifier: '10' };
  const point = (mpxn: string, supplier: string, more: object = home) =>
    register.put({
      mpxn,
      fuel: mpxn === MPRN ? 'gas' : 'electricity',
      networkOperator: NETWORK,
      registrations: [{ supplier, effectiveFromUtcSeconds: 0 }],
      ...more,
    });
  await point(MPAN, SUPPLIER);
  await point(MPRN, GAS_SUPPLIER);
  await point(EXPORT_MPAN, RIVAL);
  await point(RIVAL_MPAN, RIVAL, { uprn: 7 });
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  const schedules = new Schedules({ loadSchedules: none, nextScheduleId: async () => 1 });
  const coverage = new WanCoverage({ saveCoverage: nothing, loadCoverage: none });
  inventory.take({ ...testDevice(METER, MPAN), hub: HUB });
  inventory.take({ ...testDevice(GAS_METER, MPRN, { deviceType: 'GSME' }), hub: HUB });
  inventory.take(labelled(HUB, 'CHF', { status: 'Commissioned', mpxn: MPAN }));
  const world = { headEnd: HEAD_END, parties, register, inventory, schedules, coverage };
  return new World(world as unknown as Stations);
}

export function labelled(
  eui64: string,
  deviceType: OtherDevice['record']['deviceType'],
  place: Place,
): OtherDevice {
  return { record: { eui64, deviceType, manufacturer: 'Maker', model: 'Model' }, ...place };
}

export class World {
  readonly stations: Stations;
  #counter = 0n;

  constructor(stations: Stations) {
    this.stations = stations;
  }

  request(reference: string, body: object, originator = SUPPLIER): ServiceRequest {
    const service = serviceByReference.get(reference);
    if (!service) throw new Error(`no service ${reference}`);
    validate(service.request, body);
    const id = { originator, target: HEAD_END, counter: ++this.#counter };
    const rest = { commandVariant: 8, channel: 'duis', endpoint: 'nonDevice' } as const;
    return { requestId: formatRequestId(id), ...id, service, body, ...rest };
  }

  /** Decides and changes memory, as the flow does; what is answered is what the definition says. */
  async ask(
    reference: string,
    body: object,
    originator = SUPPLIER,
    nowMillis = NOW_MILLIS,
  ): Promise<Outcome> {
    const request = this.request(reference, body, originator);
    const handler = handlers.get(serviceNumber(reference));
    if (!handler) throw new Error(`nobody answers ${reference}`);
    const outcome = await handler(this.stations, request, nowMillis);
    const { dccResponse } = request.service;
    if (outcome.result !== undefined && dccResponse) validate(dccResponse.type, outcome.result);
    takeChanges(this.stations, outcome.changes ?? []);
    return outcome;
  }

  /** The code it is refused with; undefined when it is done. */
  async refusal(
    reference: string,
    body: object,
    originator = SUPPLIER,
  ): Promise<FaultCode | undefined> {
    try {
      await this.ask(reference, body, originator);
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.code;
      throw error;
    }
  }

  device(eui64: string): ListedDevice | undefined {
    return this.stations.inventory.get(eui64);
  }

  /** The device with something else about it. */
  with(eui64: string, place: Partial<Place>): void {
    takeChanges(this.stations, [{ kind: 'deviceChanged', eui64, place }]);
  }
}

/** Who is told what: "N1 90-B3-…". */
export const told = ({ alerts = [] }: Outcome): string[] =>
  alerts.map(({ recipient, alert }) => `${alert.alertCode} ${recipient}`);
