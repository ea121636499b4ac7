/** `meterwright duis`: reads, writes, signs and checks DUIS documents, for whoever makes software that speaks it. */
import { parseArgs } from 'node:util';
import { realClock } from '../../platform/time.ts';
import { Refused } from '../../protocol/refused.ts';
import { type Command, DONE, FAILED, USAGE, UsageError } from '../command.ts';
import { deliveryOf } from '../delivery.ts';
import { correlate, signedPreCommandRequest } from '../duis/correlate.ts';
import { documentJson } from '../duis/parse.ts';
import { bytesOf, readDocument } from '../duis/read-document.ts';
import { signedXml, signerFrom } from '../duis/sign.ts';
import { verified } from '../duis/verify.ts';
import { requestFromJson, serviceCalled } from '../duis/write.ts';
import { note, say } from '../terminal.ts';

const help = `meterwright duis parse FILE.xml
meterwright duis write SERVICE --json FILE --request-id ID
                     [--command-variant N] [--first | --after ID]
meterwright duis sign FILE.xml --key FILE.pem --certificate FILE.pem
meterwright duis verify FILE.xml --pki DIR
meterwright duis correlate REQUEST.xml ANSWER.xml
                     [--sign FILE.pem [--deliver sent|given|sentAndGiven]]

parse prints what a request, an answer or an alert says as one JSON object. write makes a
request of a service (4.1.1, or the name of its element) from the JSON that parse prints as
its body. sign puts a signature on a document, in place of one that is there. verify says
who signed it: a request its originator, all else the head-end. correlate compares the
pre-command in the answer to a transform with the request, field by field; with --sign it
prints the request that sends the pre-command back, signed.

--request-id ID        originator:target:counter
--command-variant N    1 to 8 (default 8 without a device, 4 for a critical service, else 1)
--first, --after ID    its place in a sequence
--key FILE             of --certificate: P-256, as PEM
--pki DIR              the certificates to believe (see meterwright pki)
--sign FILE            the supplier's key for digitalSigning: Ed25519, as PEM
--deliver HOW          to the device, back to you, or both (default sent)

A file that is not what it should be ends with exit code 2 and a line
CODE: what is wrong (element, line)  on stderr. Exit code 1: the signature does not count,
or the pre-command differs. FILE - reads standard input.`;

const OPTIONS = {
  json: { type: 'string' },
  'request-id': { type: 'string' },
  'command-variant': { type: 'string' },
  first: { type: 'boolean', default: false },
  after: { type: 'string' },
  key: { type: 'string' },
  certificate: { type: 'string' },
  pki: { type: 'string' },
  sign: { type: 'string' },
  deliver: { type: 'string', default: 'sent' },
} as const;

const valuesOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
type Values = ReturnType<typeof valuesOf>['values'];
type Verb = {
  /** How many it takes. */
  readonly words: number;
  run(values: Values, one: string, other: string): number;
};

const VERBS: Readonly<Record<string, Verb>> = {
  parse: {
    words: 1,
    run: (_, file) => print(JSON.stringify(documentJson(readDocument(file)))),
  },
  write: {
    words: 1,
    run: (values, name) => {
      const place = placeOf(values);
      const json = bytesOf(needed(values, 'json'));
      return print(requestFromJson(serviceCalled(name), json, place));
    },
  },
  sign: {
    words: 1,
    run: (values, file) => {
      const signer = signerFrom(needed(values, 'key'), needed(values, 'certificate'));
      return print(signedXml(readDocument(file), signer));
    },
  },
  verify: {
    words: 1,
    run: (values, file) => {
      const now = Math.floor(realClock.nowMillis() / 1000);
      const signer = verified(readDocument(file), needed(values, 'pki'), now);
      return print(`${file}: signed by ${signer}`);
    },
  },
  correlate: {
    words: 2,
    run: ({ sign, deliver }, requestFile, answerFile) => {
      const delivery = deliveryOf(deliver);
      const correlated = correlate(requestFile, answerFile);
      for (const { name, asked, found } of correlated.differences)
        say(`${name}: asked for ${asked}, found ${found}`);
      if (correlated.differences.length > 0) return FAILED;
      note('The pre-command is what was asked for.');
      if (sign !== undefined) say(signedPreCommandRequest(correlated, sign, delivery));
      return DONE;
    },
  },
};

export const duis: Command = {
  name: 'duis',
  help,
  async run(args) {
    const { values, positionals } = valuesOf(args);
    const [name = '', ...words] = positionals;
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (!verb) throw new UsageError(`duis takes ${Object.keys(VERBS).join(', ')}.`);
    const [one, other = ''] = words;
    if (one === undefined || words.length !== verb.words)
      throw new UsageError(`duis ${name} takes ${verb.words === 1 ? 'one word' : 'two files'}.`);
    try {
      return verb.run(values, one, other);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      note(wordsOf(error));
      return USAGE;
    }
  },
};

function wordsOf({ code, reason, path, line }: Refused): string {
  const where = [path, line === undefined ? '' : `line ${line}`].filter(Boolean);
  return `${code}: ${reason} (${where.join(', ') || 'document'})`;
}

function print(text: string): number {
  say(text);
  return DONE;
}

function needed(values: Values, name: 'json' | 'request-id' | 'key' | 'certificate' | 'pki') {
  const text = values[name];
  if (text === undefined) throw new UsageError(`--${name} is missing.`);
  return text;
}

function placeOf(values: Values) {
  const { 'command-variant': variant, first, after } = values;
  if (first && after !== undefined) throw new UsageError('--first and --after exclude each other.');
  if (variant !== undefined && !/^[1-9]$/.test(variant))
    throw new UsageError('--command-variant is a digit.');
  return {
    requestId: needed(values, 'request-id'),
    ...(variant === undefined ? {} : { commandVariant: Number(variant) }),
    ...(first ? { isFirst: true } : {}),
    ...(after === undefined ? {} : { after }),
  };
}
