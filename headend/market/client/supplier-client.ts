/**
 * A supplier's side of the market: numbers its requests, sends them until they are acknowledged, signs
 * the critical ones it recognises, takes each answer and alert once, and confirms what it has taken.
 */
import type { Timer } from '../../../platform/time.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { RESERVATION } from '../../../protocol/envelope/counter.ts';
import { signBody } from '../../../protocol/envelope/seal.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { formatRequestId, type RequestId } from '../../../protocol/identifiers/request-id.ts';
import type { CounterScope } from '../../access/parties.ts';
import { Turns } from '../../turns.ts';
import { type Asked, preCommandDifferences } from './check-pre-command.ts';
import { type CounterStorage, PersistentCounter } from './counter-storage.ts';
import { type Expected, Inbox, type InboxHandlers } from './inbox.ts';
import type { AnswerOf, Result } from './result.ts';
import { TokenMaker, type TopUp } from './tokens.ts';
import {
  COMMAND_VARIANTS,
  type Delivery,
  type OutgoingRequest,
  type Reply,
  SIGNED_VARIANTS,
  type Transport,
  VARIANT,
} from './transport.ts';

export type SupplierClientOptions = InboxHandlers & {
  readonly transport: Transport;
  readonly crypto: Crypto;
  readonly timer: Timer;
  /** Ed25519, 32 bytes: signs critical commands. */
  readonly signingSecret: Uint8Array;
  readonly requestCounter: CounterStorage;
  /** As the head-end has it of this party: counters rise to each device (absent), or to all together. */
  readonly counterScope?: CounterScope;
  /** For top-ups: the P-256 secret, and where the counter of each device's tokens is kept. */
  readonly prepayment?: {
    readonly secret: Uint8Array;
    readonly storageOf: (device: Eui64) => CounterStorage;
  };
  /** How long a reply is waited for before the request is sent again, and how often it is sent. */
  readonly replyMillis?: number;
  readonly sendsMax?: number;
  /** Told each time a request is to be sent again, and why. */
  readonly onNoReply?: (requestId: RequestId, error: Error) => void;
};
export type AskOptions = {
  readonly answerWithinMillis?: number;
  readonly delivery?: Delivery;
  /** An own request that has to be done before: this one goes when it is, and fails when it is not. */
  readonly after?: RequestId;
  /** The head-end has it, durably: another may be asked for `after` this one from then on. */
  readonly onAccepted?: (requestId: RequestId) => void;
};

const REPLY_MILLIS = 5_000;
const SENDS_MAX = 5;
const ANSWER_WITHIN_MILLIS = 120_000;

export class SupplierClient {
  readonly #options: SupplierClientOptions;
  readonly #counter: PersistentCounter;
  readonly #tokens: TokenMaker | undefined;
  readonly #inbox: Inbox;
  readonly #turns = new Turns();

  private constructor(options: SupplierClientOptions, counter: PersistentCounter) {
    const { crypto, prepayment, transport } = options;
    this.#options = options;
    this.#counter = counter;
    this.#inbox = new Inbox(options);
    this.#tokens =
      prepayment &&
      new TokenMaker({
        crypto,
        originator: transport.party,
        prepaymentSecret: prepayment.secret,
        storageOf: prepayment.storageOf,
      });
  }

  /** Connects; answers and alerts that waited come from then on. */
  static async open(options: SupplierClientOptions): Promise<SupplierClient> {
    const counter = await PersistentCounter.open(options.requestCounter, RESERVATION);
    const client = new SupplierClient(options, counter);
    await options.transport.start((incoming) => client.#inbox.take(incoming));
    return client;
  }

  async close(): Promise<void> {
    await this.#options.transport.stop();
  }

  /** Messages that answered nothing that was asked, or answered it as another device or service. */
  get unexpected(): number {
    return this.#inbox.unexpected;
  }

  /**
   * Asks and waits for the final answer. Throws Refused (VALUE_REFUSED) for a value the definition
   * does not allow; everything that comes from outside is in the result.
   */
  async ask<S extends Service>(
    service: S,
    device: Eui64,
    value: ValueOf<S['request']>,
    options: AskOptions = {},
  ): Promise<Result<AnswerOf<S>>> {
    checkRequest(service, value);
    const { party: originator } = this.#options.transport;
    const scope = this.#options.counterScope === 'originator' ? originator : device;
    // Two connections overtake each other: a request goes when the head-end has said that it has the one before.
    const result = await this.#turns.run(scope, async (letNext) => {
      const counter = await this.#counter.next();
      const asked: Asked = { originator, device, counter, service, value };
      return this.#answered(asked, options, letNext);
    });
    return result as Result<AnswerOf<S>>;
  }

  /** Makes a UTRN for a device; it may be sold as it is, or sent with service 2.2. */
  makeUtrn(topUp: TopUp): Promise<string> {
    if (!this.#tokens) throw new Error('a client without prepayment keys makes no UTRN');
    return this.#tokens.make(topUp);
  }

  async #answered(
    asked: Asked,
    options: AskOptions,
    letNext: () => void,
  ): Promise<Result<unknown>> {
    const { originator, device: target, counter, service, value: body } = asked;
    const requestId = formatRequestId({ originator, target, counter });
    const { delivery = 'sent', after } = options;
    const place = after === undefined ? {} : { precedingRequestId: after };
    const request = { requestId, service, body, ...place };
    if (service.modes.includes('nonDevice')) {
      const reply = await this.#send({ ...request, commandVariant: VARIANT.nonDevice });
      return withoutDevice(requestId, reply);
    }
    const expected = this.#inbox.expect(requestId, service, target, {
      isOnlyGiven: delivery === 'given',
    });
    try {
      if (!service.critical)
        return await this.#command(
          { ...request, commandVariant: COMMAND_VARIANTS[delivery] },
          expected,
          options,
          letNext,
        );
      const reply = await this.#send({ ...request, commandVariant: VARIANT.transform });
      letNext();
      if (reply?.kind === 'refused') return { requestId, ...reply };
      if (reply?.kind !== 'preCommand') return { requestId, kind: 'unanswered' };
      const differences = preCommandDifferences(asked, reply.preCommand).map(({ name }) => name);
      if (differences.length) return { requestId, kind: 'preCommandDiffers', differences };
      const signed = this.#signed(requestId, service, reply.preCommand);
      const commandVariant = SIGNED_VARIANTS[delivery];
      return await this.#command({ ...signed, ...place, commandVariant }, expected, options);
    } finally {
      this.#inbox.forget(requestId);
    }
  }

  #signed(requestId: string, service: Service, preCommand: Uint8Array) {
    const { crypto, signingSecret } = this.#options;
    const signedPreCommand = signBody(crypto, signingSecret, 'command', preCommand);
    return { requestId, service, body: undefined, signedPreCommand };
  }

  async #command(
    request: OutgoingRequest,
    expected: Expected,
    { answerWithinMillis = ANSWER_WITHIN_MILLIS, onAccepted }: AskOptions,
    letNext = () => {},
  ): Promise<Result<unknown>> {
    const { requestId } = request;
    // The answer proves that the request was accepted, should its acknowledgement be lost.
    const reply = await Promise.race([expected.result, this.#send(request, expected)]);
    letNext();
    if (reply && reply.kind !== 'refused') onAccepted?.(requestId);
    if (reply && 'requestId' in reply) return reply;
    if (reply?.kind === 'refused' || reply?.kind === 'localCommand') return { requestId, ...reply };
    return Promise.race([expected.result, this.#late(requestId, answerWithinMillis)]);
  }

  #late(requestId: string, millis: number): Promise<Result<unknown>> {
    return new Promise((resolve) => {
      const cancel = this.#options.timer.after(millis, () =>
        resolve({ requestId, kind: 'unanswered' }),
      );
      this.#inbox.whenForgotten(requestId, cancel);
    });
  }

  /** The same request until there is a reply; undefined when there is none after the last. */
  async #send(request: OutgoingRequest, expected?: Expected): Promise<Reply | undefined> {
    const { transport, replyMillis = REPLY_MILLIS, sendsMax = SENDS_MAX } = this.#options;
    for (let sends = 1; sends <= sendsMax && !expected?.isAnswered(); sends++) {
      try {
        return await transport.send(request, replyMillis);
      } catch (error) {
        this.#options.onNoReply?.(request.requestId, error as Error);
        // Whether it arrived is not known; the RequestID makes the next try harmless.
        if (sends < sendsMax) await this.#pause(sends);
      }
    }
    return undefined;
  }

  #pause(sends: number): Promise<void> {
    const { timer, replyMillis = REPLY_MILLIS } = this.#options;
    return new Promise((resolve) => {
      timer.after((replyMillis / 10) * 2 ** sends, resolve);
    });
  }
}

function withoutDevice(requestId: string, reply: Reply | undefined): Result<unknown> {
  switch (reply?.kind) {
    case 'dccResponse':
      return { requestId, kind: 'done', value: reply.result, ...noticeOf(reply) };
    // Done, with no data to give.
    case 'acknowledged':
      return { requestId, kind: 'done', value: undefined, ...noticeOf(reply) };
    case 'refused':
      return { requestId, ...reply };
    case 'preCommand':
    case 'localCommand':
    case undefined:
      return { requestId, kind: 'unanswered' };
  }
}

const noticeOf = ({ notice }: { readonly notice?: string }) =>
  notice === undefined ? {} : { notice };
