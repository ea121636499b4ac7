/** Starts one emulated meter: flash in memory or in a file, a network, and the present time. */

import type { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { EmulatedBoard } from '../meter-emulator/board/emulated-board.ts';
import { EmulatedFlash } from '../meter-emulator/board/emulated-flash.ts';
import type { EmulatedHome } from '../meter-emulator/board/emulated-home.ts';
import { openFlashFile } from '../meter-emulator/board/flash-file.ts';
import { MqttRadio } from '../meter-emulator/board/mqtt-radio.ts';
import {
  boardClock,
  type RunningMeter,
  runInRealTime,
} from '../meter-emulator/board/run-in-real-time.ts';
import { seededRandom } from '../meter-emulator/board/seeded-random.ts';
import { SerialRadio } from '../meter-emulator/board/serial-radio.ts';
import { SimulatedHome } from '../meter-emulator/board/simulated-home.ts';
import type { Network } from '../meter-emulator/firmware/board.ts';
import type { Screen } from '../meter-emulator/firmware/display/screen.ts';
import { METER_FLASH, meterLayout } from '../meter-emulator/firmware/layout.ts';
import { Meter } from '../meter-emulator/firmware/meter.ts';
import {
  type FactorySettings,
  isProvisioned,
  provision,
} from '../meter-emulator/firmware/provision.ts';
import type { Identity } from '../meter-emulator/firmware/state.ts';
import type { TransportCredential } from '../pki/credentials.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { type Clock, realClock, realTimer, type Timer } from '../platform/time.ts';
import { alertByCode } from '../protocol/alerts/device-alerts.ts';
import { equalBytes } from '../protocol/bytes.ts';
import type { Crypto } from '../protocol/cose/crypto.ts';
import type { TrustAnchors } from '../protocol/credentials.ts';
import { COMMAND_BYTES_MAX } from '../protocol/envelope/body.ts';
import { FRAGMENT_MAX, WINDOW_USUAL } from '../protocol/link/limits.ts';
import { comeHome } from './at-home.ts';
import { mqttLog, serialLog } from './connection-log.ts';

export type MeterNetwork =
  | { readonly kind: 'mqtt'; readonly url: string; readonly tls?: TransportCredential }
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number }
  | { readonly kind: 'inMemory'; readonly link: InMemoryLink };

export type StartMeterOptions = {
  readonly identity: Identity;
  readonly anchors: TrustAnchors;
  readonly settings: FactorySettings;
  readonly seed: string;
  readonly network: MeterNetwork;
  /** A file that stands for the flash part: killing the process is then a power cut. */
  readonly flashFile?: string;
  /** Simulated seconds of life before the present, so that there is a history to read. */
  readonly pastSeconds?: number;
  /** The board's; Node's own when it is not given. */
  readonly crypto?: Crypto;
  readonly log?: (line: string) => void;
  /** The house it stands in, with others of this process; it may sleep there between half-hours. */
  readonly home?: EmulatedHome;
  readonly sleeps?: boolean;
  readonly onSwitch?: (position: 'open' | 'closed') => void;
  /** Without it the display is drawn for nobody. */
  readonly onScreen?: (screen: Screen) => void;
  /** How many seconds of the meter's go by in one; 1 when it is not given. */
  readonly speed?: number;
  /** That it lives by; the real one when it is not given. */
  readonly time?: Clock & Timer;
};

export type StartedMeter = {
  readonly meter: Meter;
  readonly running: RunningMeter;
  stop(): Promise<void>;
};

type Radio = { readonly network: Network; close(): Promise<void> };
/** What a radio calls before the meter has booted waits for nobody: the sender tries again. */
type Handlers = {
  onCommand: (message: Uint8Array) => void;
  onDelivered: (id: number) => void;
  onLost: () => void;
};

const timeOf = ({ time, speed = 1 }: StartMeterOptions) => ({
  clock: time ?? realClock,
  timer: time ?? realTimer,
  speed,
});

/** There is no home network: what it would be told stands in the log. */
function homeLine(device: string, alertCode: number, utcSeconds: number): string {
  return `${utcSeconds} home ${device} ${alertByCode(alertCode)?.name ?? alertCode}`;
}

export async function startMeter(options: StartMeterOptions): Promise<StartedMeter> {
  const {
    identity,
    anchors,
    settings,
    seed,
    flashFile,
    pastSeconds = 0,
    log,
    onSwitch,
    onScreen,
    crypto = nodeCrypto,
  } = options;
  const blocks = meterLayout.blocks;
  const file = flashFile === undefined ? undefined : openFlashFile(flashFile, METER_FLASH, blocks);
  const board = new EmulatedBoard({
    flash: file?.flash ?? new EmulatedFlash(METER_FLASH, blocks),
    crypto,
    sensor: new SimulatedHome(settings.variant.kind, seed),
    random: seededRandom(nodeCrypto, `${seed}/board`),
    ...(log ? { onLog: log, onHomeAlert: (...said) => log(homeLine(...said)) } : {}),
    ...(onSwitch ? { onSwitch } : {}),
    ...(onScreen ? { onScreen } : {}),
  });
  const realTime = timeOf(options);
  const boardSeconds = boardClock(realTime);
  let bootAt = boardSeconds();
  if (!isProvisioned(board)) {
    bootAt -= pastSeconds;
    provision(board, bootAt, identity, anchors, settings);
  }
  const handlers: Handlers = { onCommand: () => {}, onDelivered: () => {}, onLost: () => {} };
  const radio = openRadio(options, handlers);
  board.network = radio.network;
  const meter = new Meter(board, bootAt);
  const stored = meter.state.identity;
  if (
    stored.eui64 !== identity.eui64 ||
    !equalBytes(stored.signingPublic, identity.signingPublic)
  ) {
    await radio.close();
    file?.close();
    throw new Error(`${flashFile} is the flash of ${stored.eui64}, or made with another seed`);
  }
  const running = runInRealTime(meter, realTime, boardSeconds);
  const { home, sleeps = false } = options;
  const atHome = home && comeHome(home, board, identity, crypto, { sleeps, ...(log && { log }) });
  atHome?.start(meter, running);
  handlers.onCommand = (message) => {
    const receive = () => running.wake(() => meter.receive('command', message));
    if (atHome) atHome.command(receive);
    else receive();
  };
  handlers.onDelivered = (delivery) => running.wake(() => meter.delivered(delivery));
  handlers.onLost = () => running.wake(() => meter.sendAlertsAgain());
  return {
    meter,
    running,
    async stop() {
      atHome?.leave();
      // A stop in order is a cut with a warning: nothing counted is lost, and the outage has its true second.
      running.wake(() => meter.powerFailing());
      running.stop();
      await radio.close();
      file?.close();
    },
  };
}

function openRadio(options: StartMeterOptions, handlers: Handlers): Radio {
  const { network, identity, log = () => {} } = options;
  const { eui64 } = identity;
  const onCommand = (message: Uint8Array) => handlers.onCommand(message);
  const onDelivered = (delivery: number) => handlers.onDelivered(delivery);
  switch (network.kind) {
    case 'mqtt': {
      const { url, tls } = network;
      const radio = new MqttRadio({
        url,
        eui64,
        ...(tls ? { tls } : {}),
        onCommand,
        onDelivered,
        ...mqttLog(url, log),
      });
      return { network: radio, close: () => radio.close() };
    }
    case 'serial': {
      const radio = new SerialRadio({
        path: network.path,
        baudRate: network.baudRate,
        hello: {
          eui64,
          protocolVersion: 1,
          largestMessage: COMMAND_BYTES_MAX,
          fragmentPayload: FRAGMENT_MAX,
          window: WINDOW_USUAL,
        },
        onCommand,
        onDelivered,
        onLost: () => handlers.onLost(),
        onState: serialLog(network.path, log),
      });
      return { network: radio, close: () => radio.close() };
    }
    case 'inMemory': {
      const up = network.link.attach(eui64, onCommand);
      const send: Network['send'] = (kind, message, delivery) => {
        void up(kind, message).then(() => {
          if (delivery !== undefined) onDelivered(delivery);
        });
      };
      return {
        network: { send },
        async close() {
          network.link.detach(eui64);
        },
      };
    }
  }
}
