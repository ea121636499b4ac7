/** What the market's tests share: identities, a recording intake, sample requests, seeded choice. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { toCborValue } from '../../protocol/definition/cbor.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { encodeBody } from '../../protocol/envelope/body.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import { formatRequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceByName, serviceNumber } from '../../protocol/services/index.ts';
import type { ServiceRequest, Submission } from '../service-request.ts';
import type { XmlSigner } from './duis/signature/sign.ts';
import type { Intake, UnreadableReport } from './intake.ts';

export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const OTHER_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
export const DEVICE = '00-DB-12-34-56-78-90-A0';
export const OTHER_DEVICE = '00-DB-12-34-56-78-90-A1';
export const HEAD_END = '90-B3-D5-1F-30-00-00-01';
export const UTRN = '73946144332040217315';
export const SIGNING_SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 1);

export const serviceNamed = (name: string): Service => {
  const found = serviceByName.get(name);
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

export function testSigner(): XmlSigner & { readonly publicKey: KeyObject } {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key, publicKey, issuerName: 'CN=Test & Issuing CA,OU=07', serialNumber: 20_261_124n };
}

/** Keeps what it is given; answers by `answer`, else acknowledges. */
export class RecordingIntake implements Intake {
  readonly submitted: ServiceRequest[] = [];
  readonly reports: UnreadableReport[] = [];
  answer: (request: ServiceRequest) => Submission | Promise<Submission> = () => ({
    kind: 'acknowledged',
  });

  async submit(request: ServiceRequest): Promise<Submission> {
    this.submitted.push(request);
    return this.answer(request);
  }

  unreadable(report: UnreadableReport): void {
    this.reports.push(report);
  }
}

export type Sample = {
  readonly service: Service;
  readonly requestId: string;
  readonly commandVariant: number;
  readonly body: unknown;
  readonly signedPreCommand?: Uint8Array;
};

const requestId = (counter: bigint) =>
  formatRequestId({ originator: SUPPLIER, target: DEVICE, counter });

/** The command as the head-end would prepare it. */
export function preCommandOf(
  service: Service,
  value: unknown,
  counter: bigint,
  change: Partial<Parameters<typeof encodeBody>[0]> = {},
): Uint8Array {
  return encodeBody({
    originator: SUPPLIER,
    recipient: DEVICE,
    counter,
    service: serviceNumber(service.reference),
    content: toCborValue(service.request, value as never),
    ...change,
  });
}

/** One request of each way: read, top-up, transform, signed pre-command, answered by the DCC. */
export function samples(): readonly Sample[] {
  const disable = serviceNamed('DisableSupply');
  const signed = signBody(nodeCrypto, SIGNING_SECRET, 'command', preCommandOf(disable, {}, 1004n));
  const one = (name: string, counter: bigint, commandVariant: number, body: unknown): Sample => ({
    service: serviceNamed(name),
    requestId: requestId(counter),
    commandVariant,
    body,
  });
  return [
    one('ReadInstantaneousImportRegisters', 1000n, 1, {}),
    one('TopUpDevice', 1001n, 1, { utrn: UTRN }),
    one('UpdatePaymentMode', 1002n, 4, { executionDateTime: 1_800_000_000, mode: { credit: {} } }),
    one('DisableSupply', 1003n, 4, {}),
    { ...one('DisableSupply', 1004n, 5, undefined), signedPreCommand: signed },
    one('ReadInventory', 1005n, 8, { deviceId: DEVICE }),
  ];
}

/** Small numbers from a seed (a linear congruential generator): the same in every run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of `parts` spoilt in one place: a byte changed, lost, added or exchanged, a run cut or doubled. */
export function mutated(original: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = [...original];
  const at = random(bytes.length);
  const length = 1 + random(12);
  switch (random(7)) {
    case 0:
      bytes[at] = random(256);
      break;
    case 1:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      break;
    case 2:
      bytes.splice(at, length);
      break;
    case 3:
      bytes.splice(at, 0, random(256));
      break;
    case 4:
      bytes.splice(at, 0, ...bytes.slice(at, at + length));
      break;
    case 5:
      bytes.splice(at, 2, bytes[at + 1] ?? 0, bytes[at] ?? 0);
      break;
    default:
      bytes.length = at;
  }
  return Uint8Array.from(bytes);
}
