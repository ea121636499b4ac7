/** The tags of XML as they are written: names and attributes. What each means is for the cursor. */
import { END, ENDS_TEXT, IN_NAME, IN_VALUE, resolveReferences } from './xml-characters.ts';
import { isAt, likelyAfter, NO_NAME, nameBetween, type XmlName } from './xml-names.ts';
import { XmlScanner } from './xml-scanner.ts';
import { isReserved } from './xml-scope.ts';

const NAME_CHARACTERS_MAX = 128;
/** The most that a message has is six. */
const ATTRIBUTES_MAX = 32;
const COLON = 58;

export type Attribute = readonly [name: string, value: string];
export type Attributes = readonly Attribute[];
/** Namespaces by prefix; the default one by the empty one. */
export type Namespaces = ReadonlyMap<string, string>;
const NO_ATTRIBUTES: Attributes = [];

export class XmlTagScanner extends XmlScanner {
  /** The name of the start tag before. */
  private before = NO_NAME;

  /** Of the start tag. */
  attributes: Attributes = NO_ATTRIBUTES;
  /** The namespaces the start tag declares. */
  declared: Namespaces | undefined;

  /** Mostly the one that came after the same name the last time: then it is only compared. */
  protected elementName(from: number): XmlName {
    const { before, syntax } = this;
    const expected = likelyAfter(before);
    if (expected !== undefined && isAt(expected.codes, syntax, from)) {
      const after = syntax[from + expected.codes.length] as number;
      if (IN_NAME[after] === 0 && after !== COLON) {
        this.before = expected;
        return expected;
      }
    }
    const name = this.nameAt(from, 'an element name');
    before.next = name.slot;
    this.before = name;
    return name;
  }

  protected nameAt(from: number, what: string): XmlName {
    const { syntax } = this;
    if (IN_NAME[syntax[from] as number] !== 2)
      this.malformed(`${what} that is not well formed`, from);
    let at = from;
    let hash = 0;
    let hasPrefix = false;
    for (;;) {
      const code = syntax[at] as number;
      if (IN_NAME[code] === 0) {
        // One prefix, and a name after it that begins as names do; else the name ends here.
        if (code !== COLON || hasPrefix || IN_NAME[syntax[at + 1] as number] !== 2) break;
        hasPrefix = true;
      }
      hash = (hash * 31 + code) | 0;
      at += 1;
    }
    if (at - from > NAME_CHARACTERS_MAX) this.tooLarge(`${what} that is too long`);
    return nameBetween(syntax, from, at, hash);
  }

  /** Up to the `>` or `/` that ends the tag. */
  protected readAttributes(): void {
    this.attributes = NO_ATTRIBUTES;
    this.declared = undefined;
    if (this.code(this.at) === 62) return;
    const found: Attribute[] = [];
    for (;;) {
      const start = this.pastSpace(this.at);
      const code = this.code(start);
      if (code === 62 || code === 47) {
        this.at = start;
        if (found.length > 0) this.attributes = found;
        return;
      }
      if (start === this.source.length) this.malformed('a tag without end');
      if (start === this.at) this.malformed('an attribute without space before it', start);
      this.readAttribute(start, found);
    }
  }

  private readAttribute(start: number, found: Attribute[]): void {
    const { raw: name, prefix, codes } = this.nameAt(start, 'an attribute name');
    let at = this.pastSpace(start + codes.length);
    if (this.code(at) !== 61) this.malformed(`attribute ${name} has no value`, start);
    at = this.pastSpace(at + 1);
    const value = this.attributeValue(at, name, start);
    if (prefix === 'xmlns' || name === 'xmlns') this.declare(name, value);
    else {
      if (found.length === ATTRIBUTES_MAX) this.tooLarge('too many attributes');
      for (const [other] of found)
        if (other === name) this.malformed(`attribute ${name} is given twice`, start);
      found.push([name, value]);
    }
  }

  /** What is quoted from `at` on, where the scanner then is past it. */
  private attributeValue(at: number, name: string, start: number): string {
    const quote = this.code(at);
    if (quote !== 34 && quote !== 39)
      this.malformed(`attribute ${name} has no quoted value`, start);
    const { syntax } = this;
    const from = at + 1;
    let end = from;
    let marks = 0;
    for (let code = syntax[end] as number; code !== quote; code = syntax[end] as number) {
      if (code === END) this.malformed(`attribute ${name} has no quoted value`, start);
      marks |= IN_VALUE[code] as number;
      end += 1;
    }
    this.at = end + 1;
    const raw = this.source.slice(from, end);
    if (marks === 0) return raw;
    if ((marks & ENDS_TEXT) !== 0) this.malformed(`attribute ${name} holds a <`, start);
    return resolveReferences(raw.replace(/\r\n|[\t\r\n]/g, ' '), this.refuseHere());
  }

  private declare(name: string, uri: string): void {
    const known = this.declared as Map<string, string> | undefined;
    const prefix = name.slice(6);
    if (known?.has(prefix)) this.malformed(`${name} is declared twice`);
    if (prefix !== '' && uri === '') this.malformed(`${name} is declared as nothing`);
    if (isReserved(prefix, uri)) this.malformed(`${name} declares what XML keeps for itself`);
    if (known?.size === ATTRIBUTES_MAX) this.tooLarge('too many namespace declarations');
    this.declared = (known ?? new Map<string, string>()).set(prefix, uri);
  }
}
