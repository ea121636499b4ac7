/** For tests: some metering points in memory, the handlers over them, and the feed of what they change. */
import type { Role } from '../../../protocol/definition/service.ts';
import { validate } from '../../../protocol/definition/validate.ts';
import { marketServiceByReference } from '../../../protocol/market-services.ts';
import { registrationEvent } from '../../../protocol/registration/events.ts';
import { serviceNumber } from '../../../protocol/services/index.ts';
import { Parties } from '../../access/parties.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import { Inventory } from '../../inventory/inventory.ts';
import type { Change } from '../../non-device/change.ts';
import { type AddressedEvent, handlers, type Outcome } from '../../non-device/handler.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import { Schedules } from '../../scheduling/schedules.ts';
import type { ServiceRequest } from '../../service-request.ts';
import { feedEvents } from '../feed/feed-events.ts';
import { StorageInMemory } from '../register.testing.ts';
import { Register } from '../register.ts';
import { isRegisterChange } from '../register-change.ts';
import type { MeteringPoint } from '../registration.ts';

async function* none() {}
const nothing = async () => {};

export type Done = Outcome & { readonly events: readonly AddressedEvent[] };

export class Bench {
  readonly #storage = new StorageInMemory();
  readonly stations: Stations;
  #next = 1n;

  constructor() {
    const store = { reserveCounter: async () => this.#next++ };
    const parts = {
      store,
      parties: new Parties({ saveParty: nothing, loadParties: none }),
      register: new Register(this.#storage),
      inventory: new Inventory({ saveDevice: nothing, loadDevices: none }),
      schedules: new Schedules({ loadSchedules: none, nextScheduleId: async () => 1 }),
      tasks: { take: nothing },
    };
    this.stations = parts as unknown as Stations;
  }

  async party(eui64: string, ...roles: Role[]): Promise<void> {
    const rest = { name: 'User', status: 'active', channel: 'bridge' } as const;
    await this.stations.parties.put({ eui64, roles, ...rest });
  }

  async point(point: MeteringPoint): Promise<void> {
    await this.stations.register.put(point);
  }

  /** Decides, and writes; the events are the service's own and the feed's. Throws Fault. */
  async ask(reference: string, body: object, originator: string, at: number): Promise<Done> {
    const service = marketServiceByReference.get(reference);
    const handler = handlers.get(serviceNumber(reference));
    if (!service || !handler) throw new Error(`nobody answers ${reference}`);
    validate(service.request, body);
    const request = { service, body, originator } as unknown as ServiceRequest;
    const outcome = await handler(this.stations, request, at * 1000);
    if (service.dccResponse) validate(service.dccResponse.type, outcome.result);
    return { ...outcome, events: await this.write(outcome.changes ?? [], at, outcome.events) };
  }

  /** Tells, and writes. */
  async write(
    changes: readonly Change[],
    at: number,
    own: readonly AddressedEvent[] = [],
  ): Promise<AddressedEvent[]> {
    const events = [...own, ...feedEvents(this.stations, changes, at, own)];
    for (const { event } of events) validate(registrationEvent, event);
    await this.#storage.writeChanges(changes.filter(isRegisterChange));
    takeChanges(this.stations, changes);
    return events;
  }

  /** "CODE: detail" of what it is refused with; undefined when it is done. */
  async refusal(...asked: Parameters<Bench['ask']>): Promise<string | undefined> {
    try {
      await this.ask(...asked);
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return error.detail === '' ? error.code : `${error.code}: ${error.detail}`;
    }
  }
}

/** "supplier masterDataChanged", by the names given to users. */
export const toldTo = (names: Readonly<Record<string, string>>, { events }: Pick<Done, 'events'>) =>
  events
    .map(({ recipient, event }) => `${names[recipient] ?? '?'} ${Object.keys(event)[0]}`)
    .sort();
