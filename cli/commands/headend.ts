/** `meterwright headend`: the head-end alone, for meters and users that run elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Authorities, anchorOf } from '../../headend/authorities/authorities.ts';
import { loadAuthorities } from '../../headend/authorities/authority-file.ts';
import type { RegistrationScope } from '../../headend/dispatch/stations.ts';
import { type HeadEnd, startHeadEnd } from '../../headend/head-end.ts';
import { headEndAnchor } from '../../headend/identity.ts';
import { applyMasterFile } from '../../headend/operator/master-file.ts';
import { OperatorServer } from '../../headend/operator/server.ts';
import type { Security } from '../../headend/security.ts';
import { isLoopback } from '../../platform/loopback.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { realClock } from '../../platform/time.ts';
import { toHex } from '../../protocol/bytes.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { inFile } from '../in-file.ts';
import { note, say } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';

const help = `meterwright headend [--data DIR] [--database URL] [--master FILE.json…]
                    [--host HOST] [--http PORT] [--mqtt PORT|URL] [--serial PORT…]
                    [--baud RATE] [--operator PORT] [--authorities FILE.json]
                    [--pki DIR | --insecure]
                    [--registration all-sites|smart-sites] [--legacy DIR]

Runs the head-end until it is stopped (Ctrl-C).

--data DIR       where it keeps everything (default ./data)
--database URL   postgresql://… instead of the database in DIR
--master FILE    parties, metering points and devices to add, as JSON; may be repeated
--host HOST      the address it listens on (default 127.0.0.1); any other wants --pki
--pki DIR        TLS everywhere, with the certificates of DIR (see meterwright pki)
--insecure       no TLS although others can reach it: whoever does may name himself as any party
--http PORT      of the DUIS web services (default 8480)
--mqtt PORT      of the broker inside (default 1883), or mqtt://… (mqtts://…) of another broker
--serial PORT    a serial port with a meter on it, like /dev/ttyUSB0; may be repeated
--baud RATE      of the serial ports (default 115200)
--operator PORT  of trace and status, on 127.0.0.1 only (default 8481)
--authorities FILE
                 keys of the parties that sign beside the head-end: who gives a meter to its new
                 supplier (6.23), and who hands it over (6.21); made with the first of them when
                 it is not there. Without it suppliers change their keys in no meter. Meters have
                 to hold what is printed of it as their anchor (see meterwright meter --anchors)
--registration   all-sites: the register has every site; smart-sites: those with smart meters, and
                 the legacy registers the others (default all-sites)
--legacy DIR     a folder of DTN-style files, in/ out/ done/ rejected/, with participants.json

It prints one JSON line with its EUI-64, its public key (for the meters' trust anchors) and its ports.`;

const OPTIONS = {
  data: { type: 'string', default: 'data' },
  database: { type: 'string' },
  master: { type: 'string', multiple: true, default: [] as string[] },
  host: { type: 'string', default: '127.0.0.1' },
  http: { type: 'string', default: '8480' },
  mqtt: { type: 'string', default: '1883' },
  serial: { type: 'string', multiple: true, default: [] as string[] },
  baud: { type: 'string', default: '115200' },
  operator: { type: 'string', default: '8481' },
  authorities: { type: 'string' },
  pki: { type: 'string' },
  insecure: { type: 'boolean', default: false },
  registration: { type: 'string', default: 'all-sites' },
  legacy: { type: 'string' },
} as const;

export const headend: Command = {
  name: 'headend',
  help,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const security = await securityOf(values);
    const authorities = values.authorities === undefined ? {} : loadAuthorities(values.authorities);
    const headEnd = await startHeadEnd({
      ...(security ? { security } : {}),
      authorities,
      directory: values.data,
      ...(values.database === undefined ? {} : { databaseUrl: values.database }),
      host: values.host,
      httpPort: portOf(values.http),
      mqtt: values.mqtt.includes('://') ? { url: values.mqtt } : { port: portOf(values.mqtt) },
      serialPorts: values.serial,
      baudRate: portOf(values.baud, 10_000_000),
      registration: scopeOf(values.registration),
      ...(values.legacy === undefined ? {} : { legacyFolder: values.legacy }),
      log: note,
    });
    if (!security && !isLoopback(values.host))
      note(`Whoever reaches ${values.host} may name himself as any party: it is insecure.`);
    const operator = new OperatorServer(headEnd);
    try {
      for (const file of values.master) await load(file, headEnd);
      const operatorPort = await operator.listen(portOf(values.operator));
      say(JSON.stringify({ ...summaryOf(headEnd, operatorPort), ...anchorsOf(authorities) }));
      for (const path of values.serial)
        if (!existsSync(path)) note(`${path} is not there; it is opened as soon as it is.`);
      await untilStopped();
      return DONE;
    } finally {
      await operator.close();
      await headEnd.stop();
    }
  },
};

type Values = {
  readonly pki?: string;
  readonly insecure: boolean;
  readonly host: string;
  readonly mqtt: string;
};

/** Undefined where nobody else is: on this machine, or because it was said so. */
async function securityOf({ pki, insecure, host, mqtt }: Values): Promise<Security | undefined> {
  if (pki !== undefined && insecure)
    throw new UsageError('--pki and --insecure exclude each other.');
  if (pki !== undefined) {
    // Nobody but those who have certificates waits for what reads them.
    const { loadSecurity } = await import('../../headend/security.ts');
    return loadSecurity(pki, Math.floor(realClock.nowMillis() / 1000));
  }
  const broker = mqtt.includes('://') ? new URL(mqtt).hostname : host;
  const reached = [host, broker].find((one) => !isLoopback(one));
  if (reached !== undefined && !insecure)
    throw new UsageError(
      `${reached} is not this machine alone: --pki DIR says who is who there; --insecure does without.`,
    );
  return undefined;
}

async function load(file: string, headEnd: HeadEnd): Promise<void> {
  const { parties, meteringPoints, devices, wanCoverage } = await inFile(file, async () =>
    applyMasterFile(JSON.parse(readFileSync(file, 'utf8')), headEnd),
  );
  note(
    `${file}: ${parties} parties, ${meteringPoints} metering points, ${devices} devices, ${wanCoverage} areas`,
  );
}

function scopeOf(text: string): RegistrationScope {
  if (text === 'all-sites' || text === 'smart-sites') return text;
  throw new UsageError(`expected all-sites or smart-sites, found ${text}`);
}

export function summaryOf(headEnd: HeadEnd, operatorPort: number) {
  const { eui64, agreementPublic } = headEndAnchor(nodeCrypto, headEnd.identity);
  const { httpPort, mqttPort } = headEnd;
  return { eui64, agreementPublic: toHex(agreementPublic), httpPort, mqttPort, operatorPort };
}

/** What meters are to be given of the parties beside it. */
function anchorsOf({ changeOfSupplier }: Authorities) {
  if (!changeOfSupplier) return {};
  const { eui64, signingPublic } = anchorOf(nodeCrypto, changeOfSupplier);
  return { changeOfSupplier: { eui64, signingPublic: toHex(signingPublic) } };
}

export function portOf(text: string, max = 65_535): number {
  if (!/^[0-9]+$/.test(text) || Number(text) > max)
    throw new UsageError(`expected a number up to ${max}, found ${text}`);
  return Number(text);
}
