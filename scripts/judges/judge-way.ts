/**
 * The whole way on published input: each published request to a device is posted as it is, but for what
 * way/alterations.ts says, to a running head-end, and an emulated device of the kind it is for executes it. What goes
 * out is judged by xmllint.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import type { InMemoryLink } from '../../headend/transport/in-memory-link.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import { type Eui64, eui64Compact } from '../../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { returnLocalCommandResponse } from '../../protocol/services/return-local-command-response.ts';
import { hexBytes } from './crypto-wycheproof.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { invalid } from './judge-xmllint.ts';
import { altered } from './way/alterations.ts';
import {
  type Market,
  NETWORK_OPERATOR,
  openMarket,
  type Response,
  SUPPLIER,
} from './way/market.ts';
import { fit, type PublishedKey } from './way/meters.ts';
import { type Sample, samplesOf } from './way/samples.ts';
import { situationOf } from './way/situations.ts';

/** What the head-end answers at once where it is not I99, by what the request is. */
const ANSWERED_AT_ONCE: readonly {
  readonly why: string;
  readonly code: string;
  readonly isSo: (sample: Sample) => boolean;
}[] = [
  {
    why: 'no role of DUIS may ask for it',
    code: 'E2',
    isSo: ({ service }) => service.roles.length === 0,
  },
];

/** What became of a request: `accepted` at once, `executed` by a meter; else why not. */
type Outcome = {
  readonly refused?: string;
  readonly notDone?: string;
  readonly response?: Response;
};
type Way = Outcome & { readonly sample: Sample };
type Posted = { readonly requestId: string; readonly xml: string; readonly link: InMemoryLink };

/** `data` holds duis and gbcs. Needs xmllint. */
export async function judgeWay(data: string): Promise<readonly JudgeRow[]> {
  const find = publishedKeys(data);
  const market = await openMarket(hexBytes(find(SUPPLIER, 'pp-ka', 'privateScalar')));
  const samples = samplesOf(data);
  const ways: Way[] = [];
  try {
    for (const [index, sample] of samples.entries()) {
      const sequence = [...samplesBefore(sample, samples), sample];
      ways.push(await wayOf(market, sequence, index + 1, (eui64) => agreementKey(find, eui64)));
    }
  } finally {
    await market.close();
  }
  return rows(ways, market.documents, join(data, 'duis/schema/duis.xsd'));
}

function rows(ways: readonly Way[], documents: readonly string[], schema: string): JudgeRow[] {
  const problems = (which: readonly Way[], what: 'refused' | 'notDone') =>
    which.flatMap((way) => (way[what] ? [`${way.sample.file}: ${way[what]}`] : []));
  const done = ways.filter(({ sample }) => sample.isExecuted && !atOnce(sample));
  const held = done.filter(({ sample }) => isDatedLater(sample));
  const executed = done.filter((way) => !held.includes(way));
  return [
    {
      name: 'published device requests accepted, or refused as they must be',
      checked: ways.length,
      failed: problems(ways, 'refused'),
    },
    {
      name: `published device requests executed by a meter, of ${ways.length}`,
      checked: executed.length,
      failed: problems(executed, 'notDone'),
    },
    {
      name: 'published device requests held by a meter for their day to come',
      checked: held.length,
      failed: problems(held, 'notDone'),
    },
    {
      name: 'requests a meter does not have are answered so',
      checked: ways.length - done.length,
      failed: problems(
        ways.filter((way) => !done.includes(way)),
        'notDone',
      ),
    },
    {
      name: 'documents the head-end wrote on the way, valid by xmllint',
      checked: documents.length,
      failed: invalid(schema, documents),
    },
  ];
}

type Key = Readonly<Record<'eui64' | 'use' | 'publicKey' | 'privateScalar', string | undefined>>;
type FindKey = (eui64: Eui64, use: string, part: 'publicKey' | 'privateScalar') => string;

function publishedKeys(data: string): FindKey {
  const text = readFileSync(join(data, 'gbcs/test-keys.json'), 'utf8');
  const { keys } = JSON.parse(text) as { readonly keys: readonly Key[] };
  return (eui64, use, part) =>
    keys.find((key) => key.eui64 === eui64Compact(eui64).toUpperCase() && key.use === use)?.[
      part
    ] ?? '';
}

function agreementKey(find: FindKey, eui64: Eui64): ReturnType<PublishedKey> {
  const key = find(eui64, 'ka', 'publicKey');
  return key === '' ? undefined : hexBytes(key);
}

/** The last day there is takes back what a meter holds: that it does at once. */
const NEVER = Date.UTC(3000, 11, 31);

function isDatedLater({ xml }: Sample): boolean {
  const date = Date.parse(/ExecutionDateTime>([^<]+)</.exec(xml)?.[1] ?? '');
  return date > Date.now() && date < NEVER;
}

const atOnce = (sample: Sample) => ANSWERED_AT_ONCE.find(({ isSo }) => isSo(sample));

function samplesBefore({ file }: Sample, all: readonly Sample[]): readonly Sample[] {
  const { before = [] } = situationOf(file) ?? {};
  return before.flatMap((start) => all.filter((sample) => sample.file.startsWith(start)));
}

/** Counters of the users, above any in the published requests. */
const FIRST_COUNTER = 2_000;
const STEPS_MAX = 10;

/** Of the last of the requests, the ones before it being done by the same meter. */
async function wayOf(
  market: Market,
  sequence: readonly Sample[],
  index: number,
  published: PublishedKey,
): Promise<Way> {
  const sample = sequence.at(-1) as Sample;
  const { target, mpxn, stop, link } = await fit(market, sample, index, published);
  try {
    let way: Outcome = {};
    for (const [step, one] of sequence.entries()) {
      if (way.notDone) break;
      const requestId = `${one.originator}:${target}:${FIRST_COUNTER + index * STEPS_MAX + step}`;
      const numbered = one.xml.replace(/(RequestID>)[^<]*</, `$1${requestId}<`);
      const context = { market, device: target, mpxn, before: way.response };
      way = await outcome(market, one, { requestId, xml: altered(numbered, context), link });
    }
    return { sample, ...way };
  } catch (error) {
    return { sample, refused: String(error), notDone: String(error) };
  } finally {
    await stop();
  }
}

async function outcome(
  market: Market,
  sample: Sample,
  { requestId, xml, link }: Posted,
): Promise<Outcome> {
  const expected = atOnce(sample);
  const answered = market.answer(requestId);
  const code = sample.isBrought
    ? await brought(market, requestId, xml, link)
    : await submitted(market, sample, xml);
  if (expected)
    return code === expected.code ? {} : { refused: `answered ${code}, ${expected.why}` };
  if (code !== 'I99') return { refused: `answered ${code}`, notDone: `answered ${code}` };
  const response = await answered;
  const notDone = judged(sample, response);
  return { ...(response ? { response } : {}), ...(notDone === undefined ? {} : { notDone }) };
}

/** The device is out of the network's reach: its command is carried to it, and its answer carried back. */
async function brought(
  market: Market,
  requestId: string,
  xml: string,
  link: InMemoryLink,
): Promise<string> {
  const given = await market.post('serviceD', xml);
  if (given.body.kind !== 'localCommand') return given.header.responseCode;
  const { target, originator } = parseRequestId(requestId);
  const answer = new Promise<Uint8Array>((resolve) => {
    link.onMessage(async (_, kind, message) => {
      if (kind === 'response') resolve(message);
    });
  });
  await link.send(target, given.body.value.gbcsPayload);
  const { reference } = returnLocalCommandResponse;
  const header = {
    requestId: `${originator}:${market.headEnd.identity.eui64}:1`,
    commandVariant: 8,
    serviceReference: reference,
    serviceReferenceVariant: reference,
  };
  const value = { originalRequestId: requestId, deviceResponse: await answer };
  const body = { kind: 'service', value } as const;
  const returned = writeRequest({ header, service: returnLocalCommandResponse, body });
  return (await market.post('serviceD', returned)).header.responseCode;
}

/** The response code in the exchange, of the second one for a critical request. */
async function submitted(market: Market, sample: Sample, xml: string): Promise<string> {
  const { header, service } = readRequest(xml);
  if (header.commandVariant !== 4) return (await market.post('serviceS', xml)).header.responseCode;
  const first = await market.post('serviceT', xml);
  if (first.body.kind !== 'preCommand') return first.header.responseCode;
  const secret =
    sample.originator === NETWORK_OPERATOR
      ? market.networkOperatorSecret
      : market.supplier.signingSecret;
  const gbcsPayload = signBody(nodeCrypto, secret, 'command', first.body.value.gbcsPayload);
  const signed = writeRequest({
    header: { ...header, commandVariant: 5 },
    service,
    body: { kind: 'signedPreCommand', value: { gbcsPayload } },
  });
  return (await market.post('serviceS', signed)).header.responseCode;
}

/** Why the answer is not the one it should be. */
function judged({ isExecuted }: Sample, response: Response | undefined): string | undefined {
  if (!response) return 'no answer';
  const { body, header } = response;
  if (body.kind === 'dccResponse') return isExecuted ? undefined : 'answered by the DCC';
  if (body.kind !== 'smets1' || body.response.message.kind !== 'response')
    return `answered ${header.responseCode}`;
  const [refusal] = body.response.message.errors;
  if (isExecuted) return refusal && `the meter refused: ${refusal.error}`;
  return refusal?.error === 'notSupported' ? undefined : `answered ${refusal?.error ?? 'done'}`;
}
