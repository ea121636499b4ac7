/**
 * The meter: the one place that holds the board. Whatever comes, in this order: verify, decide, commit one
 * group to flash, then act. So a power cut leaves nothing done or all of it, and what was decided but
 * not yet acted on (the switch, the alerts) is acted on again at boot.
 */
import type { DeviceRecord } from '../../protocol/credentials.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { type RefusalCode, Refused } from '../../protocol/refused.ts';
import { findings } from './after-boot.ts';
import { Announcer } from './announcement/announcer.ts';
import type { Board, Measured } from './board.ts';
import { BUTTONS, type Button } from './buttons.ts';
import { type AtMeter, FrontPanel } from './display/front-panel.ts';
import type { Key } from './display/keys.ts';
import type { View } from './display/page.ts';
import { type MeterEvent, type Step, then, unchanged } from './events/event.ts';
import { takeCounter, withoutAlert } from './events/record.ts';
import { overheard } from './home-network/hear.ts';
import { HomeVoice } from './home-network/home-voice.ts';
import { mainsMoved } from './home-network/mains.ts';
import { meterLayout, REFUSALS_PER_GROUP_MAX } from './layout.ts';
import { asSwitched, consume } from './metrology/consume.ts';
import { isEndOfHalfHour, utcSecondsOf } from './metrology/metrology.ts';
import { acted, earliestDeadline, observed } from './modules.ts';
import { assess } from './prepayment/assess.ts';
import { keyIn } from './prepayment/keypad.ts';
import type { TopUpRefusal } from './prepayment/top-up.ts';
import { recordOf } from './provision.ts';
import { Saving } from './saving.ts';
import type { ArrivalUnder } from './security/pairs.ts';
import { RefusalCounts } from './security/refusal-counts.ts';
import { answerAgain, execute } from './services/execute.ts';
import { type Means, performDue } from './services/perform.ts';
import type { MeterState } from './state.ts';
import { Store } from './storage/store.ts';
import { contactMoved } from './supply/contacts.ts';
import { lastGasp, withPower } from './supply/outage.ts';
import type { Contact } from './supply/stored.ts';
import { Switchgear } from './supply/switchgear.ts';
import { Voice } from './voice.ts';

export class Meter {
  readonly store: Store;
  readonly #board: Board;
  readonly #switchgear: Switchgear;
  readonly #refusals = new RefusalCounts();
  readonly #front = new FrontPanel();
  #state: MeterState;
  readonly #voice: Voice;
  readonly #home: HomeVoice;
  readonly #saving: Saving;
  readonly #announcer: Announcer;

  /**
   * Boots a provisioned meter at `boardSeconds`, whole seconds of the board's own clock that it should
   * keep through power cuts. Drives the switch to the state on flash and sends the alerts that wait.
   */
  constructor(board: Board, boardSeconds: number) {
    this.#board = board;
    this.#switchgear = new Switchgear(board);
    this.store = new Store(board.flash, meterLayout);
    const { state, events, entries, saved, isSilent, log } = findings(this.store, boardSeconds);
    this.#voice = new Voice(board, isSilent);
    this.#home = new HomeVoice(board);
    this.#state = state;
    const failures = this.#switchgear.drive(undefined, state);
    this.#home.driveLoads(undefined, state);
    const waiting = { events: [...events, ...failures], entries };
    this.#saving = new Saving(this.store, saved, boardSeconds, waiting);
    this.#announcer = new Announcer(state, boardSeconds);
    for (const line of log) board.log(line);
    this.sendAlertsAgain();
    this.#show();
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
    if (this.#voice.isSilent) return;
    try {
      const arrival = this.#voice.hear(this.#state, kind, message);
      if (arrival.kind === 'new') this.#execute(arrival);
      else this.#answerAgain(arrival);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refusals.message(error.code);
    }
    this.#show();
  }

  /** A message of another device of the home. Never throws for its content. */
  hear(from: Eui64, message: Uint8Array): void {
    if (this.#voice.isSilent) return;
    try {
      const { step, says } = this.#home.hear(this.#state, this.store, from, message);
      this.#do(step);
      this.#home.say(says);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refusals.message(error.code);
    }
  }

  /** Out of its sleep between half-hours: what waits for it may come, and its proxy is brought up to date. */
  wake(): void {
    this.#home.wake(this.#state);
  }

  /** A device of the home was heard to speak, whoever to. `linkQualityDbm` on a sub-GHz link alone. */
  overhear(from: Eui64, linkQualityDbm?: number): void {
    this.#state = overheard(this.#state, from, linkQualityDbm);
  }

  /** A key at the meter: what it does depends on what is on the display. */
  key(key: Key): void {
    const meter: AtMeter = {
      view: () => this.#view,
      press: (button) => this.press(button),
      enterUtrn: (digits) => this.enterUtrn(digits),
      keep: (display) => this.#do(unchanged({ ...this.#state, display })),
    };
    this.#front.key(meter, key);
    this.#show();
  }

  press(button: Button): void {
    this.#do(BUTTONS[button](this.#state));
  }

  /** A UTRN keyed in. */
  enterUtrn(digits: string): 'credited' | TopUpRefusal {
    if (this.#voice.isSilent) return 'notAuthentic';
    const { outcome, step, counted } = keyIn(this.#board.crypto, this.#state, digits);
    this.#do(outcome === 'credited' ? then(step, assess) : step);
    if (counted) this.#refusals.event(counted);
    return outcome;
  }

  /** A cover, or a magnet, as the board tells it. */
  contact(contact: Contact, isOpen: boolean): void {
    this.#do(contactMoved(this.#state, contact, isOpen));
  }

  /** The mains go, or come back, and the device lives on: a communications hub has a reserve. */
  mains(isOn: boolean): void {
    this.#do(mainsMoved(this.#state, isOn));
  }

  /**
   * Power fails in a moment: what was counted goes to flash. Not while what the boot found waits for power
   * to be steady; then the outage is still the one that flash knows of.
   */
  powerFailing(): void {
    if (this.#saving.isWaiting) return;
    this.#commit(lastGasp(this.#state));
    this.#state = withPower(this.#state);
  }

  /** Lives on to `untilBoardSeconds`, every event in the order of time. Earlier than now does nothing. */
  run(untilBoardSeconds: number): void {
    while (this.#state.metrology.boardSeconds < untilBoardSeconds) {
      const until = Math.min(untilBoardSeconds, this.nextDeadline());
      this.#state = consume(this.#state, this.#measured(), until);
      this.#actOnTime();
    }
    this.#show();
  }

  /** Board seconds, later than now, by which `run` has to be called; earlier does no harm. */
  nextDeadline(): number {
    const now = this.#state.metrology.boardSeconds;
    const measured = this.#measured();
    this.#state = observed(this.#state, measured);
    const earliest = Math.min(
      this.#saving.dueSeconds,
      this.#announcer.dueSeconds,
      this.#board.sensor.nextChange(now),
      earliestDeadline(this.#state, measured),
    );
    return Math.max(now + 1, earliest);
  }

  /** The network says that what was sent with this delivery number has arrived. */
  delivered(delivery: number): void {
    this.#state = withoutAlert(this.#state, BigInt(delivery));
  }

  /** What waits, once more: the network has lost some of it, or the power was gone. */
  sendAlertsAgain(): void {
    this.#voice.alerts(this.#state, this.#state.alerts.pending);
  }

  get #means(): Means {
    return {
      crypto: this.#board.crypto,
      store: this.store,
      random: (length) => this.#board.random(length),
      measured: this.#measured(),
      home: this.#home.knowledge,
    };
  }

  get #view(): View {
    return { state: this.#state, measured: this.#measured(), store: this.store };
  }

  #show(): void {
    const { display } = this.#board;
    if (display) display.show(this.#front.screen(this.#view));
  }

  #measured(): Measured {
    const measured = this.#board.sensor.measure(this.#state.metrology.boardSeconds);
    return asSwitched(this.#switchgear.position(this.#state), measured);
  }

  #actOnTime(): void {
    const measured = this.#measured();
    const isOld = this.#saving.isOld(this.#state);
    let step = unchanged(this.#state);
    if (isOld || isEndOfHalfHour(this.#state))
      step = { ...step, events: this.#refusals.take(REFUSALS_PER_GROUP_MAX) };
    step = acted(step, measured);
    step = then(step, (state) => performDue(this.#means, state));
    step = then(step, assess);
    if (this.#saving.isDue(this.#state, step)) this.#commit(step);
    else this.#state = step.state;
    if (isOld || isEndOfHalfHour(this.#state)) this.wake();
    if (this.#announcer.take(this.#state)) this.#announce();
  }

  /** The counter is durable before it is used. */
  #announce(): void {
    const [counter, state] = takeCounter(this.#state);
    if (state.counters === this.#state.counters) this.#state = state;
    else this.#commit(unchanged(state));
    this.#voice.announce(this.#state, counter);
  }

  #execute({ command, pair, isUnderPrevious }: ArrivalUnder): void {
    const { clock } = this.#state;
    const { step, reply } = execute(this.#means, this.#state, command, isUnderPrevious);
    this.#commit(step);
    this.#voice.answer(this.#state, pair, reply);
    // Another time: what waited for it, or went by it, is looked at now.
    if (this.#state.clock !== clock) this.#actOnTime();
  }

  /** The same bytes came again: the answer that was kept, or for a read what is true now. */
  #answerAgain({ command, pair }: ArrivalUnder): void {
    const { state, reply } = answerAgain(this.#means, this.#state, command);
    if (state.counters === this.#state.counters) this.#state = state;
    else this.#commit(unchanged(state));
    this.#voice.answer(this.#state, pair, reply);
  }

  #do(step: Step): void {
    const news = step.events.length + step.entries.length;
    if (step.state !== this.#state || news > 0) this.#commit(step);
  }

  /** Flash first, effects after. */
  #commit(step: Step): void {
    const { before, recorded, events } = this.#saving.commit(step);
    this.#state = recorded.state;
    this.#tell(events, recorded.told);
    this.#voice.alerts(recorded.state, recorded.raised);
    const failures = this.#switchgear.drive(before, recorded.state);
    this.#home.driveLoads(before, recorded.state);
    if (failures.length > 0) this.#commit({ state: this.#state, events: failures, entries: [] });
  }

  #tell(events: readonly MeterEvent[], told: readonly MeterEvent[]): void {
    this.#front.hear(this.#state, told);
    this.#home.tell(this.#state, told, this.utcSeconds);
    for (const { name, detail } of events)
      this.#board.log(`${this.utcSeconds} ${name}${detail === undefined ? '' : ` ${detail}`}`);
  }
}
