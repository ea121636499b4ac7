/** Messages to users as the outbox takes them: in the format of the channel they go out by. */
import type { Party } from '../access/parties.ts';
import type { AddressedAlert } from '../non-device/handler.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
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

/** DCC alerts that follow from a request; those to whom is no user of this head-end are left out. */
export function alertRows(
  parts: Parts,
  { requestId }: Pick<ServiceRequest, 'requestId'>,
  alerts: readonly AddressedAlert[] = [],
): NewOutboxMessage[] {
  return alerts.flatMap(({ recipient: eui64, alert }, index) => {
    const recipient = parts.parties.get(eui64);
    if (!recipient) return [];
    const to = { recipient, channel: recipient.channel };
    return [outboxRow(parts, { kind: 'dccAlert', ...alert }, to, `${requestId}/dcc/${index}`)];
  });
}
