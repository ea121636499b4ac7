/**
 * The meter: the one place that holds the board. Whatever comes, in this order: verify, decide, commit one
 * group to flash, then act. So a power cut leaves nothing done or all of it, and what was decided but
 * not yet acted on (the switch, the alerts) is acted on again at boot.
 */
import { decodeCanonical, encodeCanonical, isCborMap } from '../../protocol/cbor/canonical.ts';
import type { DeviceRecord } from '../../protocol/credentials.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { assert, type RefusalCode, Refused } from '../../protocol/refused.ts';
import type { Board, Measured } from './board.ts';
import { clockAfterBoot } from './clock/clock.ts';
import { type MeterEvent, type Step, then, unchanged } from './events/event.ts';
import { record, takeCounter, withoutAlert } from './events/record.ts';
import { meterLayout, REFUSALS_PER_GROUP_MAX } from './layout.ts';
import { type Reply, sealAlert, sealReply } from './messages.ts';
import { asSwitched, consume } from './metrology/consume.ts';
import { isEndOfHalfHour, keepHistories, utcSecondsOf } from './metrology/metrology.ts';
import { HALF_HOUR_SECONDS } from './metrology/periods.ts';
import { modules } from './modules.ts';
import { activateEmergencyCredit, assess } from './prepayment/assess.ts';
import { type TopUp, topUp, topUpAlerts } from './prepayment/top-up.ts';
import { recordOf } from './provision.ts';
import { authenticate, type Command, withAccepted } from './security/authenticate.ts';
import { RefusalCounts } from './security/refusal-counts.ts';
import { ANSWER_CONTENT_BYTES_MAX } from './security/stored.ts';
import { type Means, type Performed, perform, performDue } from './services/perform.ts';
import type { Answer, MeterState, PendingAlert } from './state.ts';
import { Store } from './storage/store.ts';
import { changesBetween, readState } from './stored.ts';
import { supplyAfter, switchPosition } from './supply/supply.ts';

/** Sub-code of integrityWarning (81A0): the non-volatile memory. */
const FLASH_DAMAGED: MeterEvent = { name: 'integrityWarning', detail: 1 };

const CONTENT_LIMITS = { bytes: ANSWER_CONTENT_BYTES_MAX, depth: 8 };

export class Meter {
  readonly store: Store;
  readonly #board: Board;
  readonly #refusals = new RefusalCounts();
  #state: MeterState;
  /** Made when first needed: in a fleet few meters speak at once. */
  #madePair: Pair | undefined;
  /** What flash holds. */
  #saved: MeterState;
  /** Up to when it holds what was metered: at a boot all there is, at a commit up to then. */
  #savedSeconds: number;
  /** What a boot has found out, to go with the first group: a boot itself writes nothing. */
  #waiting: Pick<Step, 'events' | 'entries'> = { events: [], entries: [] };

  /**
   * Boots a provisioned meter at `boardSeconds`, whole seconds of the board's own clock that it should
   * keep through power cuts. Drives the switch to the state on flash and sends the alerts that wait.
   */
  constructor(board: Board, boardSeconds: number) {
    this.#board = board;
    this.store = new Store(board.flash, meterLayout);
    const saved = readState(this.store);
    assert(saved !== undefined, 'a meter boots after it is provisioned');
    const { identity } = saved;
    this.#saved = saved;
    this.#savedSeconds = boardSeconds;
    const { state, events, entries } = afterBoot(saved, boardSeconds);
    this.#state = state;
    const found = this.store.damage.length > 0 ? [FLASH_DAMAGED] : [];
    this.#waiting = { events: [...found, ...events], entries };
    board.loadSwitch.set(switchPosition(state.supply));
    board.log(`boot ${identity.eui64} ${identity.firmwareVersion} supply ${state.supply.position}`);
    this.sendAlertsAgain();
  }

  get state(): MeterState {
    return this.#state;
  }

  get record(): DeviceRecord {
    return recordOf(this.#state.identity);
  }

  /** Messages refused since the boot. */
  get refused(): ReadonlyMap<RefusalCode, number> {
    return this.#refusals.byCode;
  }

  get utcSeconds(): number {
    return utcSecondsOf(this.#state);
  }

  /** A message from the network, at the time the meter was last run to. Never throws for its content. */
  receive(kind: Kind, message: Uint8Array): void {
    try {
      if (kind !== 'command')
        throw new Refused('', `a meter is sent no ${kind}`, undefined, 'ENVELOPE_FORM');
      const arrival = authenticate(this.#board.crypto, this.#pair, this.#state, message);
      if (arrival.kind === 'new') this.#execute(arrival.command);
      else this.#answerAgain(arrival.command);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refusals.message(error.code);
    }
  }

  press(key: 'enableSupply' | 'emergencyCredit'): void {
    this.#do(
      key === 'emergencyCredit' ? activateEmergencyCredit(this.#state) : pressEnable(this.#state),
    );
  }

  /** A UTRN keyed in. What is refused is counted, so that a bored child wears out no flash. */
  enterUtrn(digits: string): TopUp['kind'] | Extract<TopUp, { kind: 'refused' }>['why'] {
    const outcome = topUp(this.#board.crypto, this.#state, digits);
    if (outcome.kind === 'credited') {
      const step = then(unchanged(outcome.state), assess);
      this.#do({ ...step, events: [{ name: 'creditAddedLocally' }, ...step.events] });
      return 'credited';
    }
    this.#state = outcome.state;
    const name = topUpAlerts[outcome.why];
    if (name) this.#refusals.event(name);
    return outcome.why;
  }

  /** Lives on to `untilBoardSeconds`, every event in the order of time. Earlier than now does nothing. */
  run(untilBoardSeconds: number): void {
    while (this.#state.metrology.boardSeconds < untilBoardSeconds) {
      const until = Math.min(untilBoardSeconds, this.nextDeadline());
      this.#state = consume(this.#state, this.#measured(), until);
      this.#actOnTime();
    }
  }

  /** Board seconds, later than now, by which `run` has to be called; earlier does no harm. */
  nextDeadline(): number {
    const now = this.#state.metrology.boardSeconds;
    const measured = this.#measured();
    let earliest = Math.min(
      this.#savedSeconds + HALF_HOUR_SECONDS,
      this.#board.sensor.nextChange(now),
    );
    for (const { deadline } of modules)
      earliest = Math.min(earliest, deadline?.(this.#state, measured) ?? Number.POSITIVE_INFINITY);
    return Math.max(now + 1, earliest);
  }

  /** The network says that what was sent with this delivery number has arrived. */
  delivered(delivery: number): void {
    this.#state = withoutAlert(this.#state, BigInt(delivery));
  }

  /** What waits, once more: the network has lost some of it, or the power was gone. */
  sendAlertsAgain(): void {
    for (const alert of this.#state.alerts.pending) this.#sendAlert(alert);
  }

  get #pair(): Pair {
    const { identity, anchors } = this.#state;
    this.#madePair ??= new Pair(this.#board.crypto, identity, anchors.headEnd);
    return this.#madePair;
  }

  get #means(): Means {
    const { crypto } = this.#board;
    return { crypto, store: this.store, random: (length) => this.#board.random(length) };
  }

  #measured(): Measured {
    return asSwitched(this.#state, this.#board.sensor.measure(this.#state.metrology.boardSeconds));
  }

  #actOnTime(): void {
    const measured = this.#measured();
    let step = unchanged(this.#state);
    if (isEndOfHalfHour(this.#state))
      step = { ...step, events: this.#refusals.take(REFUSALS_PER_GROUP_MAX) };
    for (const { act } of modules) if (act) step = then(step, (state) => act(state, measured));
    step = then(step, (state) => performDue(this.#means, state));
    step = then(step, assess);
    const hasNews = step.events.length + step.entries.length > 0;
    // Without a time to go by no half-hour ends, and what is metered must not wait for one.
    const isOld = step.state.metrology.boardSeconds >= this.#savedSeconds + HALF_HOUR_SECONDS;
    if (hasNews || isOld || step.state.supply !== this.#state.supply) this.#commit(step);
    else this.#state = step.state;
  }

  #execute(command: Command): void {
    const means = this.#means;
    const performed = perform(means, this.#state, command);
    const step = then(performed.step, assess);
    const accepted = { ...step.state, counters: withAccepted(step.state.counters, command) };
    const [counter, taken] = takeCounter(accepted);
    const reply = this.#reply(command, performed, counter, step.state);
    const state = performed.isChange ? { ...taken, answer: answerOf(reply) } : taken;
    this.#commit({ ...step, state });
    this.#send(reply);
  }

  /** The same bytes came again: the answer that was kept, or for a read what is true now. */
  #answerAgain(command: Command): void {
    const { answer } = this.#state;
    if (answer?.responseTo === command.counter) {
      this.#send(replyOf(answer));
      return;
    }
    const means = this.#means;
    const performed = perform(means, this.#state, command);
    const [counter, taken] = takeCounter(this.#state);
    if (taken.counters === this.#state.counters) this.#state = taken;
    else this.#commit(unchanged(taken));
    this.#send(this.#reply(command, performed, counter, this.#state));
  }

  #reply(
    { counter: responseTo, serviceNumber: service }: Command,
    { status, content }: Performed,
    counter: bigint,
    state: MeterState,
  ): Reply {
    const { status: clockStatus } = state.clock;
    const utcSeconds = utcSecondsOf(state);
    const reply = { responseTo, counter, service, status, utcSeconds, clockStatus };
    return content ? { ...reply, content } : reply;
  }

  #do(step: Step): void {
    if (step.state !== this.#state || step.events.length > 0) this.#commit(step);
  }

  /** Flash first, effects after. */
  #commit({ state, events, entries }: Step): void {
    const waiting = this.#waiting;
    const all: Step = {
      state,
      events: [...waiting.events, ...events],
      entries: [...waiting.entries, ...entries],
    };
    const recorded = record(all);
    const before = this.#saved;
    this.store.commit(changesBetween(before, recorded.state, recorded.entries));
    this.#waiting = { events: [], entries: [] };
    this.#saved = recorded.state;
    this.#savedSeconds = recorded.state.metrology.boardSeconds;
    this.#state = recorded.state;
    if (recorded.state.supply.position !== before.supply.position)
      this.#board.loadSwitch.set(switchPosition(recorded.state.supply));
    this.#tell(all.events);
    for (const alert of recorded.state.alerts.pending)
      if (alert.counter >= state.outgoing.next) this.#sendAlert(alert);
  }

  #tell(events: readonly MeterEvent[]): void {
    for (const { name, detail } of events)
      this.#board.log(`${this.utcSeconds} ${name}${detail === undefined ? '' : ` ${detail}`}`);
  }

  #send(reply: Reply): void {
    const message = sealReply(this.#board.crypto, this.#pair, this.#state, reply);
    this.#board.network.send('response', message);
  }

  #sendAlert(alert: PendingAlert): void {
    const message = sealAlert(this.#board.crypto, this.#pair, this.#state, alert);
    this.#board.network.send('alert', message, Number(alert.counter));
  }
}

function afterBoot(saved: MeterState, boardSeconds: number): Step {
  const { metrology } = saved;
  const clock = clockAfterBoot(saved.clock, metrology.boardSeconds, boardSeconds);
  const state = { ...saved, clock, metrology: { ...metrology, boardSeconds } };
  return keepHistories(state, boardSeconds !== metrology.boardSeconds);
}

function pressEnable(state: MeterState): Step {
  const supply = supplyAfter(state.supply, 'button');
  return unchanged(supply === state.supply ? state : { ...state, supply });
}

function answerOf({ content, ...reply }: Reply): Answer {
  return content ? { ...reply, content: encodeCanonical(content) } : reply;
}

function replyOf({ content, ...answer }: Answer): Reply {
  if (!content) return answer;
  const map = decodeCanonical(content, CONTENT_LIMITS);
  assert(isCborMap(map), 'an answer is a map');
  return { ...answer, content: map };
}
