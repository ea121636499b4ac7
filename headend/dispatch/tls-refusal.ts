/** Who was not let in over TLS: counted and audited like every other refusal. */
import type { TlsRefusal } from '../transport/tls-gate.ts';
import type { Refusal } from './refusal-notes.ts';

export function refusalOfTls({ channel, certificate, why }: TlsRefusal): Refusal {
  const who = certificate
    ? { [certificate.role === 'device' ? 'device' : 'party']: certificate.eui64 }
    : {};
  return { code: 'TLS_REFUSED', channel, reason: why, who };
}
