/** The MQTT topics of the market: a party's own three, and the retained state of the head-end. */
import { type Eui64, eui64Compact, parseEui64 } from '../../../protocol/identifiers/eui64.ts';

/** Whether the head-end is there, and what it offers. */
export const STATUS_TOPIC = 'market/v1/status';
/** Whether its parts do what they are there for. */
export const SERVICES_TOPIC = 'market/v1/services';
export const ANY_REQUESTS = 'market/v1/+/requests';
export const ANY_CONFIRMATIONS = 'market/v1/+/confirmations';

type PartyTopic = 'requests' | 'messages' | 'confirmations';
export const partyTopic = (party: Eui64, topic: PartyTopic): string =>
  `market/v1/${eui64Compact(party)}/${topic}`;

/** Undefined when the second level is no EUI-64. */
export function partyOfTopic(topic: string): Eui64 | undefined {
  const [, , party = ''] = topic.split('/');
  if (!/^[0-9a-f]{16}$/.test(party)) return undefined;
  return parseEui64((party.match(/../g) ?? []).join('-'));
}

/** RFC 9039: an EUI-64 as a URN, the source of events. */
export const sourceOf = (party: Eui64): string => `urn:dev:mac:${eui64Compact(party)}`;
