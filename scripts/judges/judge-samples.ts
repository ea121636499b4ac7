/** Judges reading and writing against every published sample request. */
import { readdirSync, readFileSync } from 'node:fs';
import { readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import { checkRequest } from '../../protocol/definition/validate.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { exclusiveCanonical, invalid } from './judge-xmllint.ts';

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

/** Our text of the sample. Throws, saying why, where it is another than the sample. */
function rewritten(xml: string): string {
  const request = readRequest(xml);
  if (!request.signature) throw new Error('the signature was not found');
  const [start, end] = request.signature;
  if (!/^<ds:Signature[\s\S]*<\/ds:Signature>$/.test(xml.slice(start, end)))
    throw new Error('the signature is not where it was said to be');
  if (request.body.kind === 'service') checkRequest(request.service, request.body.value);
  const ours = writeRequest(request);
  if (ours !== canonicalSample(xml)) throw new Error('another text');
  return ours;
}

/** `data` holds duis/requests and duis/schema: every file there is read, and none is left out. */
export function judgeSamples(data: string): readonly JudgeRow[] {
  const failed: string[] = [];
  const ours: string[] = [];
  const files = readdirSync(`${data}/duis/requests`);
  for (const file of files)
    try {
      ours.push(rewritten(readFileSync(`${data}/duis/requests/${file}`, 'utf8')));
    } catch (error) {
      failed.push(`${file}: ${(error as Error).message}`);
    }
  return [
    {
      name: 'sample requests re-serialise to the same canonical XML',
      checked: files.length,
      failed,
    },
    {
      name: 'sample requests as we write them, valid by xmllint',
      checked: ours.length,
      failed: invalid(`${data}/duis/schema/duis.xsd`, ours),
    },
  ];
}
