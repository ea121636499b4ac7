/** Parties, devices, metering points, coverage and schedules as rows of the database. */
import { sql } from 'kysely';
import type { PartyStorage } from '../access/parties.ts';
import type { AuditEntry, AuditStep } from '../audit/entry.ts';
import type { DeviceStorage } from '../inventory/inventory.ts';
import type { AreaCoverage, CoverageStorage } from '../non-device/wan-coverage.ts';
import { RegisterRows } from '../registration/register-rows.ts';
import { SCHEDULE_COUNTER, type Schedule, type ScheduleStorage } from '../scheduling/schedules.ts';
import type { Task } from '../tasks/task.ts';
import { loadPurposes, loadTasks } from '../tasks/task-rows.ts';
import type { TaskStorage } from '../tasks/tasks.ts';
import type { Store } from './store.ts';

type Json = Readonly<Record<string, unknown>>;

export class MasterData
  extends RegisterRows
  implements PartyStorage, DeviceStorage, CoverageStorage, ScheduleStorage, TaskStorage
{
  readonly #store: Store;
  readonly #nowMillis: () => number;

  constructor(store: Store, nowMillis: () => number) {
    super(store, nowMillis);
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

  async saveDevice(eui64: string, record: Json, part?: 'keys'): Promise<void> {
    if (part === 'keys') await this.#saveKeys(eui64, record);
    else await this.#save('devices', eui64, record);
    await this.#audit('inventoryChanged', { device: eui64 });
  }

  loadDevices(): AsyncIterable<unknown> {
    return this.#load('devices');
  }

  async saveCoverage({ area, regions }: AreaCoverage): Promise<void> {
    const record = JSON.stringify({ area, regions });
    await this.#store.database
      .insertInto('wan_coverage')
      .values({ area, record })
      .onConflict((conflict) => conflict.column('area').doUpdateSet({ record }))
      .execute();
    await this.#audit('coverageChanged', { detail: { area } });
  }

  async *loadCoverage(): AsyncIterable<unknown> {
    const rows = await this.#store.database.selectFrom('wan_coverage').select('record').execute();
    for (const { record } of rows) yield record;
  }

  async *loadSchedules(): AsyncIterable<Schedule> {
    const rows = await this.#store.database
      .selectFrom('schedules')
      .selectAll()
      .orderBy('schedule_id')
      .execute();
    for (const { schedule_id, owner, device, service, body, ...row } of rows)
      yield {
        scheduleId: Number(schedule_id),
        owner,
        device,
        service,
        body: new Uint8Array(body),
        createdAtMillis: Number(row.created_at_millis),
        ...(row.last_run_utc_seconds === null
          ? {}
          : { lastRunUtcSeconds: Number(row.last_run_utc_seconds) }),
      };
  }

  loadTasks(): AsyncIterable<Task> {
    return loadTasks(this.#store);
  }

  loadPurposes(): ReturnType<typeof loadPurposes> {
    return loadPurposes(this.#store);
  }

  async nextScheduleId(): Promise<number> {
    const row = await this.#store.database
      .selectFrom('counters')
      .select('next')
      .where('name', '=', SCHEDULE_COUNTER)
      .executeTakeFirst();
    return Number(row?.next ?? 1n);
  }

  /** In the row as it is then: a user may be changing the rest of it (8.4). */
  async #saveKeys(eui64: string, { record, renewed = {} }: Json): Promise<void> {
    const { signingPublic, agreementPublic, prepaymentPublic } = record as Json;
    const keys = JSON.stringify({ signingPublic, agreementPublic, prepaymentPublic });
    const expected = JSON.stringify({ renewed });
    await sql`update devices set record = jsonb_set(record || ${expected}::jsonb, '{record}',
      (record -> 'record') || ${keys}::jsonb) where eui64 = ${eui64}`.execute(this.#store.database);
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
