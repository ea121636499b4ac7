/** What is asked for, as it lies in a file: a DUIS request, or the value of a request in JSON. */
import { readFileSync } from 'node:fs';
import { readRequest } from '../headend/market/duis/request.ts';
import { headEndIn } from '../pki/credentials.ts';
import { TrustStore } from '../pki/trust-store.ts';
import type { Service } from '../protocol/definition/service.ts';
import { type Eui64, parseEui64 } from '../protocol/identifiers/eui64.ts';
import { parseRequestId } from '../protocol/identifiers/request-id.ts';
import { marketServiceByReference } from '../protocol/market-services.ts';
import { Refused } from '../protocol/refused.ts';
import { UsageError } from './command.ts';
import { inFile } from './in-file.ts';
import { valueFromJson } from './request-value.ts';

export type Wanted = {
  readonly file: string;
  readonly service: Service;
  readonly target: Eui64;
  readonly value: unknown;
};

/** Throws Refused for a file that is no request. */
export const wantedInXml = (file: string): Promise<Wanted> =>
  inFile(file, () => {
    const { header, service, body } = readRequest(readFileSync(file, 'utf8'));
    if (body.kind !== 'service')
      throw new Refused('', 'a signed pre-command cannot be numbered anew');
    return { file, service, target: parseRequestId(header.requestId).target, value: body.value };
  });

export type Asked = {
  /** Like 90.1. */
  readonly reference: string;
  /** Who is asked; absent: the head-end that the certificates name. */
  readonly device: string | undefined;
  readonly pki: string | undefined;
};

/** `file`: `-` is the standard input. Throws Refused for what is no value of this service. */
export async function wantedInJson(
  file: string,
  { reference, device, pki }: Asked,
): Promise<Wanted> {
  const service = marketServiceByReference.get(reference);
  if (!service) throw new UsageError(`There is no service ${reference}.`);
  if (device === undefined && pki === undefined)
    throw new UsageError('--device is missing: the device, or the head-end by its EUI-64.');
  const target =
    device === undefined ? headEndIn(TrustStore.load(pki as string)) : parseEui64(device);
  const json = () => new Uint8Array(readFileSync(file === '-' ? 0 : file));
  const value = await inFile(file, () => valueFromJson(service, json()));
  return { file, service, target, value };
}
