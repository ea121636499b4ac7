/** The option that says how commands go to a device. */
import type { Delivery } from '../headend/market/client/transport.ts';
import { UsageError } from './command.ts';

export function deliveryOf(text: string): Delivery {
  if (text === 'sent' || text === 'given' || text === 'sentAndGiven') return text;
  throw new UsageError('--deliver is sent, given or sentAndGiven.');
}
