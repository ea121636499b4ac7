/** For tests: a home in a store of its own, with users in every role; what handlers decide is written and taken in. */
import type { Role } from '../../../protocol/definition/service.ts';
import { checkRequest, validate } from '../../../protocol/definition/validate.ts';
import { formatRequestId } from '../../../protocol/identifiers/request-id.ts';
import { marketServiceByReference } from '../../../protocol/market-services.ts';
import { registrationEvent } from '../../../protocol/registration/events.ts';
import { serviceNumber } from '../../../protocol/services/index.ts';
import { Parties } from '../../access/parties.ts';
import { allow, type Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import { testDevice } from '../../inventory/device.testing.ts';
import { Inventory } from '../../inventory/inventory.ts';
import { onAnswered } from '../../non-device/after-answer.ts';
import type { Change } from '../../non-device/change.ts';
import { handlers, type Outcome } from '../../non-device/handler.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { MasterData } from '../../store/master-data.ts';
import { memoryStore } from '../../store/store.testing.ts';
import { Tasks } from '../../tasks/tasks.ts';
import { Register } from '../register.ts';

export const HEAD_END = '90-B3-D5-1F-30-00-00-02';
export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const NEXT = '90-B3-D5-1F-30-02-00-00';
export const NETWORK = '90-B3-D5-1F-30-03-00-00';
export const AGENT = '90-B3-D5-1F-30-04-00-00';
export const OTHER_USER = '90-B3-D5-1F-30-05-00-00';
export const RIVAL = '90-B3-D5-1F-30-06-00-00';
export const METER = '00-DB-12-34-56-78-90-A0';
export const GAS_METER = '00-DB-12-34-56-78-90-A1';
export const MPAN = '2012345678385';
export const MPRN = '3938424401';
export const RIVAL_MPAN = '1312345678111';
/** 21 January 2026, 12:00 UTC. */
export const NOON = 1_768_996_800;
export const DAY = 86_400;
/** From then on NEXT supplies the electricity. */
export const SWITCH_AT = NOON + 10 * DAY;

export async function makeHome(): Promise<Home> {
  const store = await memoryStore();
  const master = new MasterData(store, () => NOON * 1000);
  const parties = new Parties(master);
  const party = (eui64: string, ...roles: Role[]) =>
    parties.put({ eui64, roles, name: 'User', status: 'active', channel: 'bridge' });
  await party(SUPPLIER, 'IS', 'GS');
  await party(NEXT, 'IS');
  await party(NETWORK, 'ED', 'GT');
  await party(AGENT, 'RSA');
  await party(OTHER_USER, 'OU');
  await party(RIVAL, 'IS', 'GS', 'RSA', 'OU');
  const inventory = new Inventory(master);
  await inventory.put(testDevice(METER, MPAN));
  await inventory.put(testDevice(GAS_METER, MPRN, { deviceType: 'GSME' }));
  const register = new Register(master);
  const shared = { networkOperator: NETWORK, uprn: 100_023_336_956 };
  const period = { effectiveFromUtcSeconds: 0 };
  const electricity = [
    { supplier: SUPPLIER, ...period, effectiveToUtcSeconds: SWITCH_AT },
    { supplier: NEXT, effectiveFromUtcSeconds: SWITCH_AT },
  ];
  await register.put({ ...shared, mpxn: MPAN, fuel: 'electricity', registrations: electricity });
  const gas = [{ supplier: SUPPLIER, ...period }];
  await register.put({ ...shared, mpxn: MPRN, fuel: 'gas', registrations: gas });
  const rivals = { mpxn: RIVAL_MPAN, registrations: [{ supplier: RIVAL, ...period }] };
  await register.put({ ...rivals, fuel: 'electricity', networkOperator: NETWORK, uprn: 7 });
  await register.load();
  const tasks = new Tasks(master);
  const key = { fingerprintKey: new Uint8Array(32).fill(7) };
  const parts = { headEnd: HEAD_END, store, parties, inventory, register, tasks, ...key };
  return new Home(parts as unknown as Stations);
}

export class Home {
  readonly stations: Stations;
  #counter = 0n;

  constructor(stations: Stations) {
    this.stations = stations;
  }

  /** As a user asks it, at the door and inside. Throws Fault. */
  async ask(reference: string, body: object, by: string, atUtcSeconds = NOON): Promise<Outcome> {
    const request = this.request(reference, HEAD_END, by, body);
    checkRequest(request.service, body);
    allow(this.stations, request, atUtcSeconds * 1000);
    const handler = handlers.get(serviceNumber(reference));
    if (!handler) throw new Error(`nobody answers ${reference}`);
    const outcome = await handler(this.stations, request, atUtcSeconds * 1000);
    const { dccResponse } = request.service;
    if (dccResponse) validate(dccResponse.type, outcome.result);
    for (const { event } of outcome.events ?? []) validate(registrationEvent, event);
    await this.write(outcome.changes ?? []);
    return outcome;
  }

  async write(changes: readonly Change[]): Promise<void> {
    await this.stations.store.commit({ kind: 'deliver', outbox: [], changes, audit: [] });
    takeChanges(this.stations, changes);
  }

  /** "CODE: detail" of what it is refused with; undefined when it is done. */
  async refusal(...asked: Parameters<Home['ask']>): Promise<string | undefined> {
    const error = await this.ask(...asked).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined && !(error instanceof Fault)) throw error;
    return error && (error.detail === '' ? error.code : `${error.code}: ${error.detail}`);
  }

  /** The code a request to a device is answered with at the door: I99 when it may go on. */
  door(reference: string, device: string, by: string, atUtcSeconds: number, body = {}): string {
    try {
      allow(this.stations, this.request(reference, device, by, body), atUtcSeconds * 1000);
      return 'I99';
    } catch (error) {
      if (error instanceof Fault) return error.response;
      throw error;
    }
  }

  /** The meter has shown these digits for the user (9.1). */
  async show(digits: string, by = OTHER_USER, atUtcSeconds = NOON): Promise<void> {
    const request = this.request('9.1', METER, by, {});
    const dccResult = { gbcsPayload: new Uint8Array(), customerIdentificationNumber: digits };
    const said = { result: { messageSuccess: true }, dccResult };
    const { changes = [] } = onAnswered(this.stations, request, said, atUtcSeconds * 1000);
    await this.write(changes);
  }

  request(reference: string, target: string, originator: string, body: object): ServiceRequest {
    const service = marketServiceByReference.get(reference);
    if (!service) throw new Error(`no service ${reference}`);
    const id = { originator, target, counter: ++this.#counter };
    const isHere = target === HEAD_END;
    const rest = { commandVariant: isHere ? 8 : 1, channel: 'bridge', endpoint: 'bridge' } as const;
    return { requestId: formatRequestId(id), ...id, service, body, ...rest };
  }
}
