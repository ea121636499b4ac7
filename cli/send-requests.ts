/** `supplier send`, `ask` and `events`: asks for what is wanted, and prints what became of it and what comes meanwhile. */
import { fileCounterStorage } from '../headend/market/client/counter-storage.ts';
import type { Result } from '../headend/market/client/result.ts';
import { type AskOptions, SupplierClient } from '../headend/market/client/supplier-client.ts';
import type { Delivery, Transport } from '../headend/market/client/transport.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import { dccAlertBody } from '../protocol/alerts/dcc-alert-bodies.ts';
import { toJson } from '../protocol/definition/json-schema.ts';
import { answerType, type Service } from '../protocol/definition/service.ts';
import { eui64Compact, parseEui64 } from '../protocol/identifiers/eui64.ts';
import type { RequestId } from '../protocol/identifiers/request-id.ts';
import { registrationEvent } from '../protocol/registration/events.ts';
import { DONE, FAILED } from './command.ts';
import type { SupplierKeys } from './supplier-keys.ts';
import { openTransport, type SupplierWay } from './supplier-transport.ts';
import { note, say } from './terminal.ts';
import { untilStopped } from './until-stopped.ts';
import type { Wanted } from './wanted.ts';

export type Ways = SupplierWay & {
  /** In place of the one of the file. */
  readonly device: string | undefined;
  readonly isInOrder: boolean;
  readonly delivery: Delivery;
};

/** Gives the exit code. */
export async function send(
  requests: readonly Wanted[],
  keys: SupplierKeys,
  keysFile: string,
  ways: Ways,
): Promise<number> {
  const { transport, close } = await openTransport(keys, ways);
  const client = await openClient(transport, keys, keysFile, note);
  const isDone = ways.isInOrder
    ? await sendInOrder(client, requests, ways)
    : await sendOneByOne(client, requests, ways);
  await client.close();
  await close();
  return isDone ? DONE : FAILED;
}

/** Prints what comes until the process is asked to stop. What was printed is confirmed. */
export async function listen(
  keys: SupplierKeys,
  keysFile: string,
  way: SupplierWay,
): Promise<number> {
  const { transport, close } = await openTransport(keys, way);
  const client = await openClient(transport, keys, keysFile, say);
  await untilStopped();
  await client.close();
  await close();
  return DONE;
}

function openClient(
  transport: Transport,
  keys: SupplierKeys,
  keysFile: string,
  tell: (line: string) => void,
): Promise<SupplierClient> {
  return SupplierClient.open({
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
    onAlert: async ({ device, alertCode }) => tell(`alert ${hex(alertCode)} of ${device}`),
    onDccAlert: async ({ alertCode, alert }) =>
      tell(`DCC alert ${alertCode} ${JSON.stringify(toJson(dccAlertBody, alert))}`),
    onFutureDatedAlert: async ({ alertCode, device, requestId }) =>
      tell(`alert ${hex(alertCode)} of ${device} about ${requestId}`),
    onRegistrationEvent: async ({ body }) =>
      tell(`event ${JSON.stringify(toJson(registrationEvent, body))}`),
  });
}

const hex = (alertCode: number): string => alertCode.toString(16).toUpperCase();

/** True when all were done. */
async function sendOneByOne(
  client: SupplierClient,
  requests: readonly Wanted[],
  ways: Ways,
): Promise<boolean> {
  let isAllDone = true;
  for (const wanted of requests)
    if (!isGood(wanted, await asked(client, wanted, ways))) isAllDone = false;
  return isAllDone;
}

/** Each is sent when the head-end has the one before; that one is then still under way. */
async function sendInOrder(
  client: SupplierClient,
  requests: readonly Wanted[],
  ways: Ways,
): Promise<boolean> {
  const results: Promise<Result<unknown>>[] = [];
  let after: RequestId | undefined;
  for (const wanted of requests) {
    const place = after === undefined ? {} : { after };
    after = await new Promise<RequestId>((resolve, reject) => {
      const result = asked(client, wanted, ways, { ...place, onAccepted: resolve });
      results.push(result);
      // What was refused was never accepted: the one after it is to hear of it.
      result.then(({ requestId }) => resolve(requestId), reject);
    });
  }
  const all = await Promise.all(results);
  const good = requests.filter((wanted, at) => isGood(wanted, all[at] as Result<unknown>));
  return good.length === all.length;
}

function asked(
  client: SupplierClient,
  { service, target, value }: Wanted,
  { device, delivery }: Ways,
  place: Pick<AskOptions, 'after' | 'onAccepted'> = {},
): Promise<Result<unknown>> {
  const isOfDevice = !service.modes.includes('nonDevice');
  const to = isOfDevice && device !== undefined ? device : target;
  return client.ask(service, parseEui64(to), value as never, { ...place, delivery });
}

/** Prints it. */
function isGood({ file, service }: Wanted, result: Result<unknown>): boolean {
  say(JSON.stringify({ file, service: service.reference, ...resultToJson(service, result) }));
  return result.kind === 'done' || result.kind === 'localCommand';
}
function resultToJson(service: Service, result: Result<unknown>): object {
  if (result.kind === 'localCommand')
    return { ...result, command: Buffer.from(result.command).toString('base64') };
  if (result.kind !== 'done') return result;
  const { value, ...rest } = result;
  const type = answerType(service);
  return { ...rest, ...(type && value !== undefined ? { answer: toJson(type, value) } : {}) };
}
