/**
 * XML as it is written, without its tags: space, comments, text. A DTD or any entity but the five named
 * ones is refused.
 */
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import {
  characterData,
  END,
  ENDS_TEXT,
  firstBadIn,
  hasTooManyReferences,
  IN_TEXT,
  isSpace,
  type Refuse,
  syntaxOf,
  TO_RESOLVE,
} from './xml-characters.ts';
import { locate } from './xml-locate.ts';

/** Holds the largest request there is: an image of 10,240,000 bytes in base64, 50,000 devices. */
export const DOCUMENT_CHARACTERS_MAX = 16 * 1024 * 1024;
const DECLARATION =
  /^<\?xml\s+version=["']1\.0["'](\s+encoding=["']utf-8["'])?(\s+standalone=["'](yes|no)["'])?\s*$/i;
export class XmlScanner {
  readonly source: string;
  /** 1 where a byte order mark stood before the document. */
  protected readonly shift: number;
  protected readonly syntax: Buffer;
  protected at = 0;
  protected tagStart = 0;

  constructor(source: string, maximumLength: number) {
    if (source.length > maximumLength)
      throw new Refused('/', `longer than ${maximumLength} characters`, 1, 'XML_TOO_LARGE');
    this.shift = source.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.source = source.slice(this.shift);
    this.syntax = syntaxOf(this.source);
    const bad = firstBadIn(this.source, this.syntax);
    if (bad >= 0) this.malformed('a character that XML does not allow', bad);
    if (hasTooManyReferences(this.source)) this.tooLarge('too many references');
    if (this.source.startsWith('<?xml')) this.declaration();
  }

  private declaration(): void {
    const end = this.source.indexOf('?>');
    if (end < 0 || end > 200 || !DECLARATION.test(this.source.slice(0, end)))
      this.malformed('an XML declaration other than 1.0 in UTF-8', 0);
    this.at = end + 2;
  }

  protected code(at: number): number {
    return this.syntax[at] as number;
  }

  protected pastSpace(from: number): number {
    const { syntax } = this;
    let at = from;
    while (isSpace(syntax[at] as number)) at += 1;
    return at;
  }

  protected comment(): void {
    if (!this.source.startsWith('<!--', this.at)) {
      const what = this.source.startsWith('<!DOCTYPE', this.at)
        ? 'a document type definition is not accepted'
        : 'a declaration is not accepted';
      this.refuse(what, this.at, 'XML_FORBIDDEN');
    }
    const end = this.source.indexOf('--', this.at + 4);
    if (end < 0 || this.code(end + 2) !== 62)
      this.malformed('a comment that is not well formed', this.at);
    this.at = end + 3;
  }

  /** Up to the next `<`, where the scanner then is. */
  protected textRun(): string {
    const from = this.at;
    const marks = this.pastText();
    const text = this.source.slice(from, this.at);
    if ((marks & TO_RESOLVE) === 0) return text;
    const end = this.at;
    this.at = from;
    const resolved = characterData(text, this.refuseHere());
    this.at = end;
    return resolved;
  }

  /** Goes to the next `<`. Gives what in the text is more than itself. */
  protected pastText(): number {
    const { syntax } = this;
    let marks = 0;
    let { at } = this;
    for (;;) {
      const mark = IN_TEXT[syntax[at] as number] as number;
      if (mark !== 0) {
        if (mark === ENDS_TEXT) break;
        marks |= mark;
      }
      at += 1;
    }
    if (syntax[at] === END) this.malformed('the document ends too early', this.source.length);
    this.at = at;
    return marks;
  }

  protected isCharacterSection(): boolean {
    return this.source.startsWith('<![CDATA[', this.at);
  }

  protected characterSection(): string {
    const end = this.source.indexOf(']]>', this.at);
    if (end < 0) this.malformed('a CDATA section without end', this.at);
    const text = this.source.slice(this.at + 9, end).replace(/\r\n?/g, '\n');
    this.at = end + 3;
    return text;
  }

  protected refuseHere(): Refuse {
    return (reason, code) => this.refuse(reason, this.at, code);
  }

  /** Where the cursor stands, for a reader that finds a fault after it has gone on. */
  mark(): number {
    return this.tagStart;
  }

  /** Throws Refused with the path and line of `at`. */
  refuse(reason: string, at = this.tagStart, code: RefusalCode = 'XML_REFUSED'): never {
    const { path, line } = locate(this.source, at);
    throw new Refused(path, reason, line, code);
  }

  protected malformed(reason: string, at = this.tagStart): never {
    return this.refuse(reason, at, 'XML_MALFORMED');
  }

  protected tooLarge(reason: string): never {
    return this.refuse(reason, this.tagStart, 'XML_TOO_LARGE');
  }
}
