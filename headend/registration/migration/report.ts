/** What a migration came to, in numbers. */
import type { Query, Row, Statement } from '../../store/session.ts';
import type { FaultCode } from './faults.ts';
import type { MigrationFile } from './files.ts';

export type FileReport = {
  readonly path: string;
  readonly rows: number;
  readonly rejectedRows: number;
  readonly droppedRows: number;
};

export type MigrationReport = {
  readonly runId: string;
  readonly files: readonly FileReport[];
  /** Metering points that came in, or would. */
  readonly points: number;
  readonly electricityPoints: number;
  readonly gasPoints: number;
  readonly registrations: number;
  /** Properties, of points that came in with a UPRN. */
  readonly sites: number;
  /** Smart meters that count as not smart until they are heard of. */
  readonly earlySmartMeters: number;
  /** Whose number could be read. */
  readonly rejectedPoints: number;
  /** How often each was found. */
  readonly faults: Readonly<Partial<Record<FaultCode, number>>>;
  /** Of points that came in, by the EUI-64 of the supplier now. */
  readonly pointsBySupplier: Readonly<Record<string, number>>;
  /** These very files had been migrated before, and nothing was changed. */
  readonly isRepeated?: true;
};

const statement = (name: string, text: string): Statement => ({
  name: `migration-report-${name}`,
  text,
});
const TOTALS = statement(
  'totals',
  `select count(*) filter (where outcome is null) as points,
    count(*) filter (where outcome is null and fuel = 'electricity') as electricity,
    count(*) filter (where outcome is null and fuel = 'gas') as gas,
    sum(rows) filter (where outcome is null) as registrations,
    (select count(*) from migration_devices) as smart,
    count(*) filter (where outcome = 'rejected') as rejected,
    (select count(distinct uprn) from migration_rows where outcome is null) as sites
  from (
    select mpxn, min(fuel) as fuel, min(outcome) as outcome, count(*) as rows
    from migration_rows where mpxn is not null and outcome is distinct from 'dropped'
    group by mpxn) p`,
);
const FILES = statement(
  'files',
  `select file, count(*) as rows, count(*) filter (where outcome = 'rejected') as rejected,
    count(*) filter (where outcome = 'dropped') as dropped from migration_rows group by file`,
);
const FAULTS = statement(
  'faults',
  `select code, count(*) as count from migration_faults where run_id = $1 group by code order by 2 desc, 1`,
);
const SUPPLIERS = statement(
  'suppliers',
  `select supplier, count(*) as count from (
      select distinct on (mpxn) mpxn, supplier from migration_rows where outcome is null
      order by mpxn, from_seconds desc) latest
    group by supplier order by 2 desc, 1`,
);

type Count = Row & { count: bigint };

/** Of what is staged and compared; before it is loaded, as a dry run never is. */
export async function reportOf(
  query: Query,
  runId: string,
  files: readonly MigrationFile[],
): Promise<MigrationReport> {
  const [totals = {}] = await query<Row>(TOTALS);
  const total = (name: string) => Number(totals[name] ?? 0);
  const byFile = await query<Row>(FILES);
  const faults = await query<Count & { code: string }>(FAULTS, [runId]);
  const suppliers = await query<Count & { supplier: string }>(SUPPLIERS);
  return {
    runId,
    files: files.map(({ path }, at) => {
      const row = byFile.find(({ file }) => file === at);
      const count = (name: string) => Number(row?.[name] ?? 0);
      const [rows, rejectedRows, droppedRows] = ['rows', 'rejected', 'dropped'].map(count);
      return { path, rows, rejectedRows, droppedRows } as FileReport;
    }),
    points: total('points'),
    electricityPoints: total('electricity'),
    gasPoints: total('gas'),
    registrations: total('registrations'),
    sites: total('sites'),
    earlySmartMeters: total('smart'),
    rejectedPoints: total('rejected'),
    faults: Object.fromEntries(faults.map(({ code, count }) => [code, Number(count)])),
    pointsBySupplier: Object.fromEntries(
      suppliers.map(({ supplier, count }) => [supplier, Number(count)]),
    ),
  };
}
