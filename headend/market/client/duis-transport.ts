/** A supplier's way into the market by DUIS: posts requests, and runs the web service that takes answers. */
import {
  Agent,
  createServer,
  type IncomingMessage as HttpMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import {
  createServer as createTlsServer,
  request as httpsRequest,
  Agent as TlsAgent,
} from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { type Clock, realClock } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { isRegistrationService } from '../../../protocol/market-services.ts';
import { endpointOf } from '../../access/command-variant.ts';
import { XML_DECLARATION } from '../duis/document.ts';
import { WEB_SERVICE_PATHS } from '../duis/endpoints.ts';
import { readText } from '../duis/http-body.ts';
import { problemOf } from '../duis/problem.ts';
import { writeRequest } from '../duis/request.ts';
import { readResponse } from '../duis/response.ts';
import { signedDocument, type XmlSigner } from '../duis/signature/sign.ts';
import { type SigningCertificates, verifyResponse } from '../duis/signature/verify.ts';
import { EVENT_CONTENT_TYPE } from '../registration/json-event.ts';
import { REGISTRATION_PATH } from '../registration/web-service.ts';
import { duisRequest, incomingFrom, replyFrom } from './duis-messages.ts';
import { incomingEvent, registrationEvent, replyFromEvent } from './event-messages.ts';
import type { IncomingMessage, OutgoingRequest, Reply, Transport } from './transport.ts';

const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000 };

export type DuisTransportOptions = {
  readonly party: Eui64;
  /** Of the head-end: `https://…`, without the path. */
  readonly url: string;
  /** Where the head-end posts answers to; port 0 takes a free one. */
  readonly receive: { readonly host: string; readonly port: number };
  /** The party's certificate, for both directions. */
  readonly tls?: SecureContextOptions;
  /** Signs each request. */
  readonly signer?: XmlSigner;
  /** What the head-end sends is taken only with its signature. */
  readonly verify?: {
    readonly certificates: SigningCertificates;
    readonly headEnd: Eui64;
    readonly clock?: Clock;
  };
};

export class DuisTransport implements Transport {
  readonly party: Eui64;
  readonly #options: DuisTransportOptions;
  readonly #agent: Agent;
  #server: Server | undefined;

  constructor(options: DuisTransportOptions) {
    this.party = options.party;
    this.#options = options;
    this.#agent = options.url.startsWith('https:')
      ? new TlsAgent({ keepAlive: true, ...options.tls })
      : new Agent({ keepAlive: true });
  }

  async send(request: OutgoingRequest, timeoutMillis: number): Promise<Reply> {
    if (isRegistrationService(request.service)) return this.#sendEvent(request, timeoutMillis);
    const address = WEB_SERVICE_PATHS[endpointOf(request.commandVariant)];
    const document = writeRequest(duisRequest(request));
    const { signer } = this.#options;
    const xml = XML_DECLARATION + (signer ? signedDocument(signer, document) : document);
    const { status, text } = await this.#post(`${this.#options.url}${address}`, xml, timeoutMillis);
    if (status === 200) this.#verify(text);
    return replyFrom(request, status, text);
  }

  async #sendEvent(request: OutgoingRequest, timeoutMillis: number): Promise<Reply> {
    const url = `${this.#options.url}${REGISTRATION_PATH}`;
    const body = registrationEvent(request, this.party);
    const { text } = await this.#post(url, body, timeoutMillis, EVENT_CONTENT_TYPE);
    return replyFromEvent(request, text);
  }

  async start(take: (incoming: IncomingMessage) => Promise<void>): Promise<void> {
    const { tls, receive } = this.#options;
    const answer = (message: HttpMessage, response: ServerResponse) => {
      void this.#receive(message, response, take);
    };
    const server = tls
      ? createTlsServer({ ...TIMEOUTS, ...tls }, answer)
      : createServer(TIMEOUTS, answer);
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(receive.port, receive.host, resolve);
    });
  }

  /** Of the web service that takes answers, once it has started. */
  get receivePort(): number {
    const address = this.#server?.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  }

  /** 200 confirms; a message that cannot be read, or handled now, is not confirmed and comes again. */
  async #receive(
    message: HttpMessage,
    response: ServerResponse,
    take: (incoming: IncomingMessage) => Promise<void>,
  ): Promise<void> {
    try {
      const text = await readText(message, ANSWER_BYTES_MAX);
      if (message.headers['content-type'] === EVENT_CONTENT_TYPE) await take(incomingEvent(text));
      else {
        this.#verify(text);
        await take(incomingFrom(text));
      }
      response.writeHead(200).end();
    } catch (error) {
      message.resume();
      response.writeHead(problemOf(error)?.status ?? 503).end();
    }
  }

  /** Throws Refused (XML_…) or Fault (SIGNATURE_…) for what the head-end has not signed. */
  #verify(xml: string): void {
    const { verify } = this.#options;
    if (!verify) return;
    const { certificates, headEnd, clock = realClock } = verify;
    const atUtcSeconds = Math.floor(clock.nowMillis() / 1000);
    verifyResponse(readResponse(xml), xml, headEnd, certificates, atUtcSeconds);
  }

  #post(
    url: string,
    body: string | Uint8Array,
    millis: number,
    contentType = 'application/xml; charset=utf-8',
  ): Promise<{ status: number; text: string }> {
    const post = url.startsWith('https:') ? httpsRequest : httpRequest;
    const headers = { 'content-type': contentType };
    const signal = AbortSignal.timeout(millis);
    return new Promise((resolve, reject) => {
      const outgoing = post(url, { method: 'POST', agent: this.#agent, headers, signal });
      outgoing.once('error', reject);
      outgoing.once('response', (response) => {
        readText(response, ANSWER_BYTES_MAX).then(
          (text) => resolve({ status: response.statusCode ?? 0, text }),
          reject,
        );
      });
      outgoing.end(body);
    });
  }
}
