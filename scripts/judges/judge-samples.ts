/** Judges reading and writing against every published sample request of the services defined. */
import { readdirSync, readFileSync } from 'node:fs';
import { readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import { checkRequest } from '../../protocol/definition/validate.ts';
import { serviceByReference } from '../../protocol/services/index.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { exclusiveCanonical } from './judge-xmllint.ts';

/** The samples write months and days with and without a leading zero; both mean the same. */
const levelled = (xml: string) =>
  xml.replace(/(Specified(?:Month|DayOfMonth)>)([0-9])</g, '$10$2<');

/** What exclusive C14N makes of a sample, without its signature, comments and indentation. */
function canonicalSample(xml: string): string {
  const bare = xml
    .replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, '')
    .replace(/<!--[\s\S]*?-->/g, '');
  return levelled(exclusiveCanonical(bare, '--noblanks').replace(/>\s+</g, '><').trim());
}

/** Why our text of the sample is another than the sample; undefined if it is not. */
function fault(xml: string): string | undefined {
  const request = readRequest(xml);
  if (!request.signature) return 'the signature was not found';
  const [start, end] = request.signature;
  if (!/^<ds:Signature[\s\S]*<\/ds:Signature>$/.test(xml.slice(start, end)))
    return 'the signature is not where it was said to be';
  if (request.body.kind === 'service') checkRequest(request.service, request.body.value);
  const ours = writeRequest(request);
  return ours === canonicalSample(xml) ? undefined : 'another text';
}

/** `data` holds duis/requests. Samples of services not defined are left out. */
export function judgeSamples(data: string): readonly JudgeRow[] {
  const failed: string[] = [];
  let checked = 0;
  for (const file of readdirSync(`${data}/duis/requests`)) {
    const xml = readFileSync(`${data}/duis/requests/${file}`, 'utf8');
    const variant = /ServiceReferenceVariant>([^<]+)</.exec(xml)?.[1] ?? '';
    if (!serviceByReference.has(variant)) continue;
    checked += 1;
    try {
      const why = fault(xml);
      if (why) failed.push(`${file}: ${why}`);
    } catch (error) {
      failed.push(`${file}: ${(error as Error).message}`);
    }
  }
  return [{ name: 'sample requests re-serialise to the same canonical XML', checked, failed }];
}
