/** `meterwright duis parse FILE.xml`: what a DUIS request says, as one JSON object. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readRequest } from '../../headend/market/duis/request.ts';
import { toJson } from '../../protocol/definition/json-schema.ts';
import { checkRequest } from '../../protocol/definition/validate.ts';
import { Refused } from '../../protocol/refused.ts';
import { type Command, DONE, USAGE, UsageError } from '../command.ts';
import { note, say } from '../terminal.ts';

const help = `meterwright duis parse FILE.xml

Reads a DUIS request and prints it as one JSON object. A file that is not one ends
with exit code 2 and a line  CODE: what is wrong (element, line)  on stderr.
FILE - reads standard input.`;

export const duis: Command = {
  name: 'duis',
  help,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [verb, file, ...more] = positionals;
    if (verb !== 'parse' || file === undefined || more.length > 0)
      throw new UsageError('duis parse takes one file.');
    const xml = readFileSync(file === '-' ? 0 : file, 'utf8');
    try {
      say(JSON.stringify(parsed(xml)));
      return DONE;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const where = [error.path, error.line === undefined ? '' : `line ${error.line}`];
      note(`${error.code}: ${error.reason} (${where.filter(Boolean).join(', ') || 'document'})`);
      return USAGE;
    }
  },
};

function parsed(xml: string): unknown {
  const { header, service, body } = readRequest(xml);
  const named = { header, service: { reference: service.reference, name: service.name } };
  if (body.kind === 'signedPreCommand')
    return { ...named, signedPreCommand: Buffer.from(body.value.gbcsPayload).toString('base64') };
  checkRequest(service, body.value);
  return { ...named, body: toJson(service.request, body.value) };
}
