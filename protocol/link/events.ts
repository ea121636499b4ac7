/** What an endpoint tells its caller, as values. */
import type { Refused } from '../refused.ts';
import type { Hello } from './hello.ts';
import type { Incoming } from './receiver.ts';

/** `noPeer`: no hello in time. `tooLarge`: above the peer's limit. `sessionLost`: may or may not have arrived. */
export type UndeliverableWhy = 'noPeer' | 'tooLarge' | 'sessionLost';

export type LostWhy = 'peerRestarted' | 'noAnswer' | 'closed';

export type LinkEvent =
  /** The peer is known and a session stands. */
  | { readonly kind: 'hello'; readonly hello: Hello }
  /** The session is over; a `hello` follows when there is another. */
  | { readonly kind: 'lost'; readonly why: LostWhy }
  | ({ readonly kind: 'message' } & Incoming)
  | { readonly kind: 'delivered'; readonly messageId: number }
  | {
      readonly kind: 'undeliverable';
      readonly messageId: number;
      readonly why: UndeliverableWhy;
    }
  /** A piece of a stream of text that may have holes. */
  | { readonly kind: 'log'; readonly text: Uint8Array }
  | { readonly kind: 'refused'; readonly refusal: Refused };
