/** A supplier's web service that takes DUIS answers, and that can be away in several ways. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { incomingFrom } from '../headend/market/client/duis-messages.ts';

/** Not listening; answering 503; taking all of a message and then cutting the line; answering 200. */
export type Health = 'closed' | 'ill' | 'cut' | 'well';

export class ReceivingEndpoint {
  readonly url: string;
  attempts = 0;
  /** Every body that was read to its end, by message id. */
  readonly deliveries = new Map<string, string[]>();
  readonly confirmed = new Set<string>();
  readonly #port: number;
  #health: Health = 'closed';
  #server: Server | undefined;

  constructor(port: number) {
    this.#port = port;
    this.url = `http://127.0.0.1:${port}/`;
  }

  async become(health: Health): Promise<void> {
    this.#health = health;
    if (health !== 'closed' && !this.#server) {
      const server = createServer((message, response) => void this.#take(message, response));
      this.#server = server;
      await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    }
    if (health === 'closed' && this.#server) {
      const server = this.#server;
      this.#server = undefined;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async #take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.attempts += 1;
    const xml = await text(message);
    if (this.#health === 'ill') {
      response.writeHead(503).end();
      return;
    }
    const { messageId } = incomingFrom(xml);
    this.deliveries.set(messageId, [...(this.deliveries.get(messageId) ?? []), xml]);
    if (this.#health === 'cut') {
      message.socket.destroy();
      return;
    }
    this.confirmed.add(messageId);
    response.writeHead(200).end();
  }
}
