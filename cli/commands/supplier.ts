/** `meterwright supplier keys|send|ask|events`: a supplier's own side, for whoever has no software that speaks DUIS. */
import { parseArgs } from 'node:util';
import { type Party, partyToJson } from '../../headend/access/parties.ts';
import { ROLES, type Role } from '../../protocol/definition/service.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { deliveryOf } from '../delivery.ts';
import { SUPPLIER } from '../emulated-market.ts';
import { inFile } from '../in-file.ts';
import { certifiedKeys } from '../party-security.ts';
import { listen, send } from '../send-requests.ts';
import {
  loadSupplierKeys,
  makeSupplierKeys,
  saveSupplierKeys,
  supplierAnchor,
} from '../supplier-keys.ts';
import { say } from '../terminal.ts';
import { wantedInJson, wantedInXml } from '../wanted.ts';

const help = `meterwright supplier keys FILE [--eui EUI] [--receive URL] [--channel duis|bridge]
                     [--format protobuf|json] [--roles IS,GS] [--pki DIR]
meterwright supplier send FILE.xml… --keys FILE [--device EUI]
                     [--in-order] [--deliver sent|given|sentAndGiven]
                     [--url http://…] [--bridge mqtt://…] [--pki DIR]
meterwright supplier ask SERVICE FILE.json… --keys FILE [--device EUI] [as send]
meterwright supplier events --keys FILE [--url http://…] [--bridge mqtt://…] [--pki DIR]

keys makes a supplier's keys, writes them to FILE, and prints the supplier as a master
file for  meterwright headend --master.
send reads DUIS requests and asks for the same: numbered anew, from the supplier of the
keys, for the device of the file or --device. A critical request is transformed, the
pre-command is compared with it field by field, signed and sent. Each final answer is
one JSON line; alerts that come meanwhile are lines on stderr. A request that no device
is asked goes to the head-end it names. Exit code 1 if any was not done.
ask does the same with values in JSON (- is the standard input), for every service by
its number; for the register's own (90.1 to 96.1), which DUIS has no XML for, it is the
only way. It asks --device, or else the head-end that is in --pki.
events prints alerts and what the register tells, a line each, until it is stopped; what
was printed does not come again. As master data alone says who has which role, the roles
of keys are for the file that it prints.

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
--roles LIST    IS, GS, ES, ED, GT, RSA or OU, with commas between (default IS,GS)
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
  roles: { type: 'string', default: 'IS,GS' },
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
    if (verb === 'events' && file === undefined) {
      const { keys, keysFile } = await keysOf(values);
      const { url, bridge, pki } = values;
      return listen(keys, keysFile, { url, bridge, pki });
    }
    const isSend = verb === 'send' && files.length > 0;
    if (!isSend && !(verb === 'ask' && files.length > 1))
      throw new UsageError(
        'supplier takes keys FILE, send FILE.xml…, ask SERVICE FILE.json… or events.',
      );
    const { keys, keysFile } = await keysOf(values);
    const requests = await (isSend ? xmlIn(files) : jsonIn(files, values));
    const { url, bridge, device, pki, 'in-order': isInOrder } = values;
    const delivery = deliveryOf(values.deliver);
    return send(requests, keys, keysFile, { url, bridge, device, pki, isInOrder, delivery });
  },
};

async function keysOf({ keys: keysFile }: Values) {
  if (keysFile === undefined) throw new UsageError('--keys is missing.');
  return { keysFile, keys: await inFile(keysFile, () => loadSupplierKeys(keysFile)) };
}

/** All are read before the first is sent. */
const xmlIn = (files: readonly string[]) => Promise.all(files.map(wantedInXml));
const jsonIn = ([reference = '', ...files]: readonly string[], { device, pki }: Values) =>
  Promise.all(files.map((file) => wantedInJson(file, { reference, device, pki })));

type Wishes = Pick<Party, 'roles' | 'channel' | 'bridgeFormat'> & { readonly receiveUrl: string };

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
    status: 'active',
    ...wishes,
    receiveUrl,
    signingPublic: supplierAnchor(keys).signingPublic,
  });
  say(JSON.stringify({ parties: [party] }));
  return DONE;
}

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

function wishesOf({ channel, format, roles: list, receive: receiveUrl }: Values): Wishes {
  if (channel !== 'duis' && channel !== 'bridge')
    throw new UsageError('--channel is duis or bridge.');
  if (format !== 'protobuf' && format !== 'json')
    throw new UsageError('--format is protobuf or json.');
  const roles = list.split(',');
  const other = roles.find((role) => !isRole(role));
  if (other !== undefined) throw new UsageError(`${other} is none of ${ROLES.join(', ')}.`);
  return {
    roles: roles.filter(isRole),
    channel,
    receiveUrl,
    ...(format === 'json' ? { bridgeFormat: format } : {}),
  };
}
