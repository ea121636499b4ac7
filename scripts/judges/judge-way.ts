/**
 * The whole way on published input: each published request of the services built so far is posted as it
 * is (but for a counter of its own) to a running head-end, and an emulated electricity meter answers. The
 * meter shares the published test keys' secret, so the published UTRN is real credit. What goes out is
 * judged by xmllint.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type StartedMeter, startMeter } from '../../cli/start-meter.ts';
import { makeSupplierKeys, supplierAnchor } from '../../cli/supplier-keys.ts';
import { type HeadEnd, startHeadEnd } from '../../headend/head-end.ts';
import { headEndAnchor } from '../../headend/identity.ts';
import { readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import { readResponse } from '../../headend/market/duis/response.ts';
import { InMemoryLink } from '../../headend/transport/in-memory-link.ts';
import { makeIdentity } from '../../meter-emulator/board/factory.ts';
import { seededRandom } from '../../meter-emulator/board/seeded-random.ts';
import { DEFAULT_SETTINGS, recordOf } from '../../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { hexBytes } from './crypto-wycheproof.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { invalid } from './judge-xmllint.ts';

/** The services a request of which goes all the way. */
const BUILT = ['1.6', '2.2', '4.1.1', '4.3', '4.8.1', '6.11', '7.1', '7.2', '7.3', '7.4', '11.2'];
const SUPPLIER: Eui64 = '90-B3-D5-1F-30-01-00-00';
const NETWORK_OPERATOR: Eui64 = '90-B3-D5-1F-30-02-00-00';
const OTHER_OPERATOR: Eui64 = '90-B3-D5-1F-30-00-00-02';
const ELECTRICITY: Eui64 = '00-DB-12-34-56-78-90-A0';
/** A gas meter, its proxy and a communications hub: accepted, but nothing emulated answers for them yet. */
const OTHERS: readonly Eui64[] = ['A1', 'A3', 'A4'].map((end) => `00-DB-12-34-56-78-90-${end}`);
const ANSWER_MILLIS = 10_000;
const DAY_SECONDS = 86_400;
/** The clock request of the set is of 2014: the meter is told a time of now, in the same shape. */
const CLOCK_TIME = /<sr:CurrentDateTime>[^<]*</;

type Key = {
  readonly eui64: string;
  readonly use: string;
  readonly publicKey: string;
  readonly privateScalar?: string;
};
type Keys = (eui64: Eui64, use: string) => Key | undefined;
type Way = { readonly file: string; readonly problem: string | undefined };

export async function judgeWay(data: string): Promise<readonly JudgeRow[]> {
  const world = await openWorld(data);
  const ways: Way[] = [];
  try {
    for (const file of requestsOf(data)) ways.push(await sendOne(world, data, file));
  } finally {
    await world.close();
  }
  const failed = ways.flatMap(({ file, problem }) => (problem ? [`${file}: ${problem}`] : []));
  const { documents } = world;
  const schema = join(data, 'duis/schema/duis.xsd');
  return [
    { name: 'published requests through the whole system', checked: ways.length, failed },
    {
      name: 'documents the head-end wrote on the way, valid by xmllint',
      checked: documents.length,
      failed: invalid(schema, documents),
    },
  ];
}

function requestsOf(data: string): string[] {
  return readdirSync(join(data, 'duis/requests')).filter((file) =>
    BUILT.some((service) => file.includes(`_${service}_`)),
  );
}

type World = {
  readonly headEnd: HeadEnd;
  readonly signingSecret: Uint8Array;
  /** Everything the head-end wrote: answers in the exchange, and what it posted. */
  readonly documents: string[];
  /** Posted answers by RequestID. */
  readonly answers: ReadonlyMap<string, ReturnType<typeof readResponse>>;
  close(): Promise<void>;
};

async function openWorld(data: string): Promise<World> {
  const keys = makeSupplierKeys(SUPPLIER, '');
  const { keys: published } = JSON.parse(
    readFileSync(join(data, 'gbcs/test-keys.json'), 'utf8'),
  ) as { keys: readonly Key[] };
  const find: Keys = (eui64, use) =>
    published.find((key) => key.eui64 === eui64.replaceAll('-', '') && key.use === use);
  const prepaymentSecret = hexBytes(find(SUPPLIER, 'pp-ka')?.privateScalar);
  const link = new InMemoryLink();
  const headEnd = await startHeadEnd({
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    links: [link],
  });
  const documents: string[] = [];
  const answers = new Map<string, ReturnType<typeof readResponse>>();
  const { server, url } = await receiver((xml) => {
    documents.push(xml);
    const response = readResponse(xml);
    if (response.header.requestId) answers.set(response.header.requestId, response);
  });
  const meter = await enrol(headEnd, link, url, { ...keys, prepaymentSecret }, find);
  const close = async () => {
    await meter.stop();
    await headEnd.stop();
    await new Promise((resolve) => server.close(resolve));
  };
  return { headEnd, signingSecret: keys.signingSecret, documents, answers, close };
}

function receiver(take: (xml: string) => void): Promise<{ server: Server; url: string }> {
  const server = createServer(async (message, response) => {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part);
    take(Buffer.concat(parts).toString());
    response.end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ server, url: `http://127.0.0.1:${port}/` });
    });
  });
}

async function enrol(
  headEnd: HeadEnd,
  link: InMemoryLink,
  receiveUrl: string,
  keys: ReturnType<typeof makeSupplierKeys>,
  find: Keys,
): Promise<StartedMeter> {
  const supplier = supplierAnchor(keys);
  const user = { name: 'User', status: 'active', channel: 'duis', receiveUrl } as const;
  const { signingPublic } = supplier;
  await headEnd.parties.put({ ...user, eui64: SUPPLIER, roles: ['IS', 'GS'], signingPublic });
  for (const eui64 of [NETWORK_OPERATOR, OTHER_OPERATOR])
    await headEnd.parties.put({ ...user, eui64, roles: ['ED', 'GT'] });
  const random = seededRandom(nodeCrypto, 'conformance');
  for (const [index, eui64] of [ELECTRICITY, ...OTHERS].entries()) {
    const isElectricity = index === 0;
    const mpxn = isElectricity ? '2012345678385' : `393842440${index}`;
    await headEnd.register.put({
      mpxn,
      fuel: isElectricity ? 'electricity' : 'gas',
      networkOperator: isElectricity ? NETWORK_OPERATOR : OTHER_OPERATOR,
      registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
    });
    const record = recordOf(makeIdentity(nodeCrypto, random, eui64));
    const deviceType = isElectricity ? 'ESME' : 'GSME';
    await headEnd.inventory.put({
      record: { ...record, deviceType },
      status: 'Commissioned',
      mpxn,
    });
  }
  const prepaymentPublic = hexBytes(find(ELECTRICITY, 'ka')?.publicKey);
  const identity = { ...makeIdentity(nodeCrypto, random, ELECTRICITY), prepaymentPublic };
  await headEnd.inventory.put({
    record: recordOf(identity),
    status: 'Commissioned',
    mpxn: '2012345678385',
  });
  return startMeter({
    identity,
    anchors: { headEnd: headEndAnchor(nodeCrypto, headEnd.identity), supplier },
    settings: { ...DEFAULT_SETTINGS, mode: 'prepayment', balanceMillipence: 1_000_000 },
    seed: 'conformance',
    network: { kind: 'inMemory', link },
    pastSeconds: DAY_SECONDS,
    crypto: sharing(keys.prepaymentSecret, prepaymentPublic),
  });
}

/** The device's secret is not published; what it shares with the supplier follows from the other's. */
function sharing(supplierSecret: Uint8Array, devicePublic: Uint8Array): Crypto {
  const sharedSecret = () => nodeCrypto.p256.sharedSecret(supplierSecret, devicePublic);
  return { ...nodeCrypto, p256: { ...nodeCrypto.p256, sharedSecret } };
}

let counter = 2_000;

/** Posts one published request, signs its pre-command if it is critical, and waits for the answer. */
async function sendOne(world: World, data: string, file: string): Promise<Way> {
  counter += 1;
  const now = new Date().toISOString().replace(/\.\d+Z/, '.00Z');
  const xml = readFileSync(join(data, 'duis/requests', file), 'utf8')
    .replace(/(RequestID>[^<]*:)\d+</, `$1${counter}<`)
    .replace(CLOCK_TIME, `<sr:CurrentDateTime>${now}<`);
  const { header, service } = readRequest(xml);
  const problem = await outcome(world, xml, header, service).catch((error) => String(error));
  return { file, problem };
}

type Header = ReturnType<typeof readRequest>['header'];
type Service = ReturnType<typeof readRequest>['service'];

async function outcome(
  world: World,
  xml: string,
  header: Header,
  service: Service,
): Promise<string | undefined> {
  const isCritical = header.commandVariant === 4;
  const first = await post(world, isCritical ? 'serviceT' : endpointOf(header), xml);
  const { responseCode } = first.header;
  if (header.commandVariant === 2)
    return responseCode === 'E17' ? undefined : `local delivery answered ${responseCode}`;
  if (isCritical) {
    if (first.body.kind !== 'preCommand') return `no pre-command: ${responseCode}`;
    const gbcsPayload = signBody(
      nodeCrypto,
      world.signingSecret,
      'command',
      first.body.value.gbcsPayload,
    );
    const signed = writeRequest({
      header: { ...header, commandVariant: 5 },
      service,
      body: { kind: 'signedPreCommand', value: { gbcsPayload } },
    });
    const accepted = await post(world, 'serviceS', signed);
    if (accepted.header.responseCode !== 'I99') return `answered ${accepted.header.responseCode}`;
  } else if (responseCode !== 'I99') return `answered ${responseCode}`;
  return header.requestId.includes(ELECTRICITY) ? answered(world, header.requestId) : undefined;
}

/** A head-end's answer to what a supplier asked of the emulated meter. */
async function answered(world: World, requestId: string): Promise<string | undefined> {
  const deadline = performance.now() + ANSWER_MILLIS;
  while (!world.answers.has(requestId)) {
    if (performance.now() > deadline) return 'no answer';
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const response = world.answers.get(requestId);
  const { body } = response as NonNullable<typeof response>;
  if (body.kind !== 'smets1' || body.response.message.kind !== 'response') return 'no response';
  const { value } = body.response.message.answer as { value: { messageSuccess?: boolean } };
  return value.messageSuccess === false ? 'the meter refused' : undefined;
}

const endpointOf = ({ commandVariant }: Header) => (commandVariant === 2 ? 'serviceD' : 'serviceS');

async function post({ headEnd, documents }: World, endpoint: string, xml: string) {
  const url = `http://127.0.0.1:${headEnd.httpPort}/api/v1/${endpoint}`;
  const answer = await fetch(url, {
    method: 'POST',
    body: xml,
    headers: { 'content-type': 'application/xml' },
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text}`);
  documents.push(text);
  return readResponse(text);
}
