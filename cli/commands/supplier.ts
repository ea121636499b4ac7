/** `meterwright supplier keys|send`: a supplier's own side, for whoever has no software that speaks DUIS. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { partyToJson } from '../../headend/access/parties.ts';
import { BridgeTransport } from '../../headend/market/client/bridge-transport.ts';
import { fileCounterStorage } from '../../headend/market/client/counter-storage.ts';
import {
  DuisTransport,
  type DuisTransportOptions,
} from '../../headend/market/client/duis-transport.ts';
import type { Result } from '../../headend/market/client/result.ts';
import { SupplierClient } from '../../headend/market/client/supplier-client.ts';
import type { Transport } from '../../headend/market/client/transport.ts';
import { readRequest } from '../../headend/market/duis/request.ts';
import { BrokerClient } from '../../headend/transport/broker-client.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { realClock, realTimer } from '../../platform/time.ts';
import { toJson } from '../../protocol/definition/json-schema.ts';
import { answerType, type Service } from '../../protocol/definition/service.ts';
import { eui64Compact, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { type Command, DONE, FAILED, UsageError } from '../command.ts';
import { SUPPLIER } from '../emulated-market.ts';
import { inFile } from '../in-file.ts';
import { certifiedKeys, type PartySecurity, partySecurity } from '../party-security.ts';
import {
  loadSupplierKeys,
  makeSupplierKeys,
  type SupplierKeys,
  saveSupplierKeys,
  supplierAnchor,
} from '../supplier-keys.ts';
import { note, say } from '../terminal.ts';

const help = `meterwright supplier keys FILE [--eui EUI] [--receive URL] [--channel duis|bridge]
                     [--pki DIR]
meterwright supplier send FILE.xml… --keys FILE [--device EUI]
                     [--url http://…] [--bridge mqtt://…] [--pki DIR]

keys makes a supplier's keys, writes them to FILE, and prints the supplier as a master
file for  meterwright headend --master.
send reads DUIS requests and asks for the same: numbered anew, from the supplier of the
keys, for the device of the file or --device. A critical request is transformed, the
pre-command is compared with it field by field, signed and sent. Each final answer is
one JSON line. Exit code 1 if any was not done.

--eui EUI       who the supplier is (default 90-B3-D5-1F-30-01-00-00)
--receive URL   where answers are posted to (default http://127.0.0.1:8490/)
--channel NAME  how messages nobody asked for (alerts) come (default duis)
--url URL       of the head-end's DUIS services (default http://127.0.0.1:8480)
--bridge URL    asks over the MQTT bridge instead
--pki DIR       the supplier's certificates: its keys are those of DIR, it speaks TLS
                (https://…, mqtts://…), signs its requests and verifies answers`;

const OPTIONS = {
  keys: { type: 'string' },
  eui: { type: 'string', default: SUPPLIER },
  receive: { type: 'string', default: 'http://127.0.0.1:8490/' },
  channel: { type: 'string', default: 'duis' },
  device: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:8480' },
  bridge: { type: 'string' },
  pki: { type: 'string' },
} as const;

export const supplier: Command = {
  name: 'supplier',
  help,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: OPTIONS,
    });
    const [verb, ...files] = positionals;
    const [file] = files;
    if (verb === 'keys' && file !== undefined && files.length === 1) {
      if (values.channel !== 'duis' && values.channel !== 'bridge')
        throw new UsageError('--channel is duis or bridge.');
      return makeKeys(file, parseEui64(values.eui), values.receive, values.channel, values.pki);
    }
    if (verb === 'send' && files.length > 0) {
      if (values.keys === undefined) throw new UsageError('--keys is missing.');
      const keysFile = values.keys;
      const keys = await inFile(keysFile, () => loadSupplierKeys(keysFile));
      const { url, bridge, device, pki } = values;
      return send(files, keys, keysFile, { url, bridge, device, pki });
    }
    throw new UsageError('supplier takes keys FILE or send FILE.xml….');
  },
};

function makeKeys(
  file: string,
  eui64: string,
  receiveUrl: string,
  channel: 'duis' | 'bridge',
  pki: string | undefined,
): number {
  const keys =
    pki === undefined ? makeSupplierKeys(eui64, receiveUrl) : certifiedKeys(pki, eui64, receiveUrl);
  saveSupplierKeys(file, keys);
  const party = partyToJson({
    eui64,
    name: `Supplier ${eui64}`,
    roles: ['IS', 'GS'],
    status: 'active',
    channel,
    receiveUrl,
    signingPublic: supplierAnchor(keys).signingPublic,
  });
  say(JSON.stringify({ parties: [party] }));
  return DONE;
}

type Ways = {
  readonly url: string;
  readonly bridge: string | undefined;
  readonly device: string | undefined;
  readonly pki: string | undefined;
};

async function send(
  files: readonly string[],
  keys: SupplierKeys,
  keysFile: string,
  ways: Ways,
): Promise<number> {
  const requests = await Promise.all(
    files.map((file) => inFile(file, () => ({ file, ...readRequest(readFileSync(file, 'utf8')) }))),
  );
  const { transport, close } = await openTransport(keys, ways);
  const client = await SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: keys.signingSecret,
    requestCounter: fileCounterStorage(`${keysFile}.requests`),
    prepayment: {
      secret: keys.prepaymentSecret,
      storageOf: (device) => fileCounterStorage(`${keysFile}.tokens-${eui64Compact(device)}`),
    },
    onNoReply: (requestId, error) => note(`${requestId}: no reply, ${error.message}; again`),
    onAlert: async (alert) =>
      note(`alert ${alert.alertCode.toString(16).toUpperCase()} of ${alert.device}`),
  });
  let isAllDone = true;
  for (const { file, header, service, body } of requests) {
    if (body.kind !== 'service') {
      note(`${file}: a signed pre-command cannot be numbered anew`);
      isAllDone = false;
      continue;
    }
    const target = ways.device ?? parseRequestId(header.requestId).target;
    const result = await client.ask(service, parseEui64(target), body.value as never);
    if (result.kind !== 'done') isAllDone = false;
    say(JSON.stringify({ file, service: service.reference, ...resultToJson(service, result) }));
  }
  await client.close();
  await close();
  return isAllDone ? DONE : FAILED;
}

async function openTransport(
  keys: SupplierKeys,
  { url, bridge, pki }: Ways,
): Promise<{ transport: Transport; close: () => Promise<void> }> {
  const { eui64: party, receiveUrl } = keys;
  const security = pki === undefined ? undefined : partySecurity(pki, party);
  if (bridge !== undefined) {
    const id = eui64Compact(party);
    const broker = await BrokerClient.open(bridge, {
      clientId: `party-${id}`,
      userName: `party:${id}`,
      ...(security ? { tls: security.transport } : {}),
    });
    const transport = new BridgeTransport({ party, broker, clock: realClock, timer: realTimer });
    return { transport, close: () => broker.close() };
  }
  const { hostname: host, port } = new URL(receiveUrl);
  const receive = { host, port: Number(port || (security ? 443 : 80)) };
  const transport = new DuisTransport({ party, url, receive, ...duisSecurity(security) });
  return { transport, close: async () => {} };
}

/** The rest of the certificates is for nobody but brokers. */
function duisSecurity(security: PartySecurity | undefined): Partial<DuisTransportOptions> {
  if (!security) return {};
  const { tls, signer, verify } = security;
  return { tls, signer, verify };
}

function resultToJson(service: Service, result: Result<unknown>): object {
  if (result.kind !== 'done') return result;
  const { value, ...rest } = result;
  const type = answerType(service);
  return { ...rest, ...(type && value !== undefined ? { answer: toJson(type, value) } : {}) };
}
