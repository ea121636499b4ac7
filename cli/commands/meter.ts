/** `meterwright meter`: one emulated meter, or very many, on MQTT or on a serial port. */
import { parseArgs } from 'node:util';
import {
  EMULATED_LABELS,
  makeIdentity,
  seededIdentity,
} from '../../meter-emulator/board/factory.ts';
import { seededRandom } from '../../meter-emulator/board/seeded-random.ts';
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import type { Identity, Variant } from '../../meter-emulator/firmware/state.ts';
import { isMeterKind } from '../../meter-emulator/firmware/variant.ts';
import { deviceCertificates } from '../../pki/device-certificates.ts';
import { TrustStore } from '../../pki/trust-store.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { realClock } from '../../platform/time.ts';
import { deviceRecordToJson, type TrustAnchors } from '../../protocol/credentials.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { emulatedMpan, emulatedMprn, NETWORK_OPERATOR } from '../emulated-market.ts';
import { anchorsFor, enrol } from '../enrolment.ts';
import { KIND_NAMES, meterKind, settingsOf } from '../meter-kinds.ts';
import { runWithPanel } from '../panel/run-with-panel.ts';
import { transportOf } from '../party-security.ts';
import { runFleet } from '../run-fleet.ts';
import { type MeterNetwork, type StartMeterOptions, startMeter } from '../start-meter.ts';
import { note, say } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';
import { portOf } from './headend.ts';

const help = `meterwright meter --mqtt URL | --serial PORT [--baud RATE]
                  --keys FILE [--operator URL] | --anchors FILE
                  [--flash FILE] [--seed TEXT] [--eui EUI] [--count N] [--past DAYS]
                  [--kind KIND] [--prepayment POUNDS] [--speed N] [--plain]
                  [--network-operator EUI] [--pki DIR [--gateway EUI]]

Runs an emulated meter until it is stopped. Its load is a simulated household. On a
terminal it shows the meter's display and takes its keys; --plain prints lines instead.

--mqtt URL      the broker, like mqtt://127.0.0.1:1883
--serial PORT   a serial port, like /dev/ttyUSB0 or one end of a pseudo-terminal
--keys FILE     the supplier the meter trusts (see meterwright supplier keys)
--operator URL  of the head-end the meter trusts and is enrolled at
                (default http://127.0.0.1:8481)
--anchors FILE  instead of both: the trust anchors as JSON; nothing is enrolled
--flash FILE    the meter's flash in a file: killing the process is a power cut
--seed TEXT     keys and load follow from it (default meterwright): whoever knows it
                knows the keys, so it is for tests
--eui EUI       who the meter is (default: the first of the emulator's own range)
--count N       so many meters over one MQTT connection, numbered from the first
--network-operator EUI  whose area the meters are in (default 90-B3-D5-1F-30-00-00-02)
--pki DIR       with mqtts://…: the meter's certificates out of DIR (see meterwright pki device);
                with --anchors one that was pre-notified (12.2) then says itself who it is
--gateway EUI   with --count: the gateway (role wanProvider) whose certificate is shown for all
--past DAYS     simulated days before the present, so that there is a history
--kind KIND     ${KIND_NAMES.join(', ')}
                (the last four stand beside meters, and have no display; in a house they
                are with meterwright home)
--prepayment POUNDS  a new meter is in prepayment mode, with so much credit
--speed N       seconds of the meter's in one of ours (default 1); its clock then
                runs away from the head-end's

It prints the device record of each meter as one JSON line.`;

const OPTIONS = {
  mqtt: { type: 'string' },
  serial: { type: 'string' },
  baud: { type: 'string', default: '115200' },
  keys: { type: 'string' },
  operator: { type: 'string', default: 'http://127.0.0.1:8481' },
  anchors: { type: 'string' },
  flash: { type: 'string' },
  seed: { type: 'string', default: 'meterwright' },
  eui: { type: 'string' },
  count: { type: 'string', default: '1' },
  'network-operator': { type: 'string', default: NETWORK_OPERATOR },
  pki: { type: 'string' },
  gateway: { type: 'string' },
  past: { type: 'string', default: '0' },
  kind: { type: 'string', default: 'single-element' },
  prepayment: { type: 'string' },
  speed: { type: 'string', default: '1' },
  plain: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof valuesOf>;
const valuesOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS }).values;

const DAY_SECONDS = 86_400;
const METERS_MAX = 100_000;
const SPEED_MAX = 10_000;
const CREDIT_POUNDS_MAX = 250;

export const meter: Command = {
  name: 'meter',
  help,
  async run(args) {
    const values = valuesOf(args);
    const count = portOf(values.count, METERS_MAX);
    const kind = meterKind(values.kind);
    const { seed, flash, mqtt } = values;
    if (count > 1 && (mqtt === undefined || flash !== undefined || values.eui !== undefined))
      throw new UsageError('Many meters run over --mqtt, without --flash and --eui.');
    if (
      count > 1 &&
      (values.prepayment !== undefined || values.speed !== '1' || kind !== 'singleElement')
    )
      throw new UsageError(
        'Many meters are of one kind: --kind, --prepayment and --speed are for one.',
      );
    const pastSeconds = portOf(values.past, 400) * DAY_SECONDS;
    const identities = Array.from({ length: count }, (_, index) =>
      identityOf(values, kind, index + 1),
    );
    const [first] = identities;
    if (!first) throw new UsageError('--count is 1 or more.');
    const network = networkOf(values, count > 1 ? gatewayOf(values) : first.eui64);
    const speed = portOf(values.speed, SPEED_MAX);
    if (speed < 1) throw new UsageError('--speed is 1 or more.');
    const settings = settingsOf(kind, creditOf(values));
    const anchors = await anchorsFor(values);
    if (values.anchors === undefined) await enrolMeters(values, kind, identities, anchors);
    for (const identity of identities) say(JSON.stringify(deviceRecordToJson(recordOf(identity))));
    if (network.kind === 'mqtt' && count > 1) {
      const { kind: _, ...broker } = network;
      const fleet = { count, firstIndex: 1, anchors, seed, ...broker, pastSeconds, log: note };
      const stop = await runFleet(fleet);
      note(`${count} meters are on ${network.url}.`);
      await untilStopped();
      await stop();
      return DONE;
    }
    await runOne(values, {
      identity: first,
      anchors,
      settings,
      seed,
      network,
      ...(flash === undefined ? {} : { flashFile: flash }),
      pastSeconds,
      speed,
      log: note,
    });
    return DONE;
  },
};

async function runOne({ plain }: Values, options: StartMeterOptions): Promise<void> {
  const { stdin: input, stdout: output } = process;
  if (input.isTTY && output.isTTY && !plain && isMeterKind(options.settings.variant.kind))
    return runWithPanel(options, { input, output });
  const started = await startMeter(options);
  await untilStopped();
  await started.stop();
}

/** Whole pounds, in millipence; undefined for a meter in credit mode. */
function creditOf({ prepayment }: Values): number | undefined {
  return prepayment === undefined ? undefined : portOf(prepayment, CREDIT_POUNDS_MAX) * 100_000;
}

/** Undefined where the connection is nobody's in particular. */
function gatewayOf({ pki, gateway }: Values): Eui64 | undefined {
  if (pki === undefined) return undefined;
  if (gateway === undefined) throw new UsageError('--gateway says whose certificate is for all.');
  return parseEui64(gateway);
}

function networkOf({ mqtt, serial, baud, pki }: Values, holder: Eui64 | undefined): MeterNetwork {
  if ((mqtt === undefined) === (serial === undefined))
    throw new UsageError('A meter is on --mqtt or on --serial.');
  if (mqtt !== undefined) {
    const isCertified = pki !== undefined && holder !== undefined;
    const tls = isCertified ? { tls: transportOf(pki, holder) } : {};
    return { kind: 'mqtt', url: mqtt, ...tls };
  }
  return { kind: 'serial', path: serial ?? '', baudRate: portOf(baud, 10_000_000) };
}

/** With the certificates that the folder has of its keys: a meter that has them all announces itself. */
function identityOf(values: Values, kind: Variant['kind'], index: number): Identity {
  const identity = keysOf(values, kind, index);
  if (values.pki === undefined) return identity;
  const now = Math.floor(realClock.nowMillis() / 1000);
  return { ...identity, ...deviceCertificates(TrustStore.load(values.pki), identity, now) };
}

function keysOf({ seed, eui }: Values, kind: Variant['kind'], index: number): Identity {
  if (eui === undefined) return seededIdentity(nodeCrypto, seed, index, kind);
  const random = seededRandom(nodeCrypto, `${seed}/${eui}`);
  return makeIdentity(nodeCrypto, random, parseEui64(eui), EMULATED_LABELS[kind]);
}

/** Each at a metering point of the supplier's. */
function enrolMeters(
  { operator, 'network-operator': networkOperator }: Values,
  kind: Variant['kind'],
  identities: readonly Identity[],
  { supplier: { eui64: supplier } }: TrustAnchors,
): Promise<void> {
  const [fuel, mpxnOf] = isOfGas(kind)
    ? (['gas', emulatedMprn] as const)
    : (['electricity', emulatedMpan] as const);
  const devices = identities.map((identity) => ({
    identity,
    mpxn: mpxnOf(lastFourBytes(identity)),
  }));
  const common = { fuel, supplier, networkOperator: parseEui64(networkOperator) };
  const points = devices.map(({ mpxn }) => ({ mpxn, ...common }));
  return enrol(operator, points, devices);
}

/** A hub or a display, which may be of both, is enrolled with an electricity supply. */
const isOfGas = (kind: Variant['kind']) => kind === 'gas' || kind === 'gasProxy';

const lastFourBytes = ({ eui64 }: Identity): number =>
  Number.parseInt(eui64.replaceAll('-', '').slice(-8), 16);
