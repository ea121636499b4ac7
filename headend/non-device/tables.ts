/** The tables of what the services keep that no device is asked for. */
import type { Generated, JSONColumnType } from 'kysely';

declare module '../store/tables.ts' {
  interface Database {
    schedules: SchedulesTable;
    firmware_images: { hash: Uint8Array; image: Uint8Array };
    firmware_updates: FirmwareUpdatesTable;
    hub_reports: HubReportsTable;
    wan_coverage: { area: string; record: JSONColumnType<object> };
  }
}

export interface SchedulesTable {
  schedule_id: bigint;
  owner: string;
  device: string;
  service: number;
  body: Uint8Array;
  created_at_millis: bigint;
  /** Absent: it has not been run. */
  last_run_utc_seconds: Generated<bigint | null>;
}

export interface FirmwareUpdatesTable {
  request_id: string;
  originator: string;
  service: number;
  firmware_version: string;
  image_hash: Uint8Array;
  devices: string[];
  stored_at_millis: bigint;
}

export interface HubReportsTable {
  request_id: string;
  hub: string;
  service: number;
  body: Uint8Array;
  reported_at_millis: bigint;
}
