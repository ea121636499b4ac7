/**
 * The way of one request, as named steps: received → allowed → accepted → scheduled → translated → sent
 * → answered. Each step is durable before the next one shows; a head-end killed between any two goes on
 * from there, and the meter executes once because it is sent the same bytes again.
 */
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RefusalCode } from '../../protocol/refused.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import type { AuditEntry, AuditStep } from '../audit/entry.ts';
import { Fault, type FaultCode } from '../faults.ts';
import { expecting, renewedKeyOf } from '../inventory/renewal.ts';
import type { Intake } from '../market/intake.ts';
import type { Channel, MarketMessage, ServiceRequest, Submission } from '../service-request.ts';
import { type NewRequest, type RequestRecord, transformOf } from '../store/request-record.ts';
import { CommandCounter } from './command-counter.ts';
import { DeviceMessages } from './device-messages.ts';
import { Dispatcher } from './dispatcher.ts';
import { dueUtcSeconds, errandFrom, responseSeconds } from './errands.ts';
import { type Errand, newErrand } from './lane.ts';
import { allow, answerHere, type Stations } from './stations.ts';

export class Flow implements Intake {
  readonly #stations: Stations;
  readonly #counter: CommandCounter;
  readonly #dispatcher: Dispatcher;
  readonly #messages: DeviceMessages;

  constructor(stations: Stations) {
    this.#stations = stations;
    this.#counter = new CommandCounter(stations.store);
    this.#dispatcher = new Dispatcher({
      clock: stations.clock,
      due: stations.due,
      link: stations.link,
      ...(stations.retry ? { retry: stations.retry } : {}),
      events: {
        prepare: (errand) => this.#prepare(errand),
        expired: (errand, fault) => this.#messages.expired(errand, fault),
        failed: (errand, error) => stations.report(errand.request.requestId, error),
      },
    });
    this.#messages = new DeviceMessages(stations, this.#dispatcher);
  }

  /** Takes up what was unfinished when the head-end stopped, then listens to the devices. */
  async start(): Promise<void> {
    for await (const record of this.#stations.store.unfinished()) this.#resume(record);
    this.#messages.listen();
  }

  stop(): void {
    this.#dispatcher.stop();
    this.#stations.due.stop();
  }

  async submit(request: ServiceRequest): Promise<Submission> {
    const received = this.#entry('received', request, { channel: request.channel });
    try {
      const because = allow(this.#stations, request, this.#now());
      const allowed = this.#entry('allowed', request, { because });
      return await this.#admit(request, [received, allowed]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return this.#refuse(request, error, received);
    }
  }

  unreadable(report: {
    channel: Channel;
    sender?: Eui64;
    code: RefusalCode | FaultCode;
    detail: string;
  }): void {
    const { channel, sender, code, detail } = report;
    const entry: AuditEntry = {
      atMillis: this.#now(),
      step: 'messageRefused',
      ...(sender ? { party: sender } : {}),
      detail: { channel, code, reason: detail.slice(0, 200) },
    };
    this.#stations.count(code);
    this.#audit(entry);
  }

  async #admit(request: ServiceRequest, audit: readonly AuditEntry[]): Promise<Submission> {
    if (request.service.modes.includes('nonDevice')) {
      const message = answerHere(this.#stations, request);
      return this.#answeredAtOnce(request, message, audit);
    }
    if (request.service.critical && !request.signedPreCommand) {
      const { requestId, service } = request;
      const preCommand = this.#stations.translator.preCommand(request);
      const message: MarketMessage = { kind: 'preCommand', requestId, service, preCommand };
      return this.#answeredAtOnce(request, message, audit);
    }
    return this.#accept(request, audit);
  }

  /**
   * What needs no device is answered in the same breath. The command that follows a pre-command has
   * the same RequestID, so the transformation is kept under a name of its own.
   */
  async #answeredAtOnce(
    request: ServiceRequest,
    message: MarketMessage,
    audit: readonly AuditEntry[],
  ): Promise<Submission> {
    const step = this.#entry('answered', request, { kind: message.kind });
    const { requestId } = request;
    const row: NewRequest = {
      ...this.#row(request, this.#now()),
      requestId: message.kind === 'preCommand' ? transformOf(requestId) : requestId,
      state: 'answered',
    };
    // A repetition is answered as before: the same question has the same answer.
    await this.#stations.store.commit({ kind: 'accept', request: row, audit: [...audit, step] });
    return { kind: 'answered', message };
  }

  async #accept(request: ServiceRequest, audit: readonly AuditEntry[]): Promise<Submission> {
    const { clock, store } = this.#stations;
    const errand = this.#errand(request);
    if (this.#dispatcher.isFull(errand.device)) throw new Fault('QUEUE_FULL');
    const isDue = errand.dueMillis <= clock.nowMillis();
    const isFirst = isDue && this.#dispatcher.enter(errand);
    const steps = [...audit, this.#entry('accepted', request)];
    try {
      if (isFirst) steps.push(await this.#translate(errand));
      if (!isDue) steps.push(this.#entry('scheduled', request, { dueMillis: errand.dueMillis }));
      const row = this.#row(request, errand.deadlineMillis, errand);
      const { duplicateOf } = await store.commit({ kind: 'accept', request: row, audit: steps });
      if (duplicateOf) {
        this.#dispatcher.leave(errand);
        return repeated(duplicateOf, request);
      }
    } catch (error) {
      this.#dispatcher.leave(errand);
      throw error;
    }
    this.#goOn(errand, isDue);
    return { kind: 'acknowledged' };
  }

  #goOn(errand: Errand, isDue: boolean): void {
    this.#dispatcher.accepted(errand);
    if (isDue) this.#dispatcher.start(errand);
    else this.#stations.due.at(errand.dueMillis, () => this.#becomeDue(errand));
  }

  /** What waited for its date is allowed anew: the supplier may have changed since. */
  #becomeDue(errand: Errand): void {
    try {
      allow(this.#stations, errand.request, this.#now());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      void this.#dispatcher.end(errand, error.code);
      return;
    }
    if (this.#dispatcher.enter(errand)) this.#dispatcher.start(errand);
  }

  /** Makes the bytes of a command, or finds them made before, and makes them durable. */
  async #prepare(errand: Errand): Promise<void> {
    if (errand.command) return;
    const entry = await this.#translate(errand);
    const { command, commandCounter, request } = errand;
    if (!command || commandCounter === undefined) return;
    const { requestId } = request;
    await this.#stations.store.commit({
      kind: 'dispatch',
      requestId,
      command,
      commandCounter,
      audit: [entry],
    });
  }

  async #translate(errand: Errand): Promise<AuditEntry> {
    const { inventory, translator } = this.#stations;
    const { request } = errand;
    const device = inventory.answering(request.target);
    if (!device) throw new Fault('DEVICE_UNKNOWN');
    const renewed = renewedKeyOf(request);
    if (renewed) await inventory.put(expecting(device, renewed));
    errand.commandCounter = await this.#counter.take();
    const nowUtcSeconds = Math.floor(this.#now() / 1000);
    errand.command = translator.command(request, device, errand.commandCounter, nowUtcSeconds);
    return this.#entry('translated', request, {
      translator: translator.name,
      bytes: errand.command.length,
      commandCounter: String(errand.commandCounter),
    });
  }

  async #refuse(request: ServiceRequest, fault: Fault, received: AuditEntry): Promise<Submission> {
    const { code, detail } = fault;
    this.#stations.count(code);
    const audit = [received, this.#entry('refused', request, { code, detail })];
    // It may be asked again when there is room: this is no answer for good.
    if (code === 'QUEUE_FULL') {
      await this.#stations.store.commit({ kind: 'audit', audit });
      return { kind: 'refused', fault: code, detail };
    }
    const row: NewRequest = {
      ...this.#row(request, this.#now()),
      state: 'refused',
      faultCode: code,
      faultDetail: detail,
    };
    const { duplicateOf } = await this.#stations.store.commit({
      kind: 'accept',
      request: row,
      audit,
    });
    return duplicateOf ? repeated(duplicateOf, request) : { kind: 'refused', fault: code, detail };
  }

  #resume(record: RequestRecord): void {
    const errand = errandFrom(record, (target) => this.#deviceOf(target));
    const now = this.#now();
    const wasHeld = !errand.command && errand.dueMillis > record.acceptedAtMillis;
    // What was held for its date is allowed anew when it comes, also if it came while nobody was here.
    if (errand.dueMillis > now || wasHeld) {
      this.#goOn(errand, false);
      return;
    }
    const isFirst = this.#dispatcher.enter(errand);
    this.#dispatcher.accepted(errand);
    if (isFirst) this.#dispatcher.start(errand);
  }

  #errand(request: ServiceRequest): Errand {
    const now = this.#now();
    const nowSeconds = Math.floor(now / 1000);
    const due = dueUtcSeconds(request, nowSeconds);
    const dueMillis = due <= nowSeconds ? now : due * 1000;
    const seconds = (this.#stations.responseSeconds ?? responseSeconds)(request.service);
    const device = this.#deviceOf(request.target);
    return newErrand(request, dueMillis, dueMillis + seconds * 1000, device);
  }

  #deviceOf(target: Eui64): Eui64 {
    return this.#stations.inventory.answering(target)?.record.eui64 ?? target;
  }

  #row(request: ServiceRequest, deadlineMillis: number, errand?: Errand): NewRequest {
    const { service, body, signedPreCommand } = request;
    const now = this.#now();
    return {
      requestId: request.requestId,
      originator: request.originator,
      target: request.target,
      counter: request.counter,
      service: serviceNumber(service.reference),
      commandVariant: request.commandVariant,
      channel: request.channel,
      state: errand?.command ? 'dispatched' : 'accepted',
      ...(body === undefined ? {} : { body: encodeCbor(service.request, body as never) }),
      ...(signedPreCommand ? { signedPreCommand } : {}),
      dueUtcSeconds: Math.floor((errand?.dueMillis ?? now) / 1000),
      deadlineUtcSeconds: Math.ceil(deadlineMillis / 1000),
      acceptedAtMillis: now,
      ...(errand?.command && errand.commandCounter !== undefined
        ? { command: errand.command, commandCounter: errand.commandCounter }
        : {}),
    };
  }

  #entry(step: AuditStep, request: ServiceRequest, detail?: AuditEntry['detail']): AuditEntry {
    return {
      atMillis: this.#now(),
      step,
      requestId: request.requestId,
      party: request.originator,
      device: request.target,
      ...(detail ? { detail } : {}),
    };
  }

  #audit(entry: AuditEntry): void {
    this.#stations.store
      .commit({ kind: 'audit', audit: [entry] })
      .catch((error) => this.#stations.report('audit', error));
  }

  #now(): number {
    return this.#stations.clock.nowMillis();
  }
}

/** A RequestID seen before is answered as it was the first time, if it is the same request. */
function repeated(record: RequestRecord, { service, commandVariant }: ServiceRequest): Submission {
  const { faultCode, faultDetail = '' } = record;
  if (
    record.service !== serviceNumber(service.reference) ||
    record.commandVariant !== commandVariant
  )
    return { kind: 'refused', fault: 'REQUEST_ID_REUSED', detail: '' };
  if (record.state !== 'refused') return { kind: 'acknowledged' };
  return { kind: 'refused', fault: faultCode as FaultCode, detail: faultDetail };
}
