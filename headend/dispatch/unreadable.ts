/** What came in and could not be read as a request: counted, and in the audit without its content. */
import type { AuditEntry } from '../audit/entry.ts';
import type { UnreadableReport } from '../market/intake.ts';
import type { Stations } from './stations.ts';

const REASON_MAX = 200;

export function noteUnreadable(
  { clock, count, store, report: tell }: Pick<Stations, 'clock' | 'count' | 'store' | 'report'>,
  { channel, sender, code, detail }: UnreadableReport,
): void {
  const entry: AuditEntry = {
    atMillis: clock.nowMillis(),
    step: 'messageRefused',
    ...(sender ? { party: sender } : {}),
    detail: { channel, code, reason: detail.slice(0, REASON_MAX) },
  };
  count(code);
  store.commit({ kind: 'audit', audit: [entry] }).catch((error) => tell('audit', error));
}
