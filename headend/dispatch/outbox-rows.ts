/** Messages to users as the outbox takes them: in the format of the channel they go out by. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Party } from '../access/parties.ts';
import { type LegacyParts, legacyRows } from '../market/legacy/out.ts';
import type { Consequences } from '../non-device/handler.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import { feedEvents } from '../registration/feed/feed-events.ts';
import type { Channel, MarketMessage, ServiceRequest } from '../service-request.ts';
import type { Stations } from './stations.ts';

type Parts = Pick<Stations, 'formats' | 'clock' | 'parties'>;

export function outboxRow(
  { formats, clock }: Pick<Parts, 'formats' | 'clock'>,
  message: MarketMessage,
  to: { readonly recipient: Party; readonly channel: Channel },
  /** The same at every try to write it: the outbox takes it once. */
  messageId: string,
  requestId?: string,
): NewOutboxMessage {
  const { recipient, channel } = to;
  const { contentType, content } = formats[channel](message, recipient, messageId);
  return {
    messageId,
    recipient: recipient.eui64,
    channel,
    kind: message.kind,
    ...(requestId ? { requestId } : {}),
    contentType,
    content,
    createdAtMillis: clock.nowMillis(),
  };
}

/** To the user who asked, by the way the request came. Undefined: it is no user any more. */
export function rowToAsker(
  parts: Parts,
  { originator, channel, requestId }: ServiceRequest,
  message: MarketMessage,
  name: string,
): NewOutboxMessage | undefined {
  const recipient = parts.parties.get(originator);
  if (!recipient) return undefined;
  return outboxRow(parts, message, { recipient, channel }, `${requestId}/${name}`, requestId);
}

/**
 * DCC alerts, events of the register (those given, and the feed of what changes in it) and files of the legacy
 * side that follow from something; those to whom is no user of this head-end are left out. `cause` names
 * what they follow from, the same at every try to write them.
 */
export function consequenceRows(
  parts: Parts & LegacyParts & Pick<Stations, 'register'>,
  cause: string,
  follows: Consequences,
): NewOutboxMessage[] {
  const { alerts = [], changes = [] } = follows;
  const occurredAt = Math.floor(parts.clock.nowMillis() / 1000);
  const { events: own = [] } = follows;
  const events = [...own, ...feedEvents(parts, changes, occurredAt, own)];
  return [
    ...alerts.flatMap(({ recipient, alert }, index) =>
      rowTo(parts, recipient, { kind: 'dccAlert', ...alert }, `${cause}/dcc/${index}`),
    ),
    ...events.flatMap(({ recipient, event: body }, index) =>
      rowTo(
        parts,
        recipient,
        { kind: 'registrationEvent', occurredAt, body },
        `${cause}/event/${index}`,
      ),
    ),
    ...legacyRows(parts, cause, follows),
  ];
}

/** To a user that asked for nothing, by the channel it has chosen. */
function rowTo(parts: Parts, eui64: Eui64, message: MarketMessage, messageId: string) {
  const recipient = parts.parties.get(eui64);
  if (!recipient) return [];
  const to = { recipient, channel: recipient.channel };
  return [outboxRow(parts, message, to, messageId)];
}
