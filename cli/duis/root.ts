/** Which of the two documents of DUIS a text is. */
import { DUIS, expectElement } from '../../headend/market/duis/document.ts';
import { XmlCursor } from '../../headend/market/duis/xml-cursor.ts';

/** False: a request. Throws Refused (XML_…) for anything else. */
export const isResponse = (xml: string): boolean =>
  expectElement(new XmlCursor(xml, DUIS), 'Request', 'Response') === 'Response';
