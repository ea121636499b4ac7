/**
 * The way of one request, as named steps: received → allowed → accepted → scheduled → translated → sent
 * → answered. Each step is durable before the next one shows; a head-end killed between any two goes on
 * from there, and the meter executes once because it is sent the same bytes again.
 */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { returnLocalCommandResponse } from '../../protocol/services/return-local-command-response.ts';
import { deliveryOf } from '../access/command-variant.ts';
import { Fault, type FaultCode } from '../faults.ts';
import type { Intake, UnreadableReport } from '../market/intake.ts';
import { Announcements } from '../registration/announcement/announcements.ts';
import type { ServiceRequest, Submission } from '../service-request.ts';
import { isSameRequest, type RequestRecord } from '../store/request-record.ts';
import { Turns } from '../turns.ts';
import { Acceptance } from './acceptance.ts';
import { Answers, type AnswersParts } from './answers.ts';
import type { Arrival } from './arrival.ts';
import { Commands } from './commands.ts';
import { DeviceMessages } from './device-messages.ts';
import { Dispatcher } from './dispatcher.ts';
import { entryOf } from './entries.ts';
import { fingerprintOf } from './fingerprint.ts';
import { Held } from './held.ts';
import { inUseLink } from './in-use-link.ts';
import type { Errand } from './lane.ts';
import { LocalCommands } from './local-commands.ts';
import { madeFirst } from './made-first.ts';
import { NonDevice } from './non-device.ts';
import { endOutOfUse } from './out-of-use.ts';
import { OwnWork } from './own-work.ts';
import { givePreCommand } from './pre-commands.ts';
import { FOR_NOW, notAccepted, OF_STORE, REUSED, repeated } from './repeated.ts';
import { counterScopeOf, rowNameOf, rowOf } from './request-rows.ts';
import { Sequences } from './sequences.ts';
import { allow, type Stations } from './stations.ts';
import { noteUnreadable } from './unreadable.ts';

export class Flow implements Intake {
  readonly #stations: Stations;
  readonly #commands: Commands;
  readonly #dispatcher: Dispatcher;
  readonly #answers: Answers;
  readonly #messages: DeviceMessages;
  readonly #acceptance: Acceptance;
  readonly #local: LocalCommands;
  readonly #nonDevice: NonDevice;
  readonly #sequences: Sequences;
  readonly #own: OwnWork;
  readonly #turns = new Turns();
  /** Not answered at once yet: another may name them as what it follows. */
  readonly #arriving = new Map<RequestId, Promise<Submission>>();

  constructor(stations: Stations) {
    this.#stations = stations;
    this.#commands = new Commands(stations);
    const changed: AnswersParts['changed'] = (changes) => endOutOfUse(this.#dispatcher, changes);
    this.#nonDevice = new NonDevice(stations, changed);
    this.#sequences = new Sequences(stations.store);
    this.#answers = new Answers(stations, {
      alone: (work) => this.#nonDevice.alone(work),
      ended: (requestId, isDone) => {
        this.#sequences.ended(requestId, isDone);
        this.#own.ended(requestId);
      },
      changed,
    });
    this.#dispatcher = new Dispatcher({
      clock: stations.clock,
      due: stations.due,
      link: inUseLink(stations.link, stations.inventory),
      ...(stations.retry ? { retry: stations.retry } : {}),
      events: {
        prepare: (errand) => this.#prepare(errand),
        expired: (errand, fault) => this.#answers.expired(errand, fault),
        failed: (errand, error) => stations.report(errand.request.requestId, error),
      },
    });
    this.#messages = new DeviceMessages(stations, {
      dispatcher: this.#dispatcher,
      answers: this.#answers,
      announcements: new Announcements(stations, (work) => this.#nonDevice.alone(work)),
      alone: (work) => this.#nonDevice.alone(work),
    });
    const held = new Held(stations.heldLimits);
    const parts = { commands: this.#commands, dispatcher: this.#dispatcher, held };
    this.#acceptance = new Acceptance(stations, { ...parts, sequences: this.#sequences });
    this.#local = new LocalCommands(stations, { ...parts, answers: this.#answers });
    this.#own = new OwnWork(stations, this.#acceptance, (work) => this.alone(work));
  }

  /** Takes up what was unfinished when the head-end stopped, then listens to the devices. */
  async start(): Promise<void> {
    const unfinished = madeFirst(this.#stations.store.unfinished());
    for await (const record of unfinished) await this.#resume(record);
    this.#messages.listen();
    this.#own.start();
  }

  stop(): void {
    this.#dispatcher.stop();
    this.#stations.due.stop();
  }

  /** Runs what changes the state that requests are decided by, when all such work before it has ended. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#nonDevice.alone(work);
  }

  /**
   * Ends what a party has asked of devices that are its own no more and that waits for its date, for another request
   * or for its turn: each is answered with `code`, and an alert beside it (N7; N4 where the device is decommissioned).
   * What is under way is still answered. Durable when it resolves, with how many there were; harmless when repeated.
   */
  endRequestsOf(
    devices: readonly Eui64[],
    party: Eui64,
    code: FaultCode,
    alert: 'N4' | 'N7' = 'N7',
  ): Promise<number> {
    return this.#dispatcher.endWaiting(devices, party, code, alert);
  }

  submit(request: ServiceRequest): Promise<Submission> {
    const { requestId, originator, precedingRequestId } = request;
    const preceding = this.#arriving.get(precedingRequestId ?? '');
    const scope = counterScopeOf(request, this.#stations.parties.get(originator));
    const submission = this.#turns.run(scope, (letNext) => {
      const commit: Arrival['commit'] = (write) => {
        const committed = this.#stations.store.commit({
          kind: 'accept',
          counterScope: scope,
          ...write,
          request: { ...write.request, fingerprint: this.#fingerprintOf(request) },
        });
        letNext();
        return committed;
      };
      return this.#received(request, commit, preceding);
    });
    this.#arriving.set(requestId, submission);
    const forget = () => {
      if (this.#arriving.get(requestId) === submission) this.#arriving.delete(requestId);
    };
    submission.then(forget, forget);
    return submission;
  }

  unreadable(report: UnreadableReport): void {
    noteUnreadable(this.#stations, report);
  }

  async #received(
    request: ServiceRequest,
    commit: Arrival['commit'],
    preceding: Promise<Submission> | undefined,
  ): Promise<Submission> {
    const { channel } = request;
    const audit = [entryOf(this.#now(), 'received', request, { channel })];
    try {
      const because = allow(this.#stations, request, this.#now());
      audit.push(entryOf(this.#now(), 'allowed', request, { because }));
      const waiting = await this.#sequences.waitingOf(request, preceding);
      return this.#counted(
        await this.#admit({ request, audit, commit, ...(waiting ? { waiting } : {}) }),
      );
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return this.#refuse({ request, audit: audit.slice(0, 1), commit }, error);
    }
  }

  #admit(arrival: Arrival): Promise<Submission> {
    const { service, commandVariant, signedPreCommand } = arrival.request;
    if (service.critical && !signedPreCommand) return givePreCommand(this.#stations, arrival);
    const isNonDevice = service.modes.includes('nonDevice');
    const isLocal = deliveryOf(commandVariant) === 'local';
    if ((isNonDevice || isLocal) && arrival.waiting) throw new Fault('PRECEDING_NOT_DONE');
    if (service === returnLocalCommandResponse) return this.#local.returned(arrival);
    if (isNonDevice) return this.#nonDevice.answer(arrival);
    return isLocal ? this.#local.give(arrival) : this.#acceptance.accept(arrival);
  }

  /** What the store refused is counted like any other refusal. */
  #counted(submission: Submission): Submission {
    if (submission.kind === 'refused' && OF_STORE.includes(submission.fault))
      this.#stations.count(submission.fault);
    return submission;
  }

  async #refuse({ request, audit, commit }: Arrival, fault: Fault): Promise<Submission> {
    const { store, count } = this.#stations;
    const { code, detail, because } = fault;
    const refused: Submission = { kind: 'refused', fault: code, detail };
    const known = FOR_NOW.includes(code) && (await this.#known(request));
    if (known) return known;
    const why = { code, detail, ...(because === undefined ? {} : { because }) };
    const all = [...audit, entryOf(this.#now(), 'refused', request, why)];
    if (FOR_NOW.includes(code)) {
      await store.commit({ kind: 'audit', audit: all });
      count(code);
      return refused;
    }
    const state = {
      state: 'refused',
      isDone: false,
      faultCode: code,
      faultDetail: detail,
    } as const;
    const row = rowOf(request, this.#now(), state);
    const committed = await commit({ request: row, audit: all });
    const other = notAccepted(committed, request, refused);
    if (!other) count(code);
    return this.#counted(other ?? refused);
  }

  /** What a request that cannot be taken now was answered before; undefined when it is new. */
  async #known(request: ServiceRequest): Promise<Submission | undefined> {
    const record = await this.#stations.store.request(rowNameOf(request));
    if (!record) return undefined;
    const { service, commandVariant } = request;
    const fingerprint = this.#fingerprintOf(request);
    const asked = { service: serviceNumber(service.reference), commandVariant, fingerprint };
    return isSameRequest(record, asked) ? repeated(record, request) : REUSED;
  }

  #fingerprintOf(request: ServiceRequest): Uint8Array {
    return fingerprintOf(this.#stations.fingerprintKey, request);
  }

  /** An errand that may not go any more, or never could, ends as others do whose time is over. */
  async #prepare(errand: Errand): Promise<void> {
    try {
      await this.#commands.prepare(errand);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      void this.#dispatcher.end(errand, error.code);
    }
  }

  async #resume(record: RequestRecord): Promise<void> {
    if (record.state === 'local') this.#local.resume(record);
    else await this.#acceptance.resume(record);
  }

  #now(): number {
    return this.#stations.clock.nowMillis();
  }
}
