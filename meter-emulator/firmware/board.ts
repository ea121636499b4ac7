/** What a board must offer the meter's firmware. Everything the firmware knows of the world is here. */
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { DeviceType } from '../../protocol/definition/service.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Screen } from './display/screen.ts';
import type { Flash } from './storage/flash.ts';

export interface Board {
  /** Bits go 1→0 until a block is erased; power may fail in any operation. */
  readonly flash: Flash;
  readonly crypto: Crypto;
  readonly sensor: Sensor;
  readonly loadSwitch: LoadSwitch;
  /** Left out where there are none. */
  readonly auxiliary?: AuxiliaryOutputs;
  readonly network: Network;
  /** Left out where there is none: then nobody at home is told of anything. */
  readonly homeNetwork?: HomeNetwork;
  /** Left out where nobody looks, as in a fleet: then nothing is drawn. */
  readonly display?: Display;
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

/** The main contactor, or the valve. Setting the position it already has does nothing. */
export interface LoadSwitch {
  /** False: it did not move. */
  set(position: 'open' | 'closed'): boolean;
}

/** Terminals for loads of their own, and what is switched over the home network. */
export interface AuxiliaryOutputs {
  /** `number` from 1. A switch is on at 100 alone. `isInput`: the level is of what the load gives. */
  set(number: number, levelPercent: number, isInput: boolean): void;
}

/** The glass and the lamps. Showing what is shown already does nothing. */
export interface Display {
  show(screen: Screen): void;
}

/** The other devices of the home, as far as they are in the log of its communications hub. */
export interface HomeNetwork {
  /** An alert of the meter, by its code, with the time at which it happened. */
  tell(device: Eui64, alertCode: number, utcSeconds: number): void;
  /** Lost where it is not heard. */
  send(to: Eui64, message: Uint8Array): void;
  /** What a device says it is; undefined for one that says nothing. */
  typeOf(device: Eui64): DeviceType | undefined;
  /** The device log of a hub or a proxy that was exchanged, as it had it on flash; undefined: no copy is left. */
  logOf(device: Eui64): Uint8Array | undefined;
  /** The device is awake for a moment: what waits for it may come. */
  wake(): void;
}

/** MQTT or a serial port: the firmware cannot tell which. */
export interface Network {
  /** Sends towards the head-end. `delivery`, if given, comes back through Meter.delivered. */
  send(kind: Exclude<Kind, 'command'>, message: Uint8Array, delivery?: number): void;
}
