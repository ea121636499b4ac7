/** Carries DUIS responses from the outbox to their user's own web service; HTTP 200 confirms one. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
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
  /** With it nothing goes out in plain text, except on this machine. */
  readonly tls?: SenderTls;
  /** Something that the operator has to mend, with what it is about; the messages wait. */
  readonly report?: (about: string, error: unknown) => void;
  readonly timeoutMillis?: number;
  readonly retryAfterMillis?: number;
};

export type SenderTls = {
  /** The head-end's client certificate, and the authorities it believes. */
  readonly credential: TransportCredential;
  /** Why the server that shows this certificate may not have what is for the recipient; undefined: it may. */
  readonly problemOf: (certificate: Uint8Array, recipient: Eui64) => string | undefined;
};

export class DuisSender implements Delivery {
  readonly windowMax = CONNECTIONS_PER_USER * 4;
  readonly retryAfterMillis: number;
  readonly #options: DuisSenderOptions;
  readonly #plain = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_PER_USER });
  /** Of each recipient its own: a connection is for whom its server was judged. */
  readonly #tls = new Map<Eui64, TlsAgent>();
  /** What was said of a recipient last: it is not said at every try. */
  readonly #said = new Map<Eui64, string>();
  #credential: TransportCredential | undefined;

  constructor(options: DuisSenderOptions) {
    this.#options = options;
    this.retryAfterMillis = options.retryAfterMillis ?? RETRY_AFTER_MILLIS;
    this.#credential = options.tls?.credential;
  }

  /** From now on; who was judged by what was known before is judged anew. */
  renew(credential: TransportCredential): void {
    this.#credential = credential;
    this.#endTls();
  }

  /** The ids of those answered with 200; anything else is for the outbox to try again. */
  async deliver(recipient: Eui64, messages: readonly OutboxMessage[]): Promise<readonly string[]> {
    const url = this.#options.receiveUrlOf(recipient);
    if (url === undefined) return [];
    if (!this.#mayGo(url)) {
      this.#say(recipient, `${url} is plain text to another machine: messages wait`);
      return [];
    }
    const taken = await Promise.all(messages.map((message) => this.#post(url, message)));
    if (taken.some(Boolean)) this.#said.delete(recipient);
    return messages.filter((_, index) => taken[index]).map(({ messageId }) => messageId);
  }

  #mayGo(url: string): boolean {
    return !this.#options.tls || url.startsWith('https:') || isLoopback(new URL(url).hostname);
  }

  stop(): void {
    this.#plain.destroy();
    this.#endTls();
  }

  #endTls(): void {
    for (const agent of this.#tls.values()) agent.destroy();
    this.#tls.clear();
  }

  #say(recipient: Eui64, why: string): void {
    if (this.#said.get(recipient) === why) return;
    this.#said.set(recipient, why);
    this.#options.report?.(recipient, new Error(why));
  }

  #agentFor(recipient: Eui64): TlsAgent {
    const known = this.#tls.get(recipient);
    if (known) return known;
    const { key, cert, ca } = this.#credential ?? {};
    const agent = new TlsAgent({
      keepAlive: true,
      maxSockets: CONNECTIONS_PER_USER,
      // A session that is resumed would be judged by nobody.
      maxCachedSessions: 0,
      // Lists are looked at by `problemOf`: those that OpenSSL has would be the ones of the start.
      ...(key && cert && ca ? { key, cert, ca } : {}),
      checkServerIdentity: (host, peer) =>
        checkServerIdentity(host, peer) ?? this.#problemOf(peer, recipient),
    });
    this.#tls.set(recipient, agent);
    return agent;
  }

  #problemOf({ raw }: PeerCertificate, recipient: Eui64): Error | undefined {
    const why = this.#options.tls?.problemOf(new Uint8Array(raw), recipient);
    return why === undefined ? undefined : new Error(why);
  }

  #post(url: string, message: OutboxMessage): Promise<boolean> {
    const { contentType, content, recipient } = message;
    const { timeoutMillis = TIMEOUT_MILLIS } = this.#options;
    const isTls = url.startsWith('https:');
    const request = isTls ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent: isTls ? this.#agentFor(recipient) : this.#plain,
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
      outgoing.once('error', (error) => {
        this.#say(recipient, `${url}: ${error.message}`);
        resolve(false);
      });
      outgoing.end(content);
    });
  }
}
