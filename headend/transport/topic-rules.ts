/** Who may publish and subscribe where: a meter its own topics, a party its own, and nobody another's. */
import type { TrustedCertificate } from '../../pki/trust-store.ts';
import { eui64Compact } from '../../protocol/identifiers/eui64.ts';

/** What a broker's client is, read from its certificate or its user name: `meter:00db…a0`, `party:90b3…00`, `gateway:…`. */
export type BrokerIdentity =
  | { readonly kind: 'meter' | 'party'; readonly id: string }
  /** Carries many meters over one connection, where the deployment trusts it to. */
  | { readonly kind: 'gateway' }
  /** A head-end that is not in the broker's process. */
  | { readonly kind: 'headEnd' };

export type TopicRules = {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
};

/** In a topic, the sixteen digits of whoever the rule is for. */
export const OWN_ID = '{id}';

export const TOPIC_RULES: Readonly<Record<BrokerIdentity['kind'], TopicRules>> = {
  headEnd: { publish: ['#'], subscribe: ['#'] },
  gateway: {
    publish: ['meter/v1/+/response', 'meter/v1/+/alert'],
    subscribe: ['meter/v1/+/command'],
  },
  meter: {
    publish: [`meter/v1/${OWN_ID}/response`, `meter/v1/${OWN_ID}/alert`],
    subscribe: [`meter/v1/${OWN_ID}/command`],
  },
  party: {
    publish: [`market/v1/${OWN_ID}/requests`, `market/v1/${OWN_ID}/confirmations`],
    subscribe: [`market/v1/${OWN_ID}/messages`, 'market/v1/status', 'market/v1/services'],
  },
};

const OWN = /^(meter|party):([0-9a-f]{16})$/;

export function brokerIdentity(userName: string | undefined): BrokerIdentity | undefined {
  if (userName === 'head-end') return { kind: 'headEnd' };
  if (userName?.startsWith('gateway:')) return { kind: 'gateway' };
  const [, kind, id] = OWN.exec(userName ?? '') ?? [];
  return kind && id ? { kind: kind as 'meter' | 'party', id } : undefined;
}

/** What the holder of a transport certificate is to a broker; the roles are those of pki/roles.ts. */
export function certifiedIdentity({
  eui64,
  role,
}: Pick<TrustedCertificate, 'eui64' | 'role'>): BrokerIdentity {
  switch (role) {
    case 'accessControlBroker':
      return { kind: 'headEnd' };
    case 'wanProvider':
      return { kind: 'gateway' };
    case 'device':
      return { kind: 'meter', id: eui64Compact(eui64) };
    default:
      return { kind: 'party', id: eui64Compact(eui64) };
  }
}

export const identityText = (identity: BrokerIdentity): string =>
  'id' in identity ? `${identity.kind}:${identity.id}` : identity.kind;

export const isSameIdentity = (one: BrokerIdentity, other: BrokerIdentity): boolean =>
  identityText(one) === identityText(other);

/** What a subscription's filter matches (MQTT 3.1.1 §4.7). */
export function filterPattern(filter: string): RegExp {
  return new RegExp(`^${filter.replace(/\+/g, '[^/]+').replace(/#$/, '.*')}$`);
}

/** A rule's `+` stands for one meter, or in a subscription for each. */
const pattern = (rule: string): RegExp =>
  new RegExp(`^${rule.replace(/\+/g, '(?:[0-9a-f]{16}|\\+)').replace(/^#$/, '.*')}$`);
const PATTERNS = new Map(
  Object.values(TOPIC_RULES)
    .flatMap(({ publish, subscribe }) => [...publish, ...subscribe])
    .map((rule) => [rule, pattern(rule)]),
);

function matches(rules: readonly string[], identity: BrokerIdentity, topic: string): boolean {
  return rules.some((rule) =>
    'id' in identity
      ? rule.replace(OWN_ID, identity.id) === topic
      : (PATTERNS.get(rule)?.test(topic) ?? false),
  );
}

export const mayPublish = (identity: BrokerIdentity, topic: string): boolean =>
  matches(TOPIC_RULES[identity.kind].publish, identity, topic);

export const maySubscribe = (identity: BrokerIdentity, filter: string): boolean =>
  matches(TOPIC_RULES[identity.kind].subscribe, identity, filter);
