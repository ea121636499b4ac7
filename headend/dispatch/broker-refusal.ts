/** What clients of the broker tried and may not: counted and audited like every other refusal. */
import { fromHex } from '../../protocol/bytes.ts';
import { eui64FromBytes } from '../../protocol/identifiers/eui64.ts';
import type { BrokerRefusal } from '../transport/embedded-broker.ts';
import type { BrokerIdentity } from '../transport/topic-rules.ts';
import type { Refusal } from './refusal-notes.ts';

export function refusalOfBroker({ identity, what }: BrokerRefusal): Refusal {
  return { code: 'TOPIC_REFUSED', channel: 'mqtt', reason: what, who: who(identity) };
}

function who(identity: BrokerIdentity | undefined): Refusal['who'] {
  if (identity?.kind !== 'meter' && identity?.kind !== 'party') return {};
  const bytes = fromHex(identity.id);
  if (!bytes) return {};
  const eui64 = eui64FromBytes(bytes);
  return identity.kind === 'meter' ? { device: eui64 } : { party: eui64 };
}
