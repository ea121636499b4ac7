/** `meterwright pki`: makes the certificates that parties, meters and the head-end know each other by. */
import { parseArgs } from 'node:util';
import { makeAuthorities, YEAR_SECONDS } from '../../pki/authority.ts';
import { deviceKeys } from '../../pki/device-keys.ts';
import { fileIn, pemBytes, readText } from '../../pki/directory.ts';
import { type Issued, issueInto, publicKeyIn, type Wanted } from '../../pki/issue-file.ts';
import { expectHost, expectPartyName } from '../../pki/party-name.ts';
import { REASONS } from '../../pki/revocation-list.ts';
import { parseReason, renewLists, revokeIn } from '../../pki/revoke.ts';
import { parsePartyRole } from '../../pki/roles.ts';
import { type CertificateUse, type TrustedCertificate, TrustStore } from '../../pki/trust-store.ts';
import { parseUse, USES_OF_DEVICE, USES_OF_ROLE } from '../../pki/uses.ts';
import { realClock } from '../../platform/time.ts';
import { type DeviceRecord, deviceRecordFromJson } from '../../protocol/credentials.ts';
import { parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { type Command, DONE, FAILED, UsageError } from '../command.ts';
import { inFile } from '../in-file.ts';
import { writeMosquittoFiles } from '../mosquitto-files.ts';
import { tableOf } from '../table.ts';
import { note, say } from '../terminal.ts';
import { portOf } from './headend.ts';

const help = `meterwright pki init DIR --head-end EUI [--name NAME] [--host HOST…]
meterwright pki issue DIR --eui64 EUI --role ROLE --name NAME [--use USE…] [--host HOST…]
meterwright pki device DIR --eui64 EUI | --record FILE [--use USE…]
meterwright pki revoke DIR FILE.pem… --reason REASON
meterwright pki lists DIR
meterwright pki list DIR
meterwright pki check DIR FILE.pem… [--use USE]
meterwright pki mosquitto DIR --out DIR [--port PORT] [--host HOST]

init makes the authorities and the certificates of the head-end. issue and device make
those of a party and of a meter, each with a new key. revoke takes certificates back,
lists signs the revocation lists anew (yearly), list prints what there is, check says of
a file whether it counts now. mosquitto writes the configuration of that broker.

--eui64 EUI     whose it is; like 90-B3-D5-1F-30-01-00-00
--role ROLE     ${Object.keys(USES_OF_ROLE).join(', ')}
--name NAME     of the party; with init, of the authorities (default Meterwright)
--use USE       digitalSigning, keyAgreement, prepaymentKeyAgreement, xmlSigning or transport;
                may be repeated (default: all that the role has)
--host HOST     name or address of a server that shows the certificate; may be repeated
--days N        until it ends (default: ten years for what meters hold, else two)
--record FILE   device records, one JSON line each, as  meterwright meter  prints them: their
                public keys are certified, and a key for transport is made
--public FILE   the public key, as PEM, of a holder who keeps the private one; for one --use
--reason REASON ${Object.keys(REASONS).join(', ')}

DIR/private holds private keys, readable by you alone; those of the authorities
(message-*, market-*) belong on a machine that is not the head-end's.
Exit code 1 when a file that was checked does not count.`;

const OPTIONS = {
  'head-end': { type: 'string' },
  eui64: { type: 'string' },
  role: { type: 'string' },
  name: { type: 'string' },
  use: { type: 'string', multiple: true, default: [] as string[] },
  host: { type: 'string', multiple: true, default: [] as string[] },
  days: { type: 'string' },
  public: { type: 'string' },
  record: { type: 'string' },
  reason: { type: 'string' },
  out: { type: 'string' },
  port: { type: 'string', default: '8883' },
} as const;

const valuesOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
type Values = ReturnType<typeof valuesOf>['values'];
type Verb = (directory: string, values: Values, files: readonly string[]) => Promise<number>;

const VERBS: Readonly<Record<string, Verb>> = {
  init: async (directory, values) => {
    const eui64 = parseEui64(needed(values, 'head-end'));
    const hosts = values.host;
    for (const host of hosts) expectHost(host);
    expectPartyName(values.name ?? 'Meterwright');
    await makeAuthorities(directory, values.name ?? 'Meterwright', now());
    if (hosts.length === 0)
      note('Without --host nobody who connects to the head-end can tell that it is it.');
    const party = { role: 'accessControlBroker', name: values.name ?? 'Meterwright' } as const;
    return issueAll(directory, { eui64, party }, USES_OF_ROLE.accessControlBroker, values);
  },
  issue: async (directory, values) => {
    const role = parsePartyRole(needed(values, 'role'));
    const party = { role, name: needed(values, 'name') };
    const eui64 = parseEui64(needed(values, 'eui64'));
    return issueAll(directory, { eui64, party }, usesOf(values, USES_OF_ROLE[role]), values);
  },
  device: async (directory, values) => {
    const uses = usesOf(values, USES_OF_DEVICE);
    const { record } = values;
    if (record === undefined)
      return issueAll(directory, { eui64: parseEui64(needed(values, 'eui64')) }, uses, values);
    if (values.eui64 !== undefined || values.public !== undefined)
      throw new UsageError('--record says whose keys they are, and which.');
    for (const device of await inFile(record, () => recordsIn(record)))
      await issueAll(directory, { eui64: device.eui64 }, uses, values, deviceKeys(device));
    return DONE;
  },
  revoke: async (directory, values, files) => {
    const why = parseReason(needed(values, 'reason'));
    if (files.length === 0) throw new UsageError('pki revoke takes the files of certificates.');
    for (const file of files) {
      await inFile(file, () =>
        revokeIn(directory, pemBytes(readText(file), 'CERTIFICATE'), why, now()),
      );
      note(`${file} is revoked; whoever has the folder knows it when crl/ is there.`);
    }
    return DONE;
  },
  lists: async (directory) => {
    await renewLists(directory, now());
    return DONE;
  },
  list: async (directory) => {
    const store = TrustStore.load(directory);
    print([...store.all()].map((one) => rowOf(store, one)));
    return DONE;
  },
  check: async (directory, { use }, files) => {
    if (files.length === 0) throw new UsageError('pki check takes the files of certificates.');
    const store = TrustStore.load(directory);
    const wanted = use[0] === undefined ? undefined : parseUse(use[0]);
    const bad = files.filter((file) => !isGood(store, file, wanted));
    return bad.length === 0 ? DONE : FAILED;
  },
  mosquitto: async (directory, values) => {
    const listener = { host: values.host[0], port: portOf(values.port) };
    for (const file of writeMosquittoFiles(directory, needed(values, 'out'), listener, now()))
      say(file);
    return DONE;
  },
};

export const pki: Command = {
  name: 'pki',
  help,
  async run(args) {
    const { values, positionals } = valuesOf(args);
    const [name = '', directory, ...files] = positionals;
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (!verb || directory === undefined)
      throw new UsageError(`pki takes ${Object.keys(VERBS).join(', ')} and a folder.`);
    return verb(directory, values, files);
  },
};

const now = () => Math.floor(realClock.nowMillis() / 1000);

type Needed = 'head-end' | 'eui64' | 'role' | 'name' | 'reason' | 'out';
function needed(values: Values, name: Needed): string {
  const text = values[name];
  if (text === undefined) throw new UsageError(`--${name} is missing.`);
  return text;
}

const usesOf = ({ use }: Values, usual: Parameters<typeof issueAll>[2]) =>
  use.length > 0 ? use.map(parseUse) : usual;

async function issueAll(
  directory: string,
  holder: Pick<Wanted, 'eui64' | 'party'>,
  uses: readonly Wanted['use'][],
  { host, days, public: publicFile }: Values,
  keys: ReturnType<typeof deviceKeys> = {},
): Promise<number> {
  if (publicFile !== undefined && uses.length !== 1)
    throw new UsageError('--public is the key of one --use.');
  const from = now();
  const validity = days && {
    notBeforeUtcSeconds: from,
    notAfterUtcSeconds: from + portOf(days, 36_500) * (YEAR_SECONDS / 365.25),
  };
  const issued: Issued[] = [];
  for (const use of uses) {
    const publicKey = publicFile === undefined ? keys[use] : publicKeyIn(publicFile);
    const wanted = {
      ...holder,
      use,
      ...(use === 'transport' ? { hosts: host } : {}),
      ...(publicKey ? { publicKey } : {}),
      ...(validity ? { validity } : {}),
    };
    issued.push(await issueInto(directory, wanted, from));
  }
  const store = TrustStore.load(directory);
  print(issued.map(({ certificate }) => rowOf(store, store.examine(certificate))));
  for (const { name } of issued) note(fileIn(directory, 'certificates', name));
  return DONE;
}

function print(rows: readonly (readonly string[])[]): void {
  const columns = ['EUI-64', 'ROLE', 'USE', 'NAME', 'SERIAL', 'UNTIL', 'STATE'];
  for (const line of tableOf(columns, rows)) say(line);
}

function rowOf(store: TrustStore, one: TrustedCertificate): readonly string[] {
  const { eui64, role, use, name, serialNumber, notAfterUtcSeconds } = one;
  const until = new Date(notAfterUtcSeconds * 1000).toISOString().slice(0, 10);
  const state = store.problemOf(one, use, now()) ?? 'good';
  return [eui64, role, use, name, serialNumber.toString(16), until, state];
}

/** Says why not, also of a file that is none. */
function isGood(store: TrustStore, file: string, use: CertificateUse | undefined): boolean {
  try {
    const one = store.examine(pemBytes(readText(file), 'CERTIFICATE'));
    const problem = store.problemOfShown(one, use ?? one.use, now());
    say(`${file}: ${problem ?? 'good'}, ${one.use} of ${one.name} (${one.role} ${one.eui64})`);
    return problem === undefined;
  } catch (error) {
    const { message } = error as Error;
    say(message.includes(file) ? message : `${file}: ${message}`);
    return false;
  }
}

/** Throws Refused with what is wrong, and UsageError for a file without any. */
function recordsIn(file: string): DeviceRecord[] {
  const lines = readText(file)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageError('there is no device record');
  return lines.map((line) => deviceRecordFromJson(JSON.parse(line)));
}
