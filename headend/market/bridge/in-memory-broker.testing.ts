/** A broker without a network: what is published reaches its subscribers at once, in order. */
import type { BrokerHandler, BrokerPort } from '../../transport/broker-port.ts';

export class InMemoryBroker implements BrokerPort {
  readonly published: { topic: string; payload: Uint8Array; retain: boolean }[] = [];
  readonly #handlers: { pattern: RegExp; handler: BrokerHandler }[] = [];
  /** Decides whether a publish arrives; undefined: all do. */
  arrives: ((topic: string, payload: Uint8Array) => boolean) | undefined;

  async publish(topic: string, payload: Uint8Array, { retain = false } = {}): Promise<void> {
    this.published.push({ topic, payload, retain });
    if (this.arrives?.(topic, payload) === false) return;
    for (const { pattern, handler } of this.#handlers)
      if (pattern.test(topic)) await handler(topic, payload);
  }

  async subscribe(filter: string, handler: BrokerHandler): Promise<void> {
    this.#handlers.push({ pattern: new RegExp(`^${filter.replaceAll('+', '[^/]+')}$`), handler });
  }

  async close(): Promise<void> {}
}
