/** The report of a migration as one page to look at: bars and tables, nothing fetched from anywhere. */
import { type FaultCode, MIGRATION_FAULTS, type Severity, severityOf } from './faults.ts';
import type { MigrationReport } from './report.ts';

export type Bar = { readonly label: string; readonly value: number; readonly note?: string };

const COLOURS: Readonly<Record<Severity, string>> = {
  reject: '#b3261e',
  warning: '#b26a00',
  drop: '#5f6368',
};
const STYLE = `body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d1d1f}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2.2rem}
.numbers{display:flex;flex-wrap:wrap;gap:1rem;margin:1.5rem 0}
.numbers div{border:1px solid #d2d2d7;border-radius:8px;padding:.7rem 1rem;min-width:8rem}
.numbers b{display:block;font-size:1.5rem}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600}
td,th{padding:.25rem .6rem .25rem 0;vertical-align:middle}
td.count,th.count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.bar{width:32%}svg{display:block}small{color:#5f6368}code{font-size:.85rem}`;

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
<h2>Metering points by supplier</h2>${barTable('Supplier', suppliersOf(report), () => '#1f6f54')}
</html>
`;
}

const numberBox = ({ label, value }: Bar) => `<div><b>${grouped(value)}</b>${escaped(label)}</div>`;

function faultTables({ faults }: MigrationReport): string {
  const rows = Object.entries(faults) as [FaultCode, number][];
  if (rows.length === 0) return '<p>Nothing.</p>';
  const bars = rows.map(([code, value]) => ({
    label: code,
    value,
    note: `${severityOf(code)}: ${MIGRATION_FAULTS[code].text}`,
  }));
  return barTable('Fault', bars, ({ label }) => COLOURS[severityOf(label as FaultCode)]);
}

function filesTable({ files }: MigrationReport): string {
  const cell = (value: number) => `<td class="count">${grouped(value)}</td>`;
  const rows = files.map(
    ({ path, rows: all, rejectedRows, droppedRows }) =>
      `<tr><td><code>${escaped(path)}</code></td>${[all, rejectedRows, droppedRows].map(cell).join('')}</tr>`,
  );
  const heads = ['Rows', 'Rejected', 'Dropped'].map((head) => `<th class="count">${head}</th>`);
  return `<table><tr><th>File</th>${heads.join('')}</tr>${rows.join('')}</table>`;
}

const suppliersOf = ({ pointsBySupplier }: MigrationReport): readonly Bar[] =>
  Object.entries(pointsBySupplier).map(([label, value]) => ({ label, value }));

/** The longest bar is the largest value. */
function barTable(head: string, bars: readonly Bar[], colour: (bar: Bar) => string): string {
  const max = Math.max(1, ...bars.map(({ value }) => value));
  const rows = bars.map((bar) => {
    const width = Math.max(0.5, (100 * bar.value) / max).toFixed(1);
    const note = bar.note ? `<br><small>${escaped(bar.note)}</small>` : '';
    const rect = `<rect width="${width}%" height="14" rx="3" fill="${colour(bar)}"/>`;
    return `<tr><td>${escaped(bar.label)}${note}</td><td class="count">${grouped(bar.value)}</td><td class="bar"><svg width="100%" height="14" role="img" aria-label="${bar.value}">${rect}</svg></td></tr>`;
  });
  return `<table><tr><th>${head}</th><th class="count">Count</th><th></th></tr>${rows.join('')}</table>`;
}

const grouped = (value: number) => value.toLocaleString('en-GB');

/** Paths and names may hold anything. */
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
