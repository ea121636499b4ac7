/** `meterwright home`: the devices of one house in one process, on MQTT. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import { deviceRecordToJson, type TrustAnchors } from '../../protocol/credentials.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { NETWORK_OPERATOR } from '../emulated-market.ts';
import { anchorsFor, enrol } from '../enrolment.ts';
import { firstRequests } from '../home/first-requests.ts';
import { MEMBER_NAMES, type Members, membersOf, mpanOfHome, mprnOfHome } from '../home/members.ts';
import { type Networks, type StartedHome, startHome } from '../home/start-home.ts';
import { transportOf } from '../party-security.ts';
import type { MeterNetwork } from '../start-meter.ts';
import { note, say } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';
import { portOf } from './headend.ts';

const help = `meterwright home --mqtt URL --keys FILE [--operator URL] | --anchors FILE
                 [--flash DIR] [--requests DIR] [--awake] [--seed TEXT] [--number N]
                 [--past DAYS] [--prepayment POUNDS] [--speed N]
                 [--network-operator EUI] [--pki DIR]

Runs a house until it is stopped: a communications hub with its gas proxy, an electricity
meter, a gas meter that sleeps between half-hours, a prepayment interface (PPMID) and a
load controller (HCALCS). They are enrolled at the head-end, behind the hub; the hub lets
none of them in, and none believes another, until the supplier asks for it.

--mqtt URL      the broker, like mqtt://127.0.0.1:1883
--keys FILE     the supplier the devices trust (see meterwright supplier keys)
--operator URL  of the head-end they trust and are enrolled at
                (default http://127.0.0.1:8481)
--anchors FILE  instead of both: the trust anchors as JSON; nothing is enrolled
--flash DIR     the flash of each in a file there: killing the process is a power cut
--requests DIR  writes what the supplier has to ask first, as DUIS requests for
                meterwright supplier send DIR/*.xml; install codes are in them
--awake         the gas meter takes commands at any time, not when it wakes alone
--seed TEXT     keys, load and install codes follow from it (default meterwright)
--number N      which house (default 1): its devices have identifiers of their own
--past DAYS     simulated days before the present, so that there is a history
--prepayment POUNDS  new meters are in prepayment mode, with so much credit
--speed N       seconds of theirs in one of ours (default 1)
--network-operator EUI  whose area it is in (default ${NETWORK_OPERATOR})
--pki DIR       with mqtts://…: the certificate of each out of DIR (see meterwright pki device)

SIGUSR1 takes the mains from the hub, and gives them back; after three minutes without it
says so, and the head-end tells supplier and network operator (AD1). A device in the log
is told of alerts by its line "told by …". It prints each device's record as one JSON line.`;

const OPTIONS = {
  mqtt: { type: 'string' },
  keys: { type: 'string' },
  operator: { type: 'string', default: 'http://127.0.0.1:8481' },
  anchors: { type: 'string' },
  flash: { type: 'string' },
  requests: { type: 'string' },
  awake: { type: 'boolean', default: false },
  seed: { type: 'string', default: 'meterwright' },
  number: { type: 'string', default: '1' },
  past: { type: 'string', default: '0' },
  prepayment: { type: 'string' },
  speed: { type: 'string', default: '1' },
  'network-operator': { type: 'string', default: NETWORK_OPERATOR },
  pki: { type: 'string' },
} as const;

type Values = ReturnType<typeof valuesOf>;
const valuesOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS }).values;

const DAY_SECONDS = 86_400;
const PAST_DAYS_MAX = 400;
const HOMES_MAX = 100_000;
const SPEED_MAX = 10_000;
const CREDIT_POUNDS_MAX = 250;
const MILLIPENCE_PER_POUND = 100_000;

export const home: Command = {
  name: 'home',
  help,
  async run(args) {
    const values = valuesOf(args);
    const { mqtt, flash, seed, pki } = values;
    if (mqtt === undefined) throw new UsageError('--mqtt is missing.');
    const number = positive(values.number, HOMES_MAX, '--number');
    const speed = positive(values.speed, SPEED_MAX, '--speed');
    const pastSeconds = portOf(values.past, PAST_DAYS_MAX) * DAY_SECONDS;
    const creditMillipence = creditOf(values);
    const members = membersOf(seed, number);
    const networks = networksOf(members, mqtt, pki);
    const anchors = await anchorsFor(values);
    if (values.anchors === undefined) await enrolHome(values, number, members, anchors);
    if (values.requests !== undefined) writeRequests(values.requests, members, anchors);
    for (const name of MEMBER_NAMES)
      say(JSON.stringify({ name, ...deviceRecordToJson(recordOf(members[name])) }));
    if (flash !== undefined) mkdirSync(flash, { recursive: true });
    const started = await startHome({
      ...{ members, anchors, seed, networks, pastSeconds, speed, creditMillipence, log: note },
      ...(flash === undefined ? {} : { flashDirectory: flash }),
      gasSleeps: !values.awake,
    });
    const silence = onMainsSignal(started);
    await untilStopped();
    silence();
    await started.stop();
    return DONE;
  },
};

/** Looked up before anything is enrolled: a certificate may be missing. */
function networksOf(members: Members, url: string, pki: string | undefined): Networks {
  const networkOf = (eui64: Eui64): MeterNetwork => {
    const tls = pki === undefined ? {} : { tls: transportOf(pki, eui64) };
    return { kind: 'mqtt', url, ...tls };
  };
  const rows = MEMBER_NAMES.map((name) => [name, networkOf(members[name].eui64)]);
  return Object.fromEntries(rows) as Networks;
}

function positive(text: string, max: number, option: string): number {
  const number = portOf(text, max);
  if (number < 1) throw new UsageError(`${option} is 1 or more.`);
  return number;
}

function creditOf({ prepayment }: Values): number | undefined {
  if (prepayment === undefined) return undefined;
  return portOf(prepayment, CREDIT_POUNDS_MAX) * MILLIPENCE_PER_POUND;
}

/** All but the hub are at one of the two metering points, and behind it. */
function enrolHome(
  { operator, 'network-operator': networkOperator }: Values,
  number: number,
  members: Members,
  { supplier: { eui64: supplier } }: TrustAnchors,
): Promise<void> {
  const [mpan, mprn] = [mpanOfHome(number), mprnOfHome(number)];
  const whose = { supplier, networkOperator: parseEui64(networkOperator) };
  const points = [
    { mpxn: mpan, fuel: 'electricity', ...whose },
    { mpxn: mprn, fuel: 'gas', ...whose },
  ] as const;
  const { hub, proxy, electricity, gas, ppmid, hcalcs } = members;
  const behind = { hub: hub.eui64 };
  return enrol(operator, points, [
    { identity: hub, proxy: proxy.eui64 },
    ...[electricity, ppmid, hcalcs].map((identity) => ({ identity, mpxn: mpan, ...behind })),
    ...[proxy, gas].map((identity) => ({ identity, mpxn: mprn, ...behind })),
  ]);
}

function writeRequests(directory: string, members: Members, { supplier }: TrustAnchors): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Install codes are secrets of the house.
  for (const { file, xml } of firstRequests(members, supplier.eui64))
    writeFileSync(join(directory, file), xml, { mode: 0o600 });
}

/** Gives what ends it. */
function onMainsSignal(started: StartedHome): () => void {
  let isOn = true;
  const move = () => {
    isOn = !isOn;
    note(`hub: mains ${isOn ? 'on' : 'off'}`);
    started.mains(isOn);
  };
  process.on('SIGUSR1', move);
  return () => process.off('SIGUSR1', move);
}
