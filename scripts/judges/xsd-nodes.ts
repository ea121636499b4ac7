/** An XML schema as a tree of its elements, without their annotations. */
import { readFileSync } from 'node:fs';
import { XmlCursor } from '../../headend/market/duis/xml-cursor.ts';

export type Node = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
};

const XSD = 'http://www.w3.org/2001/XMLSchema';
function readNode(c: XmlCursor): Node {
  const tag = c.name;
  const attributes = Object.fromEntries(c.attributes);
  const children = c.inside(() => {
    const found: Node[] = [];
    while (c.open) {
      if (c.name === 'annotation') c.skip();
      else found.push(readNode(c));
    }
    return found;
  });
  return { tag, attributes, children };
}

/** The xs:schema element of a file. */
export const readSchema = (file: string): Node =>
  readNode(new XmlCursor(readFileSync(file, 'utf8'), XSD));

/** The declaration of an element within a node, or undefined. */
export function search(node: Node, element: string): Node | undefined {
  if (node.tag === 'element' && node.attributes['name'] === element) return node;
  for (const child of node.children) {
    const found = search(child, element);
    if (found) return found;
  }
  return undefined;
}
