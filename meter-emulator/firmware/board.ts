/** What a board must offer the meter's firmware. Everything the firmware knows of the world is here. */
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import type { Flash } from './storage/flash.ts';

export interface Board {
  /** Bits go 1→0 until a block is erased; power may fail in any operation. */
  readonly flash: Flash;
  readonly crypto: Crypto;
  readonly load: Load;
  readonly loadSwitch: LoadSwitch;
  readonly network: Network;
  /** `length` bytes that nobody can guess. */
  random(length: number): Uint8Array;
  /** One line for whoever watches the log channel of the serial port. */
  log(line: string): void;
}

/**
 * Active power drawn by the premises while supplied, constant between changes, so that registers
 * advance exactly. Seconds are the board's own, see Meter.run.
 */
export interface Load {
  activeImportWatts(atSeconds: number): number;
  /** The first second after `afterSeconds` at which the power may differ. */
  nextChange(afterSeconds: number): number;
}

/** The main contactor. Setting the position it already has does nothing. */
export interface LoadSwitch {
  set(position: 'open' | 'closed'): void;
}

/** MQTT or a serial port: the firmware cannot tell which. */
export interface Network {
  /** Sends towards the head-end. `delivery`, if given, comes back through Meter.delivered. */
  send(kind: Exclude<Kind, 'command'>, message: Uint8Array, delivery?: number): void;
}
