/** The DUIS web services: a request is posted as XML, and what happens to it at once is answered. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TlsOptions, Server as TlsServer } from 'node:tls';
import { type Clock, realClock } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { assert, Refused } from '../../../protocol/refused.ts';
import { auditReason } from '../../audit/reason.ts';
import { Fault } from '../../faults.ts';
import type { Endpoint, ServiceRequest, Submission } from '../../service-request.ts';
import type { Intake, UnreadableReport } from '../intake.ts';
import { EVENT_CONTENT_TYPE } from '../registration/json-event.ts';
import { answerEvent, EVENT_BYTES_MAX, REGISTRATION_PATH } from '../registration/web-service.ts';
import { WEB_SERVICE_PATHS, webServiceAt } from './endpoints.ts';
import type { DuisFormat } from './format.ts';
import { readBytes, readText } from './http-body.ts';
import { PROBLEM_CONTENT_TYPE, type Problem, problemOf } from './problem.ts';
import { type DuisRequestRead, readRequest } from './request.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { type SigningCertificates, verifyRequest } from './signature/verify.ts';

export const XML_CONTENT_TYPE = 'application/xml; charset=utf-8';
/** A media type that says XML, or none, or what tools send when they are not told. */
const MEDIA_TYPE =
  /^(?:(?:application|text)\/(?:[\w.-]+\+)?xml|text\/plain|application\/octet-stream)\b/i;

/** 11.1 carries a firmware image in base64; all else has a few kilobytes. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** Of all bodies being read at one time. */
const BODIES_BYTES_MAX = 256 * 1024 * 1024;
const CONNECTIONS_MAX = 2_000;
/** What a sender that trickles is given: for the head of a message, and for all of it. */
const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

export type DuisServerOptions = {
  readonly intake: Intake;
  readonly format: DuisFormat;
  /** Who is at the other end, by its certificate; absent: any originator is believed (loopback). */
  readonly senderOf?: (message: IncomingMessage) => Eui64 | undefined;
  readonly tls?: TlsOptions;
  /** Stands before it, when it speaks TLS. */
  readonly guard?: (server: TlsServer) => void;
  /** A party with one for signing on record must sign each request; absent: no signature is looked at. */
  readonly certificates?: SigningCertificates;
  /** Parties without a certificate must sign too, which is to say that they are refused. */
  readonly requireSignatures?: boolean;
  readonly clock?: Clock;
  readonly bodyBytesMax?: number;
  readonly timeouts?: Partial<typeof TIMEOUTS>;
  readonly isHealthy?: () => boolean;
  /** A request that could be neither accepted nor refused: a fault here, or of the database. */
  readonly report?: (about: string, error: unknown) => void;
};

export class DuisServer {
  readonly #options: DuisServerOptions;
  readonly #server: Server;
  #bodiesBytes = 0;

  constructor(options: DuisServerOptions) {
    assert(
      !options.requireSignatures || options.certificates !== undefined,
      'signatures are required and there are no certificates',
    );
    this.#options = options;
    const limits: ServerOptions = { ...TIMEOUTS, ...options.timeouts };
    const answer = (message: IncomingMessage, response: ServerResponse) => {
      void this.#answer(message, response);
    };
    if (options.tls) {
      const server = createTlsServer({ ...limits, ...options.tls }, answer);
      options.guard?.(server);
      this.#server = server;
    } else this.#server = createServer(limits, answer);
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** Gives the port; 0 takes a free one. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (message.url ?? '').split('?');
    if (path === '/health' && message.method === 'GET') return this.#health(response);
    if (path === REGISTRATION_PATH) return this.#answerEvent(message, response);
    const endpoint = webServiceAt(path);
    const problem = unusable(message, endpoint);
    if (problem || !endpoint) return refuse(message, response, problem ?? NO_ADDRESS);
    try {
      const sender = this.#options.senderOf?.(message);
      const xml = await this.#handle(message, endpoint, sender);
      this.#letGo(response);
      response.writeHead(200, { 'content-type': XML_CONTENT_TYPE }).end(xml);
    } catch (error) {
      const known = problemOf(error);
      // A sender that has gone is no fault of ours.
      if (!known && !response.destroyed) this.#options.report?.(path, error);
      this.#letGo(response);
      refuse(message, response, known ?? UNAVAILABLE);
    }
  }

  /** The register's messages are no XML (registration/web-service.ts). */
  async #answerEvent(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const problem = unusableEvent(message);
    if (problem) return refuse(message, response, problem);
    const { intake, senderOf, report } = this.#options;
    try {
      const poster = { sender: senderOf?.(message), isKnown: senderOf !== undefined };
      const bytes = await this.#held((hold) => readBytes(message, EVENT_BYTES_MAX, hold));
      const { status, content } = await answerEvent(intake, bytes, poster);
      this.#letGo(response);
      response.writeHead(status, { 'content-type': EVENT_CONTENT_TYPE }).end(content);
    } catch (error) {
      const known = problemOf(error);
      if (!known && !response.destroyed) report?.(REGISTRATION_PATH, error);
      this.#letGo(response);
      refuse(message, response, known ?? UNAVAILABLE);
    }
  }

  /** A server that is closing keeps no connection for further requests: it would wait for them. */
  #letGo(response: ServerResponse): void {
    response.shouldKeepAlive &&= this.#server.listening;
  }

  async #handle(
    message: IncomingMessage,
    endpoint: Endpoint,
    sender: Eui64 | undefined,
  ): Promise<string> {
    const { intake, format } = this.#options;
    try {
      const xml = await this.#read(message);
      const read = readRequest(xml);
      const request = serviceRequestFrom(read, endpoint);
      const fault = this.#faultOfSender(request, read, xml, sender);
      const submission = fault ? this.#refused(fault, sender) : await intake.submit(request);
      return format.submission(request, submission);
    } catch (error) {
      if (error instanceof Refused || error instanceof Fault) {
        const detail = error instanceof Refused ? auditReason(error) : error.detail;
        this.#note(error.code, detail, sender);
      }
      throw error;
    }
  }

  #read(message: IncomingMessage): Promise<string> {
    const { bodyBytesMax = BODY_BYTES_MAX } = this.#options;
    return this.#held((hold) => readText(message, bodyBytesMax, hold));
  }

  async #held<T>(read: (hold: (bytes: number) => void) => Promise<T>): Promise<T> {
    let held = 0;
    try {
      // What has come counts, not what is announced: else a few that only announce would shut out all.
      return await read((bytes) => {
        held += bytes;
        this.#bodiesBytes += bytes;
        if (this.#bodiesBytes > BODIES_BYTES_MAX) throw new Error('too much is being read');
      });
    } finally {
      this.#bodiesBytes -= held;
    }
  }

  /** Why the request is not the originator's own; undefined if it is. */
  #faultOfSender(
    { originator }: ServiceRequest,
    read: DuisRequestRead,
    xml: string,
    sender: Eui64 | undefined,
  ): Fault | undefined {
    if (sender !== undefined && sender !== originator)
      return new Fault('PARTY_NOT_SENDER', `the certificate is ${sender}'s`);
    const { certificates, requireSignatures = false, clock = realClock } = this.#options;
    if (!certificates) return undefined;
    if (!requireSignatures && !certificates.has(originator, 'xmlSigning')) return undefined;
    try {
      verifyRequest(read, xml, certificates, Math.floor(clock.nowMillis() / 1000));
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
  }

  #refused({ code, detail }: Fault, sender: Eui64 | undefined): Submission {
    this.#note(code, detail, sender);
    return { kind: 'refused', fault: code, detail };
  }

  #note(code: UnreadableReport['code'], detail: string, sender: Eui64 | undefined): void {
    const from = sender === undefined ? {} : { sender };
    this.#options.intake.unreadable({ channel: 'duis', ...from, code, detail });
  }

  #health(response: ServerResponse): void {
    const isHealthy = this.#options.isHealthy?.() ?? true;
    response
      .writeHead(isHealthy ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ status: isHealthy ? 'pass' : 'fail' }));
  }
}

const NO_ADDRESS: Problem = {
  status: 404,
  code: 'ADDRESS',
  title: 'there is no such web service',
  detail: [...Object.values(WEB_SERVICE_PATHS), REGISTRATION_PATH].join(', '),
};
/** The sender is to try again: nothing was accepted. */
const UNAVAILABLE: Problem = {
  status: 503,
  code: 'UNAVAILABLE',
  title: 'the request could not be taken now',
  detail: 'send it again, with the same RequestID',
};

const ONLY_POST = { status: 405, code: 'METHOD', title: 'only POST is served' } as const;

function unusable(
  { method, headers }: IncomingMessage,
  endpoint: Endpoint | undefined,
): Problem | undefined {
  if (!endpoint) return NO_ADDRESS;
  if (method !== 'POST') return { ...ONLY_POST, detail: method ?? '' };
  const mediaType = headers['content-type'];
  if (mediaType !== undefined && !MEDIA_TYPE.test(mediaType))
    return { status: 415, code: 'MEDIA_TYPE', title: 'XML is expected', detail: mediaType };
  return undefined;
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/i;

function unusableEvent({ method, headers }: IncomingMessage): Problem | undefined {
  if (method !== 'POST') return { ...ONLY_POST, detail: method ?? '' };
  const mediaType = headers['content-type'];
  if (mediaType !== undefined && !JSON_TYPE.test(mediaType))
    return { status: 415, code: 'MEDIA_TYPE', title: 'JSON is expected', detail: mediaType };
  return undefined;
}

/** What is left of a message that was not read is let through unread, for as long as it has time. */
function refuse(message: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const { status, ...rest } = problem;
  message.resume();
  response
    .writeHead(status, {
      'content-type': PROBLEM_CONTENT_TYPE,
      ...(status === 405 ? { allow: 'POST' } : {}),
      ...(status === 503 ? { 'retry-after': '5' } : {}),
      ...(message.complete ? {} : { connection: 'close' }),
    })
    .end(JSON.stringify({ type: 'about:blank', status, ...rest }));
}
