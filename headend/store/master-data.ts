/** Parties, devices and metering points as rows of the database. */
import type { PartyStorage } from '../access/parties.ts';
import type { AuditEntry, AuditStep } from '../audit/entry.ts';
import type { DeviceStorage } from '../inventory/inventory.ts';
import type { MeteringPoint, MeteringPointStorage } from '../registration/registration.ts';
import type { Store } from './store.ts';

type Json = Readonly<Record<string, unknown>>;

export class MasterData implements PartyStorage, DeviceStorage, MeteringPointStorage {
  readonly #store: Store;
  readonly #nowMillis: () => number;

  constructor(store: Store, nowMillis: () => number) {
    this.#store = store;
    this.#nowMillis = nowMillis;
  }

  async saveParty(eui64: string, record: Json): Promise<void> {
    await this.#save('parties', eui64, record);
    await this.#audit('partyChanged', { party: eui64 });
  }

  loadParties(): AsyncIterable<unknown> {
    return this.#load('parties');
  }

  async saveDevice(eui64: string, record: Json): Promise<void> {
    await this.#save('devices', eui64, record);
    await this.#audit('inventoryChanged', { device: eui64 });
  }

  loadDevices(): AsyncIterable<unknown> {
    return this.#load('devices');
  }

  async saveMeteringPoint(point: MeteringPoint): Promise<void> {
    const record = JSON.stringify(point);
    await this.#store.database
      .insertInto('metering_points')
      .values({ mpxn: point.mpxn, record })
      .onConflict((conflict) => conflict.column('mpxn').doUpdateSet({ record }))
      .execute();
    await this.#audit('registrationChanged', { detail: { mpxn: point.mpxn } });
  }

  async *loadMeteringPoints(): AsyncIterable<unknown> {
    const rows = await this.#store.database
      .selectFrom('metering_points')
      .select('record')
      .execute();
    for (const { record } of rows) yield record;
  }

  async #save(table: 'parties' | 'devices', eui64: string, value: Json): Promise<void> {
    const record = JSON.stringify(value);
    await this.#store.database
      .insertInto(table)
      .values({ eui64, record })
      .onConflict((conflict) => conflict.column('eui64').doUpdateSet({ record }))
      .execute();
  }

  async *#load(table: 'parties' | 'devices'): AsyncIterable<unknown> {
    const rows = await this.#store.database.selectFrom(table).select('record').execute();
    for (const { record } of rows) yield record;
  }

  /** What decides access is not changed unseen. */
  async #audit(step: AuditStep, about: Omit<AuditEntry, 'atMillis' | 'step'>): Promise<void> {
    const entry: AuditEntry = { atMillis: this.#nowMillis(), step, ...about };
    await this.#store.commit({ kind: 'audit', audit: [entry] });
  }
}
