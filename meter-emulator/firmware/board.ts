/** What a board must offer the meter's firmware. Everything the firmware knows of the world is here. */
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Flash } from './storage/flash.ts';

export interface Board {
  /** Bits go 1→0 until a block is erased; power may fail in any operation. */
  readonly flash: Flash;
  readonly crypto: Crypto;
  readonly sensor: Sensor;
  readonly loadSwitch: LoadSwitch;
  readonly network: Network;
  /** `length` bytes that nobody can guess. */
  random(length: number): Uint8Array;
  /** One line for whoever watches the log channel of the serial port. */
  log(line: string): void;
}

/**
 * What the measuring chip sees, constant between changes, so that registers advance exactly. Seconds are the
 * board's own, see Meter.run.
 */
export interface Sensor {
  measure(atSeconds: number): Measured;
  /** The first second after `afterSeconds` at which it may differ. */
  nextChange(afterSeconds: number): number;
}

/** What a meter has no chip for is left out: a gas meter measures flow alone. */
export type Measured = {
  /** Of the primary element, or of all phases together, while the supply is on; negative is export. */
  readonly activeWatts: number;
  /** Of the secondary element, import only. */
  readonly secondaryWatts?: number;
  /** Negative is export (capacitive). */
  readonly reactiveVars?: number;
  /** RMS, of each phase; measured whether or not the supply is on. */
  readonly voltageDecivolts?: readonly number[];
  /** Gas, while the valve is open. */
  readonly litresPerHour?: number;
};

/** The main contactor. Setting the position it already has does nothing. */
export interface LoadSwitch {
  set(position: 'open' | 'closed'): void;
}

/** MQTT or a serial port: the firmware cannot tell which. */
export interface Network {
  /** Sends towards the head-end. `delivery`, if given, comes back through Meter.delivered. */
  send(kind: Exclude<Kind, 'command'>, message: Uint8Array, delivery?: number): void;
}
