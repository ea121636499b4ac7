/** For tests: suppliers, homes with meters and a real database, under a clock of the test's own. */
import { sql } from 'kysely';
import { ManualTime } from '../../../platform/manual-time.testing.ts';
import { validate } from '../../../protocol/definition/validate.ts';
import { marketServiceByReference } from '../../../protocol/market-services.ts';
import type { RegistrationEvent } from '../../../protocol/registration/events.ts';
import { Parties, type Party } from '../../access/parties.ts';
import { consequenceRows } from '../../dispatch/outbox-rows.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault, type FaultCode } from '../../faults.ts';
import { testDevice } from '../../inventory/device.testing.ts';
import { Inventory } from '../../inventory/inventory.ts';
import type { Outcome } from '../../non-device/handler.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import { DueQueue } from '../../scheduling/due-queue.ts';
import { Schedules } from '../../scheduling/schedules.ts';
import type { MarketMessage, ServiceRequest } from '../../service-request.ts';
import { MasterData } from '../../store/master-data.ts';
import { memoryStore } from '../../store/store.testing.ts';
import type { Store } from '../../store/store.ts';
import { Tasks } from '../../tasks/tasks.ts';
import { Turns } from '../../turns.ts';
import { registrationHandlers } from '../handlers.ts';
import { Register } from '../register.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import { type Requests, SwitchingEngine } from './engine.ts';

export const HEAD_END = '90-B3-D5-1F-30-00-00-02';
export const OLD = '90-B3-D5-1F-30-01-00-00';
export const NEW = '90-B3-D5-1F-30-02-00-00';
export const NETWORK = '90-B3-D5-1F-30-03-00-00';
export const RIVAL = '90-B3-D5-1F-30-04-00-00';
export const AGENT = '90-B3-D5-1F-30-05-00-00';
export const METER = '00-DB-12-34-56-78-90-A0';
export const GAS_METER = '00-DB-12-34-56-78-90-A1';
export const MPAN = '2012345678385';
export const MPRN = '3938424401';
export const UPRN = 100_023_336_956;
/** Wednesday 21 January 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 0, 21, 12) / 1000;

const nothing = async () => {};
async function* none() {}

export type Told = { readonly recipient: string; readonly message: MarketMessage };

export class SwitchBench {
  readonly stations: Stations;
  readonly time: ManualTime;
  readonly engine: SwitchingEngine;
  /** Written to the outbox. */
  readonly told: Told[] = [];
  readonly reported: string[] = [];
  /** Of which devices whose requests were ended: "METER PARTY". */
  readonly ended: string[] = [];
  readonly #turns = new Turns();

  constructor(world: Omit<Stations, 'formats' | 'report' | 'clock'>, time: ManualTime) {
    this.time = time;
    const format = (message: MarketMessage, { eui64: recipient }: Party) => {
      this.told.push({ recipient, message });
      return { contentType: 'text/plain', content: new Uint8Array(1) };
    };
    this.stations = {
      ...world,
      clock: time,
      formats: { duis: format, bridge: format },
      report: (about, error) => this.reported.push(`${about}: ${error}`),
    };
    this.engine = new SwitchingEngine(this.stations, this.requests);
  }

  get requests(): Requests {
    return {
      alone: (work) => this.#turns.run('all', work),
      endRequestsOf: async (devices, party) => {
        for (const device of devices) this.ended.push(`${device} ${party}`);
      },
    };
  }

  /** As the flow does: decided, written and taken into memory before anything else is decided. */
  ask(reference: string, body: object, originator = NEW): Promise<Outcome> {
    const service = marketServiceByReference.get(reference);
    const handler = registrationHandlers[reference];
    if (!service || !handler) throw new Error(`no service ${reference}`);
    validate(service.request, body);
    const request = { originator, service, body } as unknown as ServiceRequest;
    return this.requests.alone(async () => {
      const outcome = await handler(this.stations, request, this.time.nowMillis());
      if (outcome.result !== undefined && service.dccResponse)
        validate(service.dccResponse.type, outcome.result);
      const changes = outcome.changes ?? [];
      const outbox = consequenceRows(this.stations, `test/${this.told.length}`, outcome);
      await this.stations.store.commit({ kind: 'deliver', outbox, changes, audit: [] });
      takeChanges(this.stations, changes);
      return outcome;
    });
  }

  /** The code it is refused with; undefined when it is done. */
  async refusal(...about: Parameters<SwitchBench['ask']>): Promise<FaultCode | undefined> {
    try {
      await this.ask(...about);
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.code;
      throw error;
    }
  }

  /** The number of a switch that is asked for; `more`: of the request. */
  async switched(mpxns: readonly string[], supplyStartDate: number, more: object = {}, by = NEW) {
    const { result } = await this.ask('91.1', { mpxns, supplyStartDate, ...more }, by);
    return (result as { readonly switchId: number }).switchId;
  }

  /** The clock goes to this moment, and the engine does what is due. */
  async goTo(utcSeconds: number): Promise<void> {
    this.time.advance(utcSeconds * 1000 - this.time.nowMillis());
    await this.engine.run();
  }

  async supplierOf(mpxn: string, atUtcSeconds: number): Promise<string | undefined> {
    const point = await this.stations.register.find(mpxn);
    return point && supplierAt(point, atUtcSeconds)?.supplier;
  }

  /** Events of one kind that were told to a party, in their order. */
  events<K extends keyof RegistrationEvent>(recipient: string, kind: K): unknown[] {
    return this.told.flatMap(({ recipient: to, message }) =>
      to === recipient && message.kind === 'registrationEvent' && kind in message.body
        ? [message.body[kind]]
        : [],
    );
  }

  /** DCC alerts told to a party. */
  alerts(recipient: string): string[] {
    return this.told.flatMap(({ recipient: to, message }) =>
      to === recipient && message.kind === 'dccAlert' ? [message.alertCode] : [],
    );
  }
}

export const pointOf = (mpxn: string, more: Partial<MeteringPoint> = {}): MeteringPoint => ({
  mpxn,
  fuel: mpxn.length === 13 ? 'electricity' : 'gas',
  networkOperator: NETWORK,
  uprn: UPRN,
  registrations: [{ supplier: OLD, effectiveFromUtcSeconds: 0 }],
  ...more,
});

let shared: Promise<Store> | undefined;
let clock = new ManualTime();

/** One database for all benches of a process, emptied for each: a new one takes seconds. */
async function emptyStore(time: ManualTime): Promise<Store> {
  clock = time;
  shared ??= memoryStore({ nowMillis: () => clock.nowMillis() });
  const store = await shared;
  await sql`truncate metering_points, registrations, grants, point_details, switches, switch_points,
    tasks, outbox`.execute(store.database);
  return store;
}

export async function closeSwitchBench(): Promise<void> {
  await (await shared)?.close();
}

/** A home with both fuels at the old supplier; `scope`: 2A or 2B. The bench before is of no use any more. */
export async function makeSwitchBench(
  scope: Stations['registrationScope'] = 'all-sites',
): Promise<SwitchBench> {
  const time = new ManualTime(NOON * 1000);
  const database = await emptyStore(time);
  const master = new MasterData(database, () => time.nowMillis());
  const parties = new Parties({ saveParty: nothing, loadParties: none });
  const party = (eui64: string, ...roles: Party['roles']) =>
    parties.put({ eui64, roles, name: 'User', status: 'active', channel: 'bridge' });
  await party(OLD, 'IS', 'ES', 'GS');
  await party(NEW, 'IS', 'ES', 'GS');
  await party(RIVAL, 'IS', 'GS');
  await party(NETWORK, 'ED', 'GT');
  await party(AGENT, 'RSA');
  const register = new Register(master);
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  await register.put(pointOf(MPAN));
  await register.put(pointOf(MPRN));
  await register.hold([MPAN, MPRN]);
  inventory.take(testDevice(METER, MPAN));
  inventory.take(testDevice(GAS_METER, MPRN, { deviceType: 'GSME' }));
  const world = {
    headEnd: HEAD_END,
    store: database,
    registrationScope: scope,
    ...{ parties, register, inventory },
    schedules: new Schedules({ loadSchedules: none, nextScheduleId: async () => 1 }),
    tasks: new Tasks(master),
    due: new DueQueue(time, time),
    outbox: { offer: () => {} },
  };
  return new SwitchBench(world as unknown as Stations, time);
}
