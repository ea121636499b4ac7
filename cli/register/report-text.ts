/** The counts of a migration as lines for a terminal. */
import {
  type FaultCode,
  MIGRATION_FAULTS,
  severityOf,
} from '../../headend/registration/migration/faults.ts';
import type { MigrationReport } from '../../headend/registration/migration/report.ts';
import { tableOf } from '../table.ts';

export function reportText(report: MigrationReport, isDryRun: boolean): string[] {
  const { points, electricityPoints, gasPoints, registrations, sites, rejectedPoints } = report;
  const faults = Object.entries(report.faults) as [FaultCode, number][];
  const came = isDryRun ? 'would come in' : 'came in';
  const intro = report.isRepeated ? ['These files were loaded before; nothing was changed.'] : [];
  return [
    ...intro,
    `${points} metering points ${came} (${electricityPoints} electricity, ${gasPoints} gas), with ${registrations} registrations at ${sites} properties.`,
    `${report.earlySmartMeters} early smart meters count as not smart until they are heard of.`,
    `${rejectedPoints} metering points were rejected, and rows of which not even the number can be read.`,
    ...(faults.length === 0 ? [] : ['', ...faultTable(faults)]),
  ];
}

function faultTable(faults: readonly (readonly [FaultCode, number])[]): readonly string[] {
  const rows = faults.map(([code, count]) => [
    String(count).padStart(8),
    code,
    severityOf(code),
    MIGRATION_FAULTS[code].text,
  ]);
  return tableOf(['   COUNT', 'FAULT', 'SEVERITY', 'MEANING'], rows);
}
