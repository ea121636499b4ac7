/** What clients of the broker tried and may not: counted and audited like every other refusal. */
import { fromHex } from '../../protocol/bytes.ts';
import { eui64FromBytes } from '../../protocol/identifiers/eui64.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { BrokerRefusal } from '../transport/embedded-broker.ts';
import type { BrokerIdentity } from '../transport/topic-rules.ts';
import type { Stations } from './stations.ts';

const REASON_MAX = 200;

/** The code is TOPIC_REFUSED. */
export function noteBrokerRefusal(
  { store, clock, count, report }: Pick<Stations, 'store' | 'clock' | 'count' | 'report'>,
  { identity, what }: BrokerRefusal,
): void {
  const code = 'TOPIC_REFUSED';
  count(code);
  const entry: AuditEntry = {
    atMillis: clock.nowMillis(),
    step: 'messageRefused',
    ...who(identity),
    detail: { channel: 'mqtt', code, reason: what.slice(0, REASON_MAX) },
  };
  store.commit({ kind: 'audit', audit: [entry] }).catch((error) => report('audit', error));
}

function who(identity: BrokerIdentity | undefined): Pick<AuditEntry, 'party' | 'device'> {
  if (identity?.kind !== 'meter' && identity?.kind !== 'party') return {};
  const bytes = fromHex(identity.id);
  if (!bytes) return {};
  const eui64 = eui64FromBytes(bytes);
  return identity.kind === 'meter' ? { device: eui64 } : { party: eui64 };
}
