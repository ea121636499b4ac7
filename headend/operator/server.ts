/**
 * For whoever runs the head-end, on this machine alone: the trace of a request, what is going on, and
 * new parties, metering points and devices. It has no users of its own, so it listens on loopback only,
 * and what a page of somebody else's in a browser on this machine can send is refused.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toHex } from '../../protocol/bytes.ts';
import { formatRequestId, parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { Refused } from '../../protocol/refused.ts';
import { type TraceStep, trace } from '../audit/read.ts';
import type { HeadEnd } from '../head-end.ts';
import { headEndAnchor } from '../identity.ts';
import type { ParkedMessage } from '../outbox/parked.ts';
import { applyMasterFile } from './master-file.ts';

const BODY_BYTES_MAX = 64 * 1024 * 1024;
const HOST = '127.0.0.1';
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/i;

export class OperatorServer {
  readonly #headEnd: HeadEnd;
  readonly #server: Server;

  constructor(headEnd: HeadEnd) {
    this.#headEnd = headEnd;
    this.#server = createServer((message, response) => void this.#answer(message, response));
  }

  /** Gives the port; 0 takes a free one. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, HOST, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const foreign = foreignness(message);
      if (foreign) return send(response, 403, { code: 'FOREIGN', detail: foreign });
      const body = await this.#handle(message);
      if (body === undefined) send(response, 404, { code: 'NOT_FOUND', detail: 'no such address' });
      else send(response, 200, body);
    } catch (error) {
      if (error instanceof Refused)
        send(response, 400, { code: error.code, path: error.path, detail: error.reason });
      else send(response, 500, { code: 'FAILED', detail: (error as Error).message });
    }
  }

  async #handle(message: IncomingMessage): Promise<unknown> {
    const [head, rest] = addressOf(message);
    switch (`${message.method} ${head}`) {
      case 'GET trace': {
        const requestId = formatRequestId(parseRequestId(rest));
        return (await trace(this.#headEnd.store, requestId)).map(traceStepToJson);
      }
      case 'GET status':
        return this.#status();
      case 'GET anchor':
        return this.#anchor();
      case 'POST master':
        return applyMasterFile(await jsonBody(message), this.#headEnd);
      case 'GET parked':
        return (await this.#headEnd.outbox.parked()).map(parkedToJson);
      case 'POST parked':
        return {
          sentAgain: await this.#headEnd.outbox.unpark(messageIdsOf(await jsonBody(message))),
        };
      default:
        return undefined;
    }
  }

  /** What a meter must be given of this head-end at the factory. */
  #anchor(): unknown {
    const { eui64, agreementPublic } = headEndAnchor(nodeCrypto, this.#headEnd.identity);
    return { eui64, agreementPublic: toHex(agreementPublic) };
  }

  async #status(): Promise<unknown> {
    const { identity, inventory, outbox, counts, httpPort, mqttPort } = this.#headEnd;
    return {
      headEnd: identity.eui64,
      httpPort,
      ...(mqttPort === undefined ? {} : { mqttPort }),
      devices: inventory.size,
      messagesWaiting: await outbox.waiting(),
      refusals: Object.fromEntries(counts),
    };
  }
}

/**
 * Why the message could be a browser's on behalf of another site. A page that had its own name point
 * here names that in Host; one that posts across sites cannot say JSON without being asked about first.
 */
function foreignness({ headers, method }: IncomingMessage): string | undefined {
  if (!LOOPBACK.test(headers.host ?? '')) return 'Host must be 127.0.0.1 or localhost';
  if (method !== 'GET' && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    return 'Content-Type must be application/json';
  return undefined;
}

/** What is asked for, and of what; throws Refused (VALUE_REFUSED). */
function addressOf({ url = '/' }: IncomingMessage): readonly [string, string] {
  try {
    const { pathname } = new URL(url, 'http://here');
    const [, head = '', rest = ''] = /^\/([a-z-]+)(?:\/(.*))?$/.exec(pathname) ?? [];
    return [head, decodeURIComponent(rest)];
  } catch {
    throw new Refused('', 'not a well-formed address');
  }
}

/** A step as the trace command and the operator's address write it. */
export function traceStepToJson({ block, ...step }: TraceStep): Readonly<Record<string, unknown>> {
  return { ...step, at: new Date(step.atMillis).toISOString(), block: String(block) };
}

function parkedToJson({ parkedAtMillis, ...message }: ParkedMessage): unknown {
  return { ...message, parkedAt: new Date(parkedAtMillis).toISOString() };
}

/** Throws Refused (VALUE_REFUSED). */
function messageIdsOf(body: unknown): readonly string[] {
  const ids = (body as { readonly messageIds?: unknown } | null)?.messageIds;
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string' || id.includes('\0')))
    throw new Refused('messageIds', 'expected a list of the ids of messages');
  return ids;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function jsonBody(message: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    length += part.length;
    if (length > BODY_BYTES_MAX) throw new Refused('', `more than ${BODY_BYTES_MAX} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new Refused('', 'not JSON');
  }
}
