/** The four digits of service 9.1: on the display of the meter, and told to whoever asked for them. */
import type { Channel } from '../envelope/pair.ts';

const PURPOSE = 'MW1-CIN';
const BYTES = 8;
const DIGITS = 4;

/**
 * Found by both ends from what they share for the command with this counter, so that no message carries it
 * and nobody else can know it (docs/protocol.md section 5). `commands` is the channel from head-end to meter.
 */
export function customerIdentificationNumber(commands: Channel, counter: bigint): string {
  let number = 0n;
  for (const byte of commands.derived(PURPOSE, counter, BYTES))
    number = (number << 8n) | BigInt(byte);
  return String(number % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0');
}
