/** Starts the devices of one house in this process: they hear each other as far as their hub lets them in. */
import { join } from 'node:path';
import { EmulatedHome } from '../../meter-emulator/board/emulated-home.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';
import { settingsOf } from '../meter-kinds.ts';
import { type MeterNetwork, type StartedMeter, startMeter } from '../start-meter.ts';
import { kindOfMember, MEMBER_NAMES, type MemberName, type Members } from './members.ts';

export type Networks = Readonly<Record<MemberName, MeterNetwork>>;

export type HomeOptions = {
  readonly members: Members;
  readonly anchors: TrustAnchors;
  readonly seed: string;
  /** Each has a connection of its own. */
  readonly networks: Networks;
  /** A folder with one file for the flash of each. */
  readonly flashDirectory?: string;
  /** Simulated seconds of life before the present. */
  readonly pastSeconds: number;
  readonly speed: number;
  /** Between half-hours the gas meter takes no commands. */
  readonly gasSleeps: boolean;
  /** The meters are in prepayment mode, with so much credit. */
  readonly creditMillipence: number | undefined;
  readonly log: (line: string) => void;
};

export type StartedHome = {
  readonly devices: ReadonlyMap<MemberName, StartedMeter>;
  /** The mains of the communications hub, which lives on without for a while. */
  mains(isOn: boolean): void;
  stop(): Promise<void>;
};

/** What fails leaves nothing running. */
export async function startHome(options: HomeOptions): Promise<StartedHome> {
  const devices = new Map<MemberName, StartedMeter>();
  const stop = async () => {
    for (const device of [...devices.values()].reverse()) await device.stop();
    devices.clear();
  };
  const home = new EmulatedHome();
  try {
    for (const name of MEMBER_NAMES) devices.set(name, await startMember(name, home, options));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    devices,
    mains: (isOn) => devices.get('hub')?.running.wake((hub) => hub.mains(isOn)),
    stop,
  };
}

function startMember(
  name: MemberName,
  home: EmulatedHome,
  { members, anchors, seed, networks, log, ...options }: HomeOptions,
): Promise<StartedMeter> {
  const identity = members[name];
  const { flashDirectory, pastSeconds, speed, gasSleeps, creditMillipence } = options;
  return startMeter({
    identity,
    anchors,
    settings: settingsOf(kindOfMember(name), creditMillipence),
    seed: `${seed}/${name}`,
    network: networks[name],
    ...(flashDirectory === undefined ? {} : { flashFile: join(flashDirectory, `${name}.flash`) }),
    pastSeconds,
    speed,
    home,
    sleeps: name === 'gas' && gasSleeps,
    log: (line) => log(`${name}: ${line}`),
  });
}
