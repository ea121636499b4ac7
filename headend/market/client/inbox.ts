/** What comes to a supplier unasked or later: each message is handled once, and then confirmed. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../../protocol/identifiers/request-id.ts';
import type { DeviceRefusal } from '../duis/refusal-text.ts';
import type { Result } from './result.ts';
import { SeenMessages } from './seen-messages.ts';
import type {
  Alert,
  DccAlertMessage,
  Final,
  FutureDatedAlert,
  GbcsMessage,
  IncomingMessage,
  LocalCommand,
  RegistrationEventMessage,
} from './transport.ts';

/** A message comes again until its handler has resolved; it is not confirmed before. */
export type InboxHandlers = {
  readonly onAlert?: (alert: Alert) => Promise<void>;
  readonly onDccAlert?: (alert: DccAlertMessage) => Promise<void>;
  /** What a device held for its date is done, or was not possible. */
  readonly onFutureDatedAlert?: (alert: FutureDatedAlert) => Promise<void>;
  /** A command to be brought to the device, perhaps one that `ask` has given; where it is sent too, its answer is still to come. */
  readonly onLocalCommand?: (command: LocalCommand) => Promise<void>;
  /** What the register tells: see protocol/registration/events.ts. */
  readonly onRegistrationEvent?: (event: RegistrationEventMessage) => Promise<void>;
  /** What a device said that speaks GBCS; an answer to what is waited for ends that too. */
  readonly onGbcsMessage?: (message: GbcsMessage) => Promise<void>;
  /** Every answer, also those nobody waits for any more. */
  readonly onAnswer?: (result: Result<unknown>) => Promise<void>;
};

export type Expected = {
  readonly result: Promise<Result<unknown>>;
  readonly isAnswered: () => boolean;
};
type Waiting = {
  readonly service: Service;
  readonly device: Eui64;
  readonly isOnlyGiven: boolean;
  readonly resolve: (result: Result<unknown>) => void;
  readonly cleanUp: (() => void)[];
};

/** A message is repeated within minutes; at 100 a second this is a quarter of an hour. */
const SEEN_MAX = 100_000;

export class Inbox {
  readonly #handlers: InboxHandlers;
  readonly #seen = new SeenMessages(SEEN_MAX);
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #waiting = new Map<RequestId, Waiting>();
  #unexpected = 0;

  constructor(handlers: InboxHandlers) {
    this.#handlers = handlers;
  }

  get unexpected(): number {
    return this.#unexpected;
  }

  /** To be called before the request is sent. `isOnlyGiven`: a local command ends it. */
  expect(
    requestId: RequestId,
    service: Service,
    device: Eui64,
    { isOnlyGiven }: { readonly isOnlyGiven: boolean },
  ): Expected {
    let isAnswered = false;
    const result = new Promise<Result<unknown>>((resolve) => {
      const answered = (answer: Result<unknown>) => {
        isAnswered = true;
        resolve(answer);
      };
      const ends = { isOnlyGiven, resolve: answered, cleanUp: [] };
      this.#waiting.set(requestId, { service, device, ...ends });
    });
    return { result, isAnswered: () => isAnswered };
  }

  forget(requestId: RequestId): void {
    for (const action of this.#waiting.get(requestId)?.cleanUp ?? []) action();
    this.#waiting.delete(requestId);
  }

  whenForgotten(requestId: RequestId, action: () => void): void {
    this.#waiting.get(requestId)?.cleanUp.push(action);
  }

  /** Resolves when the message may be confirmed: handled now, or before. */
  take({ messageId, message }: IncomingMessage): Promise<void> {
    if (this.#seen.has(messageId)) return Promise.resolve();
    const known = this.#underWay.get(messageId);
    if (known !== undefined) return known;
    const handled = this.#handle(message)
      .then(() => this.#seen.add(messageId))
      .finally(() => this.#underWay.delete(messageId));
    this.#underWay.set(messageId, handled);
    return handled;
  }

  async #handle(message: IncomingMessage['message']): Promise<void> {
    switch (message.kind) {
      case 'deviceAlert':
        return this.#handlers.onAlert?.(message);
      case 'dccAlert':
        return this.#handlers.onDccAlert?.(message);
      case 'futureDatedAlert':
        return this.#handlers.onFutureDatedAlert?.(message);
      case 'registrationEvent':
        return this.#handlers.onRegistrationEvent?.(message);
      case 'localCommand':
        return this.#handleLocalCommand(message);
      case 'gbcs':
        return this.#handleGbcs(message);
      default:
        return this.#handleFinal(message);
    }
  }

  async #handleLocalCommand(given: LocalCommand): Promise<void> {
    await this.#handlers.onLocalCommand?.(given);
    const { requestId, service, command } = given;
    const waiting = this.#waiting.get(requestId);
    if (waiting?.isOnlyGiven && waiting.service === service)
      waiting.resolve({ requestId, kind: 'localCommand', command });
  }

  async #handleGbcs(message: GbcsMessage): Promise<void> {
    await this.#handlers.onGbcsMessage?.(message);
    if (message.of !== 'answer') return;
    const { requestId, service, payload } = message;
    const waiting = this.#waiting.get(requestId);
    if (waiting?.service === service)
      waiting.resolve({ requestId, kind: 'answeredInGbcs', payload });
    else this.#unexpected += 1;
  }

  async #handleFinal(message: Final): Promise<void> {
    const waiting = this.#waiting.get(message.requestId);
    if (waiting && !isFor(waiting, message)) {
      this.#unexpected += 1;
      return;
    }
    if (!waiting) this.#unexpected += 1;
    const result = resultOf(message);
    await this.#handlers.onAnswer?.(result);
    waiting?.resolve(result);
  }
}

function isFor({ service, device }: Waiting, message: Final): boolean {
  if (message.kind === 'noAnswer') return true;
  return message.service === service && message.answer.device === device;
}

function refusedByDevice(
  requestId: RequestId,
  refusal: string,
  { refusedField: field }: DeviceRefusal,
): Result<never> {
  const where = field === undefined ? {} : { field };
  return { requestId, kind: 'refusedByDevice', refusal, ...where };
}

export function resultOf(message: Final): Result<unknown> {
  const { requestId, code } = message;
  if (message.kind === 'noAnswer') {
    const { refusal: name } = message;
    return name === undefined
      ? { requestId, kind: 'failed', code }
      : refusedByDevice(requestId, name, message);
  }
  const { refusal, result: value, deviceUtcSeconds, clockStatus } = message.answer;
  const isRefused = (value as { readonly messageSuccess?: boolean }).messageSuccess === false;
  if (refusal !== undefined) return refusedByDevice(requestId, refusal, message.answer);
  if (isRefused) return { requestId, kind: 'refusedByDevice', refusal: 'unknown', value };
  return {
    requestId,
    kind: 'done',
    value,
    ...(deviceUtcSeconds === undefined ? {} : { deviceUtcSeconds }),
    ...(clockStatus === undefined ? {} : { clockStatus }),
  };
}
