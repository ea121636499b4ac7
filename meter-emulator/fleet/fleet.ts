/**
 * Very many meters in one process: the firmware of one, compact flash, one queue of deadlines. Time and
 * network are given: fleet-gateway.ts, or a simulation.
 */
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { EmulatedBoard } from '../board/emulated-board.ts';
import { seededIdentity } from '../board/factory.ts';
import { seededRandom } from '../board/seeded-random.ts';
import { SimulatedLoadCurve } from '../board/simulated-load-curve.ts';
import { METER_FLASH, meterLayout } from '../firmware/layout.ts';
import { Meter } from '../firmware/meter.ts';
import { type FactorySettings, provision } from '../firmware/provision.ts';
import type { Geometry } from '../firmware/storage/flash.ts';
import { Deadlines } from './deadlines.ts';
import { FleetFlash, FleetMemory } from './fleet-flash.ts';

export type FleetSettings = {
  readonly crypto: Crypto;
  /** The same seed makes the same meters, households and keys. */
  readonly seed: string;
  readonly count: number;
  /** The first meter's number in the emulator's range of identifiers. */
  readonly firstIndex?: number;
  readonly anchors: TrustAnchors;
  readonly factory: FactorySettings;
  readonly boardSeconds: number;
};

/** What a meter of the fleet sends; `delivered` is told when it has arrived. */
export type FleetSend = (
  device: Eui64,
  kind: 'response' | 'alert',
  message: Uint8Array,
  delivered: () => void,
) => void;

/** Of a log block of 32 KiB. The copies that open one take 1 to 4 KiB; a fleet's flash does not wear. */
const LOG_FILL_BYTES = 6 * 1024;
export const FLEET_GEOMETRY: Geometry = { ...METER_FLASH, logFillBytes: LOG_FILL_BYTES };

export class Fleet {
  readonly memory = new FleetMemory(FLEET_GEOMETRY);
  readonly meters: readonly Meter[];
  /** Where messages go; until it is set they are lost, but for alerts, which come again at a boot. */
  onSend: FleetSend = () => {};
  readonly #numbers = new Map<Eui64, number>();
  readonly #deadlines = new Deadlines();
  #boardSeconds: number;

  constructor(settings: FleetSettings) {
    this.#boardSeconds = settings.boardSeconds;
    const { firstIndex = 0 } = settings;
    this.meters = Array.from({ length: settings.count }, (_, number) =>
      this.#make(settings, number, firstIndex + number),
    );
  }

  get boardSeconds(): number {
    return this.#boardSeconds;
  }

  nextDeadline(): number {
    return this.#deadlines.next()?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Every deadline of every meter up to then, in the order of time. */
  run(untilBoardSeconds: number): void {
    for (;;) {
      const due = this.#deadlines.next();
      if (!due || due.time > untilBoardSeconds) break;
      this.#wake(due.number, due.time);
    }
    this.#boardSeconds = Math.max(this.#boardSeconds, untilBoardSeconds);
  }

  /** A command for one of them, at the time last run to. False when it is none of this fleet. */
  receive(device: Eui64, message: Uint8Array): boolean {
    const number = this.#numbers.get(device);
    if (number === undefined) return false;
    const meter = this.meters[number] as Meter;
    meter.run(this.#boardSeconds);
    meter.receive('command', message);
    this.#deadlines.set(number, meter.nextDeadline());
    return true;
  }

  meter(device: Eui64): Meter | undefined {
    const number = this.#numbers.get(device);
    return number === undefined ? undefined : this.meters[number];
  }

  #wake(number: number, boardSeconds: number): void {
    const meter = this.meters[number] as Meter;
    meter.run(boardSeconds);
    this.#deadlines.set(number, meter.nextDeadline());
  }

  #make(settings: FleetSettings, number: number, index: number): Meter {
    const { crypto, seed, anchors, factory, boardSeconds } = settings;
    const identity = seededIdentity(crypto, seed, index);
    const { eui64 } = identity;
    const board = new EmulatedBoard({
      flash: new FleetFlash(this.memory, meterLayout.blocks),
      crypto,
      sensor: new SimulatedLoadCurve(`${seed}/${index}`, factory.clock.offsetSeconds),
      random: seededRandom(crypto, `${seed}/${index}/board`),
      network: {
        send: (kind, message, delivery) =>
          this.onSend(eui64, kind, message, () => {
            if (delivery !== undefined) this.meters[number]?.delivered(delivery);
          }),
      },
    });
    provision(board, boardSeconds, identity, anchors, factory);
    const meter = new Meter(board, boardSeconds);
    this.#numbers.set(eui64, number);
    this.#deadlines.set(number, meter.nextDeadline());
    return meter;
  }
}
