/** `meterwright token make|check`: UTRNs from keys in hexadecimal, for whoever tests a keypad. */
import { parseArgs } from 'node:util';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { fromHex } from '../../protocol/bytes.ts';
import { parseEui64 } from '../../protocol/identifiers/eui64.ts';
import {
  makeUtrn,
  readUtrn,
  valueMillipence,
  verifyUtrn,
} from '../../protocol/identifiers/utrn.ts';
import { type Command, DONE, FAILED, UsageError } from '../command.ts';
import { say } from '../terminal.ts';

const help = `meterwright token make  --supplier EUI --device EUI --pence N | --pounds N --counter N
                        --supplier-secret HEX --device-public HEX
meterwright token check UTRN [--supplier EUI --device EUI --counter N
                        --supplier-public HEX --device-secret HEX]

make prints the 20 digits of a token. The counter is the number of the token for this
supplier and device: greater in each one. Secrets are 32 bytes of P-256, public keys 65.
check reads a token's digits; with keys and counter it also verifies its MAC.
Exit code 1 when the MAC does not verify.`;

const OPTIONS = {
  supplier: { type: 'string' },
  device: { type: 'string' },
  pence: { type: 'string' },
  pounds: { type: 'string' },
  counter: { type: 'string' },
  'supplier-secret': { type: 'string' },
  'supplier-public': { type: 'string' },
  'device-secret': { type: 'string' },
  'device-public': { type: 'string' },
} as const;

/** A UTRN has 13 bits for its value (GBCS section 14). */
const TOP_UP_MAX = 8_191;
const COUNTER_MAX = 0xffff_ffff;

type Values = { readonly [K in keyof typeof OPTIONS]?: string };

export const token: Command = {
  name: 'token',
  help,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: OPTIONS,
    });
    const [verb, digits, ...more] = positionals;
    if (verb === 'make' && digits === undefined) return make(values);
    if (verb === 'check' && digits !== undefined && more.length === 0) return check(digits, values);
    throw new UsageError('token takes make or check UTRN.');
  },
};

function make(values: Values): number {
  const isPence = values.pence !== undefined;
  if (isPence === (values.pounds !== undefined))
    throw new UsageError('A token has a value in --pence or in --pounds.');
  const utrn = makeUtrn(
    nodeCrypto,
    {
      originatorSecret: keyOf(values, 'supplier-secret', 32),
      devicePublic: keyOf(values, 'device-public', 65),
    },
    parseEui64(textOf(values, 'supplier')),
    parseEui64(textOf(values, 'device')),
    {
      valueClass: isPence ? 'pence' : 'pounds',
      value: wholeNumber(isPence ? 'pence' : 'pounds', values, TOP_UP_MAX),
      counter: counterOf(values),
    },
  );
  say(utrn);
  return DONE;
}

function check(digits: string, values: Values): number {
  const { valueClass, value, counterBits } = readUtrn(digits);
  const pounds = (valueMillipence({ valueClass, value }) / 100_000).toFixed(2);
  say(`£${pounds} (${value} ${valueClass}), last ten bits of its counter ${counterBits}`);
  if (values['supplier-public'] === undefined) return DONE;
  const isGenuine = verifyUtrn(
    nodeCrypto,
    {
      originatorPublic: keyOf(values, 'supplier-public', 65),
      deviceSecret: keyOf(values, 'device-secret', 32),
    },
    parseEui64(textOf(values, 'supplier')),
    parseEui64(textOf(values, 'device')),
    digits,
    counterOf(values),
  );
  say(isGenuine ? 'the MAC verifies' : 'the MAC does not verify');
  return isGenuine ? DONE : FAILED;
}

function textOf(values: Values, name: keyof Values): string {
  const text = values[name];
  if (text === undefined) throw new UsageError(`--${name} is missing.`);
  return text;
}

function keyOf(values: Values, name: keyof Values, length: number): Uint8Array {
  const key = fromHex(textOf(values, name));
  if (key?.length !== length) throw new UsageError(`--${name} must be ${length} bytes.`);
  return key;
}

/** The wire's counter: a token's number stands in the upper half, the lower half is zero (GBCS). */
function counterOf(values: Values): bigint {
  return BigInt(wholeNumber('counter', values, COUNTER_MAX)) << 32n;
}

function wholeNumber(name: keyof Values, values: Values, max: number): number {
  const text = textOf(values, name);
  if (!/^[0-9]{1,10}$/.test(text) || Number(text) > max)
    throw new UsageError(`--${name} must be a whole number up to ${max}.`);
  return Number(text);
}
