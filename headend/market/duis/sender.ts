/** Carries DUIS responses from the outbox to their user's own web service; HTTP 200 confirms one. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import type { TransportCredential } from '../../../pki/credentials.ts';
import { isLoopback } from '../../../platform/loopback.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Delivery } from '../../outbox/delivery.ts';
import type { OutboxMessage } from '../../outbox/message.ts';

const CONNECTIONS_PER_USER = 8;
const TIMEOUT_MILLIS = 20_000;
const RETRY_AFTER_MILLIS = 30_000;

export type DuisSenderOptions = {
  /** Undefined for a user that has no such address: its messages wait. */
  readonly receiveUrlOf: (recipient: Eui64) => string | undefined;
  /** The head-end's client certificate. With it nothing goes out in plain text, except on this machine. */
  readonly tls?: TransportCredential;
  readonly timeoutMillis?: number;
  readonly retryAfterMillis?: number;
};

export class DuisSender implements Delivery {
  readonly windowMax = CONNECTIONS_PER_USER * 4;
  readonly retryAfterMillis: number;
  readonly #options: DuisSenderOptions;
  readonly #plain = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_PER_USER });
  readonly #tls: TlsAgent;

  constructor(options: DuisSenderOptions) {
    this.#options = options;
    this.retryAfterMillis = options.retryAfterMillis ?? RETRY_AFTER_MILLIS;
    this.#tls = new TlsAgent({
      keepAlive: true,
      maxSockets: CONNECTIONS_PER_USER,
      ...options.tls,
    });
  }

  /** The ids of those answered with 200; anything else is for the outbox to try again. */
  async deliver(recipient: Eui64, messages: readonly OutboxMessage[]): Promise<readonly string[]> {
    const url = this.#options.receiveUrlOf(recipient);
    if (url === undefined || !this.#mayGo(url)) return [];
    const taken = await Promise.all(messages.map((message) => this.#post(url, message)));
    return messages.filter((_, index) => taken[index]).map(({ messageId }) => messageId);
  }

  #mayGo(url: string): boolean {
    return !this.#options.tls || url.startsWith('https:') || isLoopback(new URL(url).hostname);
  }

  stop(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }

  #post(url: string, { contentType, content }: OutboxMessage): Promise<boolean> {
    const { timeoutMillis = TIMEOUT_MILLIS } = this.#options;
    const isTls = url.startsWith('https:');
    const request = isTls ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent: isTls ? this.#tls : this.#plain,
          headers: { 'content-type': contentType, 'content-length': content.length },
          // All of it, the wait for a free connection too: a user that hangs holds nothing for ever.
          signal: AbortSignal.timeout(timeoutMillis),
        },
        (response: IncomingMessage) => {
          response.resume();
          response.once('end', () => resolve(response.statusCode === 200));
          response.once('error', () => resolve(false));
        },
      );
      outgoing.once('error', () => resolve(false));
      outgoing.end(content);
    });
  }
}
