/** What a signed pre-command says of itself, before anybody has verified it. */
import { type Body, COMMAND_BYTES_MAX, decodeBody } from '../../protocol/envelope/body.ts';
import { receive } from '../../protocol/envelope/open.ts';
import { Refused } from '../../protocol/refused.ts';

/** Throws Refused (ENVELOPE_FORM, ENVELOPE_PROTECTION). Nothing in it may be believed yet. */
export function unverifiedBody(signedPreCommand: Uint8Array): Body {
  const { protection, cose } = receive(signedPreCommand, COMMAND_BYTES_MAX);
  if (protection !== 'signed')
    throw new Refused('', 'a pre-command comes back signed', undefined, 'ENVELOPE_PROTECTION');
  return decodeBody(cose.payload);
}
