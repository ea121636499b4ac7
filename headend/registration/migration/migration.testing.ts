/** For tests: small files of metering points, and what a database holds when ids and times are left out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { temporaryDirectory } from '../../store/store.testing.ts';
import type { Store } from '../../store/store.ts';
import type { ColumnName, Fuel } from './columns.ts';
import { openFiles } from './files.ts';
import { migrate } from './migrate.ts';
import type { MigrationReport } from './report.ts';

/** 24 November 2026. */
export const TODAY_MILLIS = 1_795_478_400_000;
export const OLD_SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const NEW_SUPPLIER = '90-B3-D5-1F-30-02-00-00';

export const PARTICIPANTS = `mpid,role,eui64,distributor_id
OLDS,supplier,${OLD_SUPPLIER},
NEWS,supplier,${NEW_SUPPLIER},
LOND,networkOperator,90-B3-D5-1F-30-00-00-12,12
EELC,networkOperator,90-B3-D5-1F-30-00-00-10,10
GASN,networkOperator,90-B3-D5-1F-30-00-00-99,
MOPA,meterOperator,,
COLA,dataCollector,,
`;

type Fields = Partial<Record<ColumnName, string>>;

/** A whole row of electricity; its MPAN is that of gb.md's list. */
export const ELECTRICITY: Fields = {
  mpan: '1200023305967',
  supplier: 'OLDS',
  supply_from: '2020-04-01',
  supply_to: '',
  uprn: '100012345678',
  house: '12',
  post_code: 'SW1A 1AA',
  gsp_group: '_C',
  profile_class: '01',
  measurement_class: 'A',
  ssc: '0393',
  mtc: '801',
  llfc: '100',
  energisation: 'E',
  meter_operator: 'MOPA',
  data_collector: 'COLA',
  meter_serial: 'E123',
  manufacturer: '',
  model: '',
  customer_type: 'D',
  payment_mode: 'C',
  smart: 'N',
  smets_version: '',
  device: '',
  direction: '',
  import_mpan: '',
  related_mpans: '',
};
export const GAS: Fields = {
  mprn: '3938424403',
  supplier: 'OLDS',
  supply_from: '2020-04-01',
  supply_to: '',
  transporter: 'GASN',
  uprn: '100012345678',
  house: '12',
  post_code: 'SW1A 1AA',
  ldz: 'NT',
  aq_kwh: '12000',
  energisation: 'E',
  meter_operator: 'MOPA',
  meter_serial: 'G123',
  customer_type: 'D',
  smart: '',
  device: '',
};
/** Valid ones of distributor 12. */
export const OTHER_MPANS = ['1200000000011', '1200000000020', '1200000000030'] as const;

export function csvOf(fuel: Fuel, rows: readonly Fields[]): string {
  const names = Object.keys(fuel === 'electricity' ? ELECTRICITY : GAS) as ColumnName[];
  const lines = rows.map((row) => names.map((name) => quoted(row[name] ?? '')).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

const quoted = (text: string) => (text.includes(',') ? `"${text}"` : text);

export type Texts = { readonly [name: string]: string };

export function writeFiles(texts: Texts): string[] {
  const directory = temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  return Object.entries({ participants: PARTICIPANTS, ...texts }).map(([name, text]) => {
    const path = join(directory, `${name}.csv`);
    writeFileSync(path, text);
    return path;
  });
}

export type Found = { readonly report: MigrationReport; readonly faults: readonly string[] };

/** Faults as `line code field`, of files of points. */
export async function migrateTexts(
  store: Store,
  texts: Texts,
  isDryRun = false,
  nowMillis = TODAY_MILLIS,
): Promise<Found> {
  const faults: string[] = [];
  const report = await migrate(store, await openFiles(writeFiles(texts)), {
    nowMillis,
    isDryRun,
    takeFaults: async (all) => {
      for await (const { line, code, field } of all) faults.push(`${line} ${code} ${field}`.trim());
    },
  });
  return { report, faults };
}

const DIGESTS: readonly string[] = [
  `select mpxn || record::text || coalesce(uprn::text, '-') || coalesce(address_key, '-') as line
    from metering_points`,
  `select mpxn || supplier || effective::text || coalesce(switch_id::text, '-') as line
    from registrations join metering_points using (point_id) where known_to_millis is null`,
  `select mpxn || effective_from || value::text as line
    from point_details join metering_points using (point_id)`,
  'select eui64 || record::text as line from devices',
  `select concat_ws(' ', run_id, file, line, mpxn, code, field, detail) as line from migration_faults`,
  `select run_id || state || (report - 'files')::text as line from migration_runs`,
  'select count(*)::text as line from migration_rows',
  'select count(*)::text as line from migration_addresses',
  'select count(*)::text as line from migration_devices',
];

/** The same for two registers in which the same is known, but for ids and when it came to be known. */
export async function digestOf({ database }: Store): Promise<string[]> {
  const digests: string[] = [];
  for (const text of DIGESTS) {
    const lines = sql.raw(`select count(*) || ' ' || coalesce(md5(string_agg(line, chr(10)
      order by line collate "C")), '-') as digest from (${text}) lines`);
    const { rows } = await sql<{ digest: string }>`${lines}`.execute(database);
    digests.push(rows[0]?.digest ?? '');
  }
  return digests;
}
