/** `meterwright supplier keys|send`: a supplier's own side, for whoever has no software that speaks DUIS. */
import { parseArgs } from 'node:util';
import { type Party, partyToJson } from '../../headend/access/parties.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { deliveryOf } from '../delivery.ts';
import { SUPPLIER } from '../emulated-market.ts';
import { inFile } from '../in-file.ts';
import { certifiedKeys } from '../party-security.ts';
import { send } from '../send-requests.ts';
import {
  loadSupplierKeys,
  makeSupplierKeys,
  saveSupplierKeys,
  supplierAnchor,
} from '../supplier-keys.ts';
import { say } from '../terminal.ts';

const help = `meterwright supplier keys FILE [--eui EUI] [--receive URL] [--channel duis|bridge]
                     [--format protobuf|json] [--pki DIR]
meterwright supplier send FILE.xml… --keys FILE [--device EUI]
                     [--in-order] [--deliver sent|given|sentAndGiven]
                     [--url http://…] [--bridge mqtt://…] [--pki DIR]

keys makes a supplier's keys, writes them to FILE, and prints the supplier as a master
file for  meterwright headend --master.
send reads DUIS requests and asks for the same: numbered anew, from the supplier of the
keys, for the device of the file or --device. A critical request is transformed, the
pre-command is compared with it field by field, signed and sent. Each final answer is
one JSON line; alerts that come meanwhile are lines on stderr. A request that no device
is asked goes to the head-end it names. Exit code 1 if any was not done.

--eui EUI       who the supplier is (default 90-B3-D5-1F-30-01-00-00)
--receive URL   where answers are posted to (default http://127.0.0.1:8490/)
--channel NAME  how messages nobody asked for (alerts) come (default duis)
--format NAME   of the messages that come by the bridge (default protobuf)
--url URL       of the head-end's DUIS services (default http://127.0.0.1:8480)
--bridge URL    asks over the MQTT bridge instead
--in-order      sends all before the answers come; each goes to its device only when the
                one before it is done
--deliver HOW   commands go to the device, back to you to be brought there, or both
                (default sent)
--pki DIR       the supplier's certificates: its keys are those of DIR, it speaks TLS
                (https://…, mqtts://…), signs its requests and verifies answers`;

const OPTIONS = {
  keys: { type: 'string' },
  eui: { type: 'string', default: SUPPLIER },
  receive: { type: 'string', default: 'http://127.0.0.1:8490/' },
  channel: { type: 'string', default: 'duis' },
  device: { type: 'string' },
  'in-order': { type: 'boolean', default: false },
  deliver: { type: 'string', default: 'sent' },
  url: { type: 'string', default: 'http://127.0.0.1:8480' },
  bridge: { type: 'string' },
  pki: { type: 'string' },
  format: { type: 'string', default: 'protobuf' },
} as const;

const valuesOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
type Values = ReturnType<typeof valuesOf>['values'];

export const supplier: Command = {
  name: 'supplier',
  help,
  async run(args) {
    const { values, positionals } = valuesOf(args);
    const [verb, ...files] = positionals;
    const [file] = files;
    if (verb === 'keys' && file !== undefined && files.length === 1)
      return makeKeys(file, parseEui64(values.eui), values.pki, wishesOf(values));
    if (verb === 'send' && files.length > 0) {
      if (values.keys === undefined) throw new UsageError('--keys is missing.');
      const keysFile = values.keys;
      const keys = await inFile(keysFile, () => loadSupplierKeys(keysFile));
      const { url, bridge, device, pki, 'in-order': isInOrder } = values;
      const delivery = deliveryOf(values.deliver);
      return send(files, keys, keysFile, { url, bridge, device, pki, isInOrder, delivery });
    }
    throw new UsageError('supplier takes keys FILE or send FILE.xml….');
  },
};

type Wishes = Pick<Party, 'channel' | 'bridgeFormat'> & { readonly receiveUrl: string };

function makeKeys(
  file: string,
  eui64: Eui64,
  pki: string | undefined,
  { receiveUrl, ...wishes }: Wishes,
): number {
  const keys =
    pki === undefined ? makeSupplierKeys(eui64, receiveUrl) : certifiedKeys(pki, eui64, receiveUrl);
  saveSupplierKeys(file, keys);
  const party = partyToJson({
    eui64,
    name: `Supplier ${eui64}`,
    roles: ['IS', 'GS'],
    status: 'active',
    ...wishes,
    receiveUrl,
    signingPublic: supplierAnchor(keys).signingPublic,
  });
  say(JSON.stringify({ parties: [party] }));
  return DONE;
}

function wishesOf({ channel, format, receive: receiveUrl }: Values): Wishes {
  if (channel !== 'duis' && channel !== 'bridge')
    throw new UsageError('--channel is duis or bridge.');
  if (format !== 'protobuf' && format !== 'json')
    throw new UsageError('--format is protobuf or json.');
  return { channel, receiveUrl, ...(format === 'json' ? { bridgeFormat: format } : {}) };
}
