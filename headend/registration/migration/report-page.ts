/** The report of a migration as one page to look at: bars and tables, nothing fetched from anywhere. */
import { type FaultCode, MIGRATION_FAULTS, type Severity, severityOf } from './faults.ts';
import type { MigrationReport } from './report.ts';

export type Bar = { readonly label: string; readonly value: number; readonly note?: string };

const SEVERITIES: readonly {
  readonly severity: Severity;
  readonly head: string;
  readonly colour: string;
}[] = [
  { severity: 'reject', head: 'Rejected', colour: '#b3261e' },
  { severity: 'warning', head: 'Warnings, of what came in', colour: '#8f5600' },
  { severity: 'drop', head: 'Dropped, as it says nothing new', colour: '#5f6368' },
];
const SUPPLIER_COLOUR = '#1f6f54';
const STYLE = `body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d1d1f}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.25rem;margin-top:2.4rem}h3{font-size:1rem;margin:1.4rem 0 .2rem}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.8rem;margin:1.5rem 0}
.numbers div{border:1px solid #d2d2d7;border-radius:8px;padding:.6rem 1rem}
.numbers b{display:block;font-size:1.5rem}
table{border-collapse:collapse;width:100%}tr+tr{border-top:1px solid #ececf0}th{text-align:left;font-weight:600}
td,th{padding:.25rem .6rem .25rem 0;vertical-align:middle}
td.count,th.count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.bar{width:40%;padding-right:0}td small{display:block}svg{display:block}small{color:#5f6368}code{font-size:.85rem}`;

/** `title` says whether it was a dry run. */
export function reportPage(report: MigrationReport, title: string): string {
  const { points, electricityPoints, gasPoints, registrations, sites } = report;
  const { earlySmartMeters, rejectedPoints } = report;
  const numbers: readonly Bar[] = [
    { label: 'metering points in', value: points },
    { label: 'electricity', value: electricityPoints },
    { label: 'gas', value: gasPoints },
    { label: 'registrations', value: registrations },
    { label: 'properties', value: sites },
    { label: 'early smart meters', value: earlySmartMeters },
    { label: 'metering points rejected', value: rejectedPoints },
  ];
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style>
<h1>${escaped(title)}</h1><small>Run <code>${escaped(report.runId)}</code></small>
<div class="numbers">${numbers.map(numberBox).join('')}</div>
<h2>What was found</h2>${faultTables(report)}
<h2>Files</h2>${filesTable(report)}
<h2>Metering points by supplier</h2>${barTable('Supplier', suppliersOf(report), SUPPLIER_COLOUR)}
</html>
`;
}

const numberBox = ({ label, value }: Bar) => `<div><b>${grouped(value)}</b>${escaped(label)}</div>`;

/** What keeps points out first; each severity by itself, with bars on one scale. */
function faultTables({ faults }: MigrationReport): string {
  const found = Object.entries(faults) as [FaultCode, number][];
  if (found.length === 0) return '<p>Nothing.</p>';
  const max = Math.max(...found.map(([, count]) => count));
  return SEVERITIES.map(({ severity, head, colour }) => {
    const bars = found
      .filter(([code]) => severityOf(code) === severity)
      .map(([label, value]) => ({ label, value, note: MIGRATION_FAULTS[label].text }));
    if (bars.length === 0) return '';
    const sum = grouped(bars.reduce((total, { value }) => total + value, 0));
    return `<h3 style="color:${colour}">${head}: ${sum}</h3>${barTable('Fault', bars, colour, max)}`;
  }).join('');
}

function filesTable({ files }: MigrationReport): string {
  const cell = (value: number) => `<td class="count">${grouped(value)}</td>`;
  const unstaged = '<td class="count" colspan="3"><small>no rows of metering points</small></td>';
  const rows = files.map(
    ({ path, rows: all, rejectedRows, droppedRows }) =>
      `<tr><td><code>${escaped(path)}</code></td>${all === 0 ? unstaged : [all, rejectedRows, droppedRows].map(cell).join('')}</tr>`,
  );
  const heads = ['Rows', 'Rejected', 'Dropped'].map((head) => `<th class="count">${head}</th>`);
  return `<table><tr><th>File</th>${heads.join('')}</tr>${rows.join('')}</table>`;
}

const suppliersOf = ({ pointsBySupplier }: MigrationReport): readonly Bar[] =>
  Object.entries(pointsBySupplier).map(([label, value]) => ({ label, value }));

/** A bar of the whole width is `max`: if nothing else is said, the largest value. */
function barTable(
  head: string,
  bars: readonly Bar[],
  colour: string,
  max = Math.max(1, ...bars.map(({ value }) => value)),
): string {
  const rows = bars.map((bar) => {
    const width = Math.max(0.5, (100 * bar.value) / max).toFixed(1);
    const note = bar.note ? `<small>${escaped(bar.note)}</small>` : '';
    const rect = `<rect width="${width}%" height="14" rx="3" fill="${colour}"/>`;
    return `<tr><td>${escaped(bar.label)}${note}</td><td class="count">${grouped(bar.value)}</td><td class="bar"><svg width="100%" height="14" role="img" aria-label="${bar.value}">${rect}</svg></td></tr>`;
  });
  return `<table><tr><th>${head}</th><th class="count">Count</th><th></th></tr>${rows.join('')}</table>`;
}

const grouped = (value: number) => value.toLocaleString('en-GB');

/** Paths and names may hold anything. */
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
