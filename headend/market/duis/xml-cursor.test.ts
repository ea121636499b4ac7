/** Hostile and malformed XML: refused with the right code, and without taking time or memory. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { DUIS } from './document.ts';
import { readRequest } from './request.ts';
import { XmlCursor } from './xml-cursor.ts';
import { locate } from './xml-locate.ts';

const xml = suite('XML cursor');
const HEADER =
  '<sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1</sr:RequestID>' +
  '<sr:CommandVariant>1</sr:CommandVariant><sr:ServiceReference>2.2</sr:ServiceReference>' +
  '<sr:ServiceReferenceVariant>2.2</sr:ServiceReferenceVariant></sr:Header>';
const BODY =
  '<sr:Body><sr:TopUpDevice><sr:UTRN>73946144332040217315</sr:UTRN></sr:TopUpDevice></sr:Body>';
const whole = (content = HEADER + BODY, attributes = '') =>
  `<sr:Request xmlns:sr="${DUIS}" schemaVersion="5.4"${attributes}>${content}</sr:Request>`;
const refusal = (text: string): Refused => {
  try {
    readRequest(text);
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error(`not refused: ${text.slice(0, 200)}`);
};
const refuses = (code: string, cases: Readonly<Record<string, string>>) => {
  for (const [what, text] of Object.entries(cases)) assert.is(refusal(text).code, code, what);
};

xml('what is well formed is read, however it is written', () => {
  const forms = [
    whole(),
    `\ufeff<?xml version="1.0" encoding="utf-8" standalone='yes'?>\r\n<!-- a -->${whole()}<!-- b -->\n`,
    whole().replaceAll('sr:', '').replace('xmlns:sr', 'xmlns'),
    whole().replace('73946', '7<!-- c -->3<![CDATA[9]]>&#52;&#x36;'),
    whole().replace('<sr:UTRN>', '<sr:UTRN  a:x=\'&lt;\' xmlns:a = "urn:a" >'),
    whole().replace('<sr:UTRN>', `<b:UTRN xmlns:b="${DUIS}">`).replace('</sr:UTRN>', '</b:UTRN>'),
  ];
  for (const form of forms)
    assert.equal(readRequest(form).body.value, { utrn: '73946144332040217315' }, form);
});

xml('a DTD, an entity or a processing instruction is forbidden', () => {
  const lol = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
  refuses('XML_FORBIDDEN', {
    'billion laughs': `<!DOCTYPE r [<!ENTITY l0 "ha">${lol.join('')}]>${whole().replace('73946', '&l9;')}`,
    'external entity': `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${whole()}`,
    'DTD from outside': `<!DOCTYPE r SYSTEM "http://example.org/r.dtd">${whole()}`,
    'entity without DTD': whole().replace('73946', '&x;'),
    'entity in an attribute': whole(undefined, ' a="&x;"'),
    'half an entity': whole().replace('73946', '&amp'),
    'processing instruction': whole(`<?php x?>${HEADER}${BODY}`),
    'declaration inside': whole(`<!ELEMENT a ANY>${HEADER}${BODY}`),
    'character past Unicode': whole().replace('73946', '&#x110000;'),
  });
});

xml('what is not well formed is refused', () => {
  refuses('XML_MALFORMED', {
    nothing: '',
    'only space': ' \n',
    'end tag without end': whole().slice(0, -1),
    'end tag without end inside': whole().slice(0, whole().indexOf('></sr:TopUp')),
    'end tag that is cut': whole().slice(0, -4),
    'wrong end tag': whole().replace('</sr:UTRN>', '</sr:UTR>'),
    'longer end tag': whole().replace('</sr:UTRN>', '</sr:UTRNN>'),
    'cut in text': whole().slice(0, whole().indexOf('21731')),
    'cut in a tag': whole().slice(0, whole().indexOf('RN>')),
    'cut in an attribute': '<a b="',
    'second root': `${whole()}<a/>`,
    'end tag too many': `${whole()}</sr:Request>`,
    'text after the root': `${whole()}<!-- `,
    'attribute twice': whole(undefined, ' a="1" a="2"'),
    'attribute without quotes': whole(undefined, ' a=1'),
    'attribute without space': '<a b="1"c="2"></a>',
    'less-than in an attribute': whole(undefined, ' a="<"'),
    'prefix that is not declared': whole().replaceAll('sr:UTRN', 'x:UTRN'),
    'attribute prefix that is not declared': whole(undefined, ' x:a="1"'),
    'prefix declared as nothing': whole(undefined, ' xmlns:x=""'),
    'name with a digit first': '<1a></1a>',
    'slash in a tag': '<a / ></a>',
    'comment with dashes': `<!-- a -- b -->${whole()}`,
    'comment without end': `<!-- ${whole()}`,
    'CDATA without end': whole().replace('73946', '<![CDATA['),
    'bare ]]>': whole().replace('73946', ']]>'),
    'control character': whole().replace('73946', '\u0001'),
    'reference to a control character': whole().replace('73946', '&#1;'),
    'half a surrogate pair': whole().replace('73946', '\ud800'),
    'XML 1.1': `<?xml version="1.1"?>${whole()}`,
    'another encoding': `<?xml version="1.0" encoding="UTF-16"?>${whole()}`,
  });
});

xml('what XML does not allow is found wherever it stands, and nothing else is', () => {
  for (let length = 7; length < 24; length += 1)
    for (let at = 0; at < length; at += 1)
      for (const wide of ['', '€', '\u00ff']) {
        const document = (mark: string) =>
          `<a>${'\t'.repeat(at)}${mark}${'\n'.repeat(length - at)}${wide}</a>`;
        for (const mark of ['\u0001', '\u001f', '\u000b', '\ufffe', '\ud800'])
          assert.throws(() => new XmlCursor(document(mark), '').text(), 'does not allow');
        for (const mark of ['\u007f', '\u0080', '\ufffd', '\u{1f50c}'])
          assert.match(new XmlCursor(document(mark), '').text(), mark);
        // At the very end, after the root.
        assert.throws(() => new XmlCursor(`${document('')}\u0002`, ''), 'does not allow');
      }
});

xml('a character that is more than a byte is no mark, though its low byte is one', () => {
  // Each ends as <, >, ", =, &, space, NUL or a letter would.
  const text = '\u013c\u013e\u0122\u013d\u0126\u0120\u0100\u0161';
  const c = new XmlCursor(`<a b="${text}">${text}</a>`, '');
  assert.equal(c.attributes, [['b', text]]);
  assert.is(c.text(), text);
  refuses('XML_MALFORMED', {
    'in a name': whole().replaceAll('UTRN', 'UTR\u014e'),
    'as a space': whole().replace(' schemaVersion', '\u0120schemaVersion'),
  });
});

xml('too long, too deep or too many is too large', () => {
  refuses('XML_TOO_LARGE', {
    '20 MB of text': whole().replace('73946', '1'.repeat(20_000_000)),
    '100 deep': deepSignature(100),
    'a million attributes': whole(
      undefined,
      Array.from({ length: 700_000 }, (_, i) => ` a${i}="1"`).join(''),
    ),
    'a million namespaces': whole(
      undefined,
      Array.from({ length: 400_000 }, (_, i) => ` xmlns:a${i}="urn:a"`).join(''),
    ),
    'namespaces on each level': `<a xmlns:p="urn:p"${Array.from({ length: 31 }, (_, i) => ` xmlns:a${i}="urn:a"`).join('')} xmlns:q="urn:q"/>`,
    'a million references': whole().replace('73946', '&amp;'.repeat(1_000_000)),
    'a declaration on every element': withSignature('<a xmlns:b="c"></a>'.repeat(100_000)),
    'an endless name': `<${'a'.repeat(10_000_000)}/>`,
    'an endless attribute name': `<a ${'a'.repeat(10_000_000)}="1"/>`,
  });
});

/** In a signature anything may stand, so that only the cursor's own limit can stop it. */
function withSignature(inside: string): string {
  return whole(
    `${HEADER}${BODY}<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${inside}</ds:Signature>`,
  );
}
const deepSignature = (depth: number) =>
  withSignature('<ds:a>'.repeat(depth) + '</ds:a>'.repeat(depth));

xml('the longest document may be chosen', () => {
  assert.throws(
    () => readRequest(whole(), 100),
    (error: unknown) => error instanceof Refused && error.code === 'XML_TOO_LARGE',
  );
  assert.is(readRequest(deepSignature(10)).service.reference, '2.2');
});

// Each of these is a megabyte or more that a careless scan goes over again from every place in it.
xml('documents made to be scanned again and again are refused like any other', () => {
  const n = 1_000_000;
  const traps = {
    'open tags': whole('<'.repeat(n)),
    'open comments': whole('<!--'.repeat(n / 4)),
    'open comments before the root': '<!--'.repeat(n / 4),
    'open CDATA': whole(HEADER + BODY.replace('73946', '<![CDATA['.repeat(n / 9))),
    'unclosed quotes': whole('<a "'.repeat(n / 4)),
    'tags without end': whole('<a '.repeat(n / 3)),
    ampersands: whole().replace('73946', '&'.repeat(n)),
    'white space in the declaration': `<?xml version="1.0"${' '.repeat(n)}x?>`,
    dashes: `<!--${'-'.repeat(n)}${whole()}`,
    'a million commas': whole()
      .replaceAll('2.2<', '11.1<')
      .replace(
        /<sr:TopUpDevice>.*TopUpDevice>/,
        `<sr:UpdateFirmware><sr:FirmwareImage>AA==</sr:FirmwareImage><sr:FirmwareVersion>1</sr:FirmwareVersion><sr:DeviceIDList>${','.repeat(n)}</sr:DeviceIDList></sr:UpdateFirmware>`,
      ),
    'siblings before the fault': whole(`${HEADER}${'<!-- a --> '.repeat(n / 10)}<sr:Foot/>`),
  };
  for (const [what, text] of Object.entries(traps)) assert.instance(refusal(text), Refused, what);
});

xml('a refusal says where: path and line', () => {
  const pretty = whole().replaceAll('><', '>\n<');
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['<sr:UTRN>7', '<sr:UTRN>x7', '/Request/Body/TopUpDevice/UTRN', 10],
    ['<sr:Body>', '<sr:Foot/>\n<sr:Body>', '/Request/Foot', 8],
  ];
  for (const [from, to, path, line] of cases) {
    const found = refusal(pretty.replace(from, to));
    assert.equal([found.path, found.line, found.code], [path, line, 'XML_REFUSED']);
  }
  assert.equal(locate('<a>\n<b/><b x="/>"><c></c></b></a>', 8), { path: '/a/b[2]', line: 2 });
  assert.equal(locate('<a><!-- <b> --><![CDATA[<c>]]><d/></a>', 30), { path: '/a/d', line: 1 });
});

xml('a signature is left out, and where it stands is said in the document as it was given', () => {
  const text = `\ufeff${deepSignature(3)}`;
  const [start, end] = readRequest(text).signature ?? [0, 0];
  assert.match(text.slice(start, end), /^<ds:Signature .*<\/ds:Signature>$/);
  const c = new XmlCursor('<a xmlns="urn:a"><b/><c>t</c></a>', 'urn:a');
  const spans = c.inside(() => [c.skip(), c.spanned(() => c.text()).span]);
  assert.equal(spans, [
    [17, 21],
    [21, 29],
  ]);
});

xml.run();
