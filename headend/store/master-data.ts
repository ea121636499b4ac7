/** Parties, devices and metering points as rows of the database. */
import type { Kysely } from 'kysely';
import type { PartyStorage } from '../access/parties.ts';
import type { DeviceStorage } from '../inventory/inventory.ts';
import type { MeteringPoint, MeteringPointStorage } from '../registration/registration.ts';
import type { Database } from './tables.ts';

type Json = Readonly<Record<string, unknown>>;

export class MasterData implements PartyStorage, DeviceStorage, MeteringPointStorage {
  readonly #database: Kysely<Database>;

  constructor(database: Kysely<Database>) {
    this.#database = database;
  }

  saveParty(eui64: string, record: Json): Promise<void> {
    return this.#save('parties', eui64, record);
  }

  loadParties(): AsyncIterable<unknown> {
    return this.#load('parties');
  }

  saveDevice(eui64: string, record: Json): Promise<void> {
    return this.#save('devices', eui64, record);
  }

  loadDevices(): AsyncIterable<unknown> {
    return this.#load('devices');
  }

  async saveMeteringPoint(point: MeteringPoint): Promise<void> {
    const record = JSON.stringify(point);
    await this.#database
      .insertInto('metering_points')
      .values({ mpxn: point.mpxn, record })
      .onConflict((conflict) => conflict.column('mpxn').doUpdateSet({ record }))
      .execute();
  }

  async *loadMeteringPoints(): AsyncIterable<unknown> {
    const rows = await this.#database.selectFrom('metering_points').select('record').execute();
    for (const { record } of rows) yield record;
  }

  async #save(table: 'parties' | 'devices', eui64: string, value: Json): Promise<void> {
    const record = JSON.stringify(value);
    await this.#database
      .insertInto(table)
      .values({ eui64, record })
      .onConflict((conflict) => conflict.column('eui64').doUpdateSet({ record }))
      .execute();
  }

  async *#load(table: 'parties' | 'devices'): AsyncIterable<unknown> {
    const rows = await this.#database.selectFrom(table).select('record').execute();
    for (const { record } of rows) yield record;
  }
}
