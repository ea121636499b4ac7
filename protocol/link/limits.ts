/** The numbers of the serial link, in one place; docs/serial-link.md gives the same to a firmware's author. */

/** The high half of a frame's first byte. */
export const LINK_VERSION = 1;
/** Bytes of a fragment at most: with header and CRC a frame stays in one COBS run. */
export const FRAGMENT_MAX = 224;
/** Fragments under way at most: what the eight bits of an acknowledgement can speak of. */
export const WINDOW_MAX = 8;
export const WINDOW_USUAL = 4;

/** A frame is sent this often at most before the session is given up. */
export const TRIES_MAX = 8;
/** The first wait for an acknowledgement, on a line that takes no time; doubled at every try. */
export const RESEND_FIRST_MILLIS = 200;
export const RESEND_MAX_MILLIS = 2000;

/** The first wait between two hellos that nobody answered; doubled each time. */
export const ASK_FIRST_MILLIS = 250;
export const ASK_MAX_MILLIS = 2000;

/** A message waits this long for a peer that says hello, and is then undeliverable. */
export const WAIT_FOR_PEER_MILLIS = 10_000;
/** A message half received is dropped when its next fragment does not come in this time. */
export const ASSEMBLY_MILLIS = 30_000;

/** Bytes of messages that wait to be sent, at most; each message counts this many more for itself. */
export const WAITING_BYTES_MAX = 1 << 20;
export const WAITING_MESSAGE_BYTES = 32;
/** Log frames that wait to be written; further ones are dropped. */
export const WAITING_LOGS_MAX = 32;
