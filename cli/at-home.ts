/** Brings an emulated device into an emulated house: what it hears there goes to its firmware at its own time. */
import type { EmulatedBoard } from '../meter-emulator/board/emulated-board.ts';
import type { EmulatedHome, HomeHub } from '../meter-emulator/board/emulated-home.ts';
import { emulatedInstallCode } from '../meter-emulator/board/factory.ts';
import type { RunningMeter } from '../meter-emulator/board/run-in-real-time.ts';
import { hubOf, isInHome, joinDigest } from '../meter-emulator/firmware/home-network/device-log.ts';
import { hub } from '../meter-emulator/firmware/home-network/stored.ts';
import type { Meter } from '../meter-emulator/firmware/meter.ts';
import { joinedDevices } from '../meter-emulator/firmware/security/stored.ts';
import type { Identity, MeterState } from '../meter-emulator/firmware/state.ts';
import { alertByCode } from '../protocol/alerts/device-alerts.ts';
import type { Crypto } from '../protocol/cose/crypto.ts';
import { encodeCbor } from '../protocol/definition/cbor.ts';

/** Simulated: how well the hub hears a gas meter, which alone is on the sub-GHz band. */
const GAS_LINK_DBM = -72;

export type AtHome = {
  /** The firmware runs from now on. */
  start(meter: Meter, running: RunningMeter): void;
  /** A command came for it: now, or where it sleeps when it wakes. */
  command(receive: () => void): void;
  leave(): void;
};

type Running = { readonly meter: Meter; readonly running: RunningMeter };

/** `sleeps`: its radio is on only when it wakes by itself, every half-hour. */
export function comeHome(
  home: EmulatedHome,
  board: EmulatedBoard,
  { eui64, deviceType }: Identity,
  crypto: Crypto,
  { sleeps = false, log = () => {} }: { sleeps?: boolean; log?: (line: string) => void },
): AtHome {
  let started: Running | undefined;
  const held: (() => void)[] = [];
  const state = (): MeterState | undefined => started?.meter.state;
  const wake = (action: (meter: Meter) => void) => started?.running.wake(action);
  const member: HomeHub = {
    eui64,
    deviceType,
    joinDigest: joinDigest(crypto, eui64, emulatedInstallCode(crypto, eui64)),
    ...(deviceType === 'GSME' ? { linkQualityDbm: GAS_LINK_DBM } : {}),
    hear: (from, message) => wake((meter) => meter.hear(from, message)),
    told: (by, alertCode, utcSeconds) =>
      log(`${utcSeconds} told by ${by} ${alertByCode(alertCode)?.name ?? alertCode}`),
    // What it was doing when it woke is done first.
    ...(sleeps ? { woke: () => queueMicrotask(() => release(held)) } : {}),
    log: () => logOf(state()),
    // Asked of the hub alone.
    isIn: (device) => isInHome(hubOf(state() ?? {}), device),
    // Of what it says itself it may be in the midst, and hears nothing new.
    overhear: (from, dbm) => {
      if (from !== eui64) wake((meter) => meter.overhear(from, dbm));
    },
  };
  return {
    start(meter, running) {
      started = { meter, running };
      board.homeNetwork = home.attach(member);
      home.knockAll();
    },
    command(receive) {
      if (sleeps) held.push(receive);
      else receive();
      if (deviceType === 'CHF') home.knockAll();
    },
    leave: () => home.detach(eui64),
  };
}

function release(held: (() => void)[]): void {
  for (const receive of held.splice(0)) receive();
}

function logOf(state: MeterState | undefined): Uint8Array | undefined {
  switch (state?.identity.deviceType) {
    case 'CHF':
      return encodeCbor(hub, hubOf(state));
    case 'GPF':
      return encodeCbor(joinedDevices, state.joinedDevices ?? []);
    default:
      return undefined;
  }
}
