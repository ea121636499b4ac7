/** `meterwright headend`: the head-end alone, for meters and users that run elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type HeadEnd, startHeadEnd } from '../../headend/head-end.ts';
import { headEndAnchor } from '../../headend/identity.ts';
import { applyMasterFile } from '../../headend/operator/master-file.ts';
import { OperatorServer } from '../../headend/operator/server.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toHex } from '../../protocol/bytes.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { inFile } from '../in-file.ts';
import { note, say } from '../terminal.ts';
import { untilStopped } from '../until-stopped.ts';

const help = `meterwright headend [--data DIR] [--database URL] [--master FILE.json…]
                    [--host HOST] [--http PORT] [--mqtt PORT|URL] [--serial PORT…]
                    [--baud RATE] [--operator PORT]

Runs the head-end until it is stopped (Ctrl-C).

--data DIR       where it keeps everything (default ./data)
--database URL   postgresql://… instead of the database in DIR
--master FILE    parties, metering points and devices to add, as JSON; may be repeated
--host HOST      the address it listens on (default 127.0.0.1: no TLS, so loopback only)
--http PORT      of the DUIS web services (default 8480)
--mqtt PORT      of the broker inside (default 1883), or mqtt://… of another broker
--serial PORT    a serial port with a meter on it, like /dev/ttyUSB0; may be repeated
--baud RATE      of the serial ports (default 115200)
--operator PORT  of trace and status, on 127.0.0.1 only (default 8481)

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
} as const;

const LOOPBACK = /^(127\.|::1$|localhost$)/;

export const headend: Command = {
  name: 'headend',
  help,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const headEnd = await startHeadEnd({
      directory: values.data,
      ...(values.database === undefined ? {} : { databaseUrl: values.database }),
      host: values.host,
      httpPort: portOf(values.http),
      mqtt: values.mqtt.includes('://') ? { url: values.mqtt } : { port: portOf(values.mqtt) },
      serialPorts: values.serial,
      baudRate: portOf(values.baud, 10_000_000),
      log: note,
    });
    if (!LOOPBACK.test(values.host))
      note(`Whoever reaches ${values.host} may name himself as any party: there is no TLS yet.`);
    const operator = new OperatorServer(headEnd);
    try {
      for (const file of values.master) await load(file, headEnd);
      const operatorPort = await operator.listen(portOf(values.operator));
      say(JSON.stringify(summaryOf(headEnd, operatorPort)));
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

async function load(file: string, headEnd: HeadEnd): Promise<void> {
  const { parties, meteringPoints, devices } = await inFile(file, async () =>
    applyMasterFile(JSON.parse(readFileSync(file, 'utf8')), headEnd),
  );
  note(`${file}: ${parties} parties, ${meteringPoints} metering points, ${devices} devices`);
}

export function summaryOf(headEnd: HeadEnd, operatorPort: number) {
  const { eui64, agreementPublic } = headEndAnchor(nodeCrypto, headEnd.identity);
  const { httpPort, mqttPort } = headEnd;
  return { eui64, agreementPublic: toHex(agreementPublic), httpPort, mqttPort, operatorPort };
}

export function portOf(text: string, max = 65_535): number {
  if (!/^[0-9]+$/.test(text) || Number(text) > max)
    throw new UsageError(`expected a number up to ${max}, found ${text}`);
  return Number(text);
}
