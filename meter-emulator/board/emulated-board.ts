/** A board of software: any flash, a switch that only remembers, and whatever network it is joined to. */
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type {
  AuxiliaryOutputs,
  Board,
  Display,
  HomeNetwork,
  LoadSwitch,
  Network,
  Sensor,
} from '../firmware/board.ts';
import type { Screen } from '../firmware/display/screen.ts';
import type { Flash } from '../firmware/storage/flash.ts';

export type EmulatedBoardParts = {
  readonly flash: Flash;
  readonly crypto: Crypto;
  readonly sensor: Sensor;
  readonly random: (length: number) => Uint8Array;
  readonly network?: Network;
  readonly onLog?: (line: string) => void;
  readonly onSwitch?: (position: 'open' | 'closed') => void;
  readonly onAuxiliary?: AuxiliaryOutputs['set'];
  readonly onScreen?: (screen: Screen) => void;
  readonly onHomeAlert?: HomeNetwork['tell'];
};

/** No other device of the home answers, or is known. */
const NOBODY_HOME: HomeNetwork = {
  tell: () => {},
  send: () => {},
  typeOf: () => undefined,
  logOf: () => undefined,
  wake: () => {},
};

const NO_NETWORK: Network = { send: () => {} };

export class EmulatedBoard implements Board {
  readonly flash: Flash;
  readonly crypto: Crypto;
  readonly sensor: Sensor;
  readonly loadSwitch: LoadSwitch;
  readonly auxiliary?: AuxiliaryOutputs;
  readonly display?: Display;
  /** May be set later, as the network. */
  homeNetwork?: HomeNetwork;
  /** May be set later: what a meter sends before is lost, except alerts, which come again. */
  network: Network;
  switchPosition: 'open' | 'closed' = 'closed';
  /** Its contacts are welded, or its coil is broken: for tests and demonstrations. */
  isSwitchStuck = false;
  readonly #random: (length: number) => Uint8Array;
  readonly #onLog: (line: string) => void;

  constructor(parts: EmulatedBoardParts) {
    this.flash = parts.flash;
    this.crypto = parts.crypto;
    this.sensor = parts.sensor;
    this.network = parts.network ?? NO_NETWORK;
    this.#random = parts.random;
    this.#onLog = parts.onLog ?? (() => {});
    if (parts.onAuxiliary) this.auxiliary = { set: parts.onAuxiliary };
    if (parts.onHomeAlert) this.homeNetwork = { ...NOBODY_HOME, tell: parts.onHomeAlert };
    if (parts.onScreen) this.display = { show: parts.onScreen };
    this.loadSwitch = {
      set: (position) => {
        if (position === this.switchPosition) return true;
        if (this.isSwitchStuck) return false;
        this.switchPosition = position;
        parts.onSwitch?.(position);
        return true;
      },
    };
  }

  random(length: number): Uint8Array {
    return this.#random(length);
  }

  log(line: string): void {
    this.#onLog(line);
  }
}
