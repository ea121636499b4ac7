/** Who may publish and subscribe where: a meter its own topics, a party its own, and nobody another's. */

/** What a broker's client is, read from its user name: `meter:00db…a0`, `party:90b3…00`, `gateway:…`. */
export type BrokerIdentity =
  | { readonly kind: 'meter' | 'party'; readonly id: string }
  /** Carries many meters over one connection, where the deployment trusts it to. */
  | { readonly kind: 'gateway' }
  /** A head-end that is not in the broker's process. */
  | { readonly kind: 'headEnd' };

const OWN = /^(meter|party):([0-9a-f]{16})$/;

export function brokerIdentity(userName: string | undefined): BrokerIdentity | undefined {
  if (userName === 'head-end') return { kind: 'headEnd' };
  if (userName?.startsWith('gateway:')) return { kind: 'gateway' };
  const [, kind, id] = OWN.exec(userName ?? '') ?? [];
  return kind && id ? { kind: kind as 'meter' | 'party', id } : undefined;
}

/** What a subscription's filter matches (MQTT 3.1.1 §4.7). */
export function filterPattern(filter: string): RegExp {
  return new RegExp(`^${filter.replace(/\+/g, '[^/]+').replace(/#$/, '.*')}$`);
}

const METER_UP = /^meter\/v1\/[0-9a-f]{16}\/(response|alert)$/;
const METER_DOWN = /^meter\/v1\/([0-9a-f]{16}|\+)\/command$/;

export function mayPublish(identity: BrokerIdentity, topic: string): boolean {
  switch (identity.kind) {
    case 'headEnd':
      return true;
    case 'gateway':
      return METER_UP.test(topic);
    case 'meter':
      return METER_UP.test(topic) && topic.split('/')[2] === identity.id;
    case 'party':
      return ['requests', 'confirmations'].some(
        (last) => topic === `market/v1/${identity.id}/${last}`,
      );
  }
}

export function maySubscribe(identity: BrokerIdentity, filter: string): boolean {
  switch (identity.kind) {
    case 'headEnd':
      return true;
    case 'gateway':
      return METER_DOWN.test(filter);
    case 'meter':
      return filter === `meter/v1/${identity.id}/command`;
    case 'party':
      return filter === `market/v1/${identity.id}/messages` || filter === 'market/v1/status';
  }
}
