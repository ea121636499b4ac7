/** A user for tests of the outbox. */
import type { Delivery } from './delivery.ts';
import type { OutboxMessage } from './message.ts';

/** A user who keeps what arrives, and confirms at once, later, or not at all. */
export class User implements Delivery {
  readonly windowMax = 4;
  readonly retryAfterMillis = 1_000;
  readonly arrived: string[] = [];
  readonly texts = new Map<string, string>();
  calls = 0;
  confirms: 'at once' | 'later' | 'not at all' = 'at once';

  deliver(_: string, messages: readonly OutboxMessage[]): Promise<readonly string[]> {
    this.calls++;
    if (this.confirms === 'not at all') return Promise.reject(new Error('connection refused'));
    const ids = messages.map(({ messageId }) => messageId);
    this.arrived.push(...ids);
    for (const { messageId, content } of messages)
      this.texts.set(messageId, new TextDecoder().decode(content));
    return Promise.resolve(this.confirms === 'at once' ? ids : []);
  }
}
