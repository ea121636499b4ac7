/**
 * The names of elements and attributes, each made once: a document repeats its few names, and one that
 * is found again is neither cut out of the text nor taken apart again.
 */

export type XmlName = {
  /** As it is written, with its prefix. */
  readonly raw: string;
  /** Empty where there is none. */
  readonly prefix: string;
  readonly local: string;
  /** The characters of `raw`. */
  readonly codes: Uint8Array;
  /** Its place in the table, as long as no other has it. */
  readonly slot: number;
  /** The place of what followed it the last time; not itself, or it would be kept for good. */
  next: number;
};
/** Before the first, and where there is none. */
export const NO_NAME: XmlName = {
  raw: '',
  prefix: '',
  local: '',
  codes: new Uint8Array(),
  slot: 0,
  next: 0,
};

/** What is likely to follow the name. */
export const likelyAfter = (name: XmlName): XmlName | undefined => slots[name.next];

/** Twice what all schemas have, and more; it never grows. */
const SLOTS = 4096;
const slots: (XmlName | undefined)[] = new Array(SLOTS).fill(undefined);
/** So many places are looked at; where all are taken, each in turn is given up. */
const TRIES = 4;
let given = 0;

/** The engine keeps one copy of a text that names a property, and compares two such by address. */
export const oneCopy = (text: string): string => Object.keys({ [text]: 0 })[0] ?? text;

/** The name from `from` to `to` of a document; `hash` is any number made of its characters. */
export function nameBetween(document: Buffer, from: number, to: number, hash: number): XmlName {
  let free = -1;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const slot = (hash + tried) & (SLOTS - 1);
    const known = slots[slot];
    if (known === undefined) {
      free = slot;
      break;
    }
    if (known.codes.length === to - from && isAt(known.codes, document, from)) return known;
  }
  if (free < 0) {
    given += 1;
    free = (hash + (given % TRIES)) & (SLOTS - 1);
  }
  const name = made(document.toString('latin1', from, to), free);
  slots[free] = name;
  return name;
}

function made(raw: string, slot: number): XmlName {
  const colon = raw.indexOf(':');
  return {
    raw: oneCopy(raw),
    prefix: oneCopy(raw.slice(0, Math.max(colon, 0))),
    local: oneCopy(raw.slice(colon + 1)),
    codes: Uint8Array.from(raw, (character) => character.charCodeAt(0)),
    slot,
    next: 0,
  };
}

/** Do these characters stand at `from`? */
export function isAt(codes: Uint8Array, document: Uint8Array, from: number): boolean {
  for (let at = 0; at < codes.length; at += 1) if (codes[at] !== document[from + at]) return false;
  return true;
}
