/** Who was not let in over TLS: counted and audited like every other refusal. */
import type { AuditEntry } from '../audit/entry.ts';
import type { TlsRefusal } from '../transport/tls-gate.ts';
import type { Stations } from './stations.ts';

const REASON_MAX = 200;

/** The code is TLS_REFUSED. */
export function noteTlsRefusal(
  { store, clock, count, report }: Pick<Stations, 'store' | 'clock' | 'count' | 'report'>,
  { channel, certificate, why }: TlsRefusal,
): void {
  const code = 'TLS_REFUSED';
  count(code);
  const entry: AuditEntry = {
    atMillis: clock.nowMillis(),
    step: 'messageRefused',
    ...(certificate
      ? { [certificate.role === 'device' ? 'device' : 'party']: certificate.eui64 }
      : {}),
    detail: { channel, code, reason: why.slice(0, REASON_MAX) },
  };
  store.commit({ kind: 'audit', audit: [entry] }).catch((error) => report('audit', error));
}
