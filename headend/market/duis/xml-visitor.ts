/** What is shown of a document that is walked through, and where in it things stand. */
import type { Attributes, Namespaces } from './xml-tags.ts';

/** The start tag a cursor is at. */
export type StartTag = {
  /** The name as it is written, and its prefix; empty where it has none. */
  readonly raw: string;
  readonly prefix: string;
  readonly attributes: Attributes;
  /** The namespaces the start tag declares. */
  readonly declared: Namespaces | undefined;
  /** All that are in scope. */
  readonly namespaces: Namespaces;
  /** What the prefix stands for here; undefined where nothing. */
  uriOf(prefix: string): string | undefined;
};

/** Where something stands in the document as it was given: from, to (not in it). */
export type Span = readonly [start: number, end: number];

/** What is shown all of an element, in its order; comments are not. `from` and `to` are in `source`. */
export type Visitor = {
  start(at: StartTag, from: number, to: number): void;
  /** A run of text of which every character stands for itself. */
  plain(from: number, to: number): void;
  /** Any other run of text, its references resolved. */
  text(text: string): void;
  /** Of an empty element `from` is `to`. */
  end(raw: string, from: number, to: number): void;
};
