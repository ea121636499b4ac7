/** For tests: a request in canonical form as a tree that can be spoilt, and where a node of it is. */

export type Node = {
  name: string;
  /** Of another namespace than its parent. */
  namespace?: string | undefined;
  attributes: [name: string, value: string][];
  /** Before the children. */
  text: string;
  children: Node[];
};

export const node = (name: string, text = ''): Node => ({
  name,
  attributes: [],
  text,
  children: [],
});

/** Of what `writeRequest` writes: prefix `sr`, no comments, text as it is escaped. */
export function treeOf(xml: string): Node {
  const top = node('');
  const open = [top];
  for (const [, close, name = '', attributes = '', text = ''] of xml.matchAll(
    /<(\/?)sr:(\w+)([^>]*)>([^<]*)/g,
  )) {
    if (close) {
      open.pop();
      continue;
    }
    const next = node(name, text);
    for (const [, key = '', value = ''] of attributes.matchAll(/([\w:]+)="([^"]*)"/g))
      next.attributes.push([key, value]);
    open.at(-1)?.children.push(next);
    open.push(next);
  }
  return top.children[0] as Node;
}

export function xmlOf(one: Node): string {
  const { name, namespace, attributes, text, children } = one;
  const tag = `${namespace ? 'other' : 'sr'}:${name}`;
  const declared = namespace ? ` xmlns:other="${namespace}"` : '';
  const written = attributes.map(([key, value]) => ` ${key}="${value}"`).join('');
  return `<${tag}${declared}${written}>${text}${children.map(xmlOf).join('')}</${tag}>`;
}

/** Puts the tree back as it is now, whatever is done to it meanwhile. */
export function keep(root: Node): () => void {
  const kept: (() => void)[] = [];
  const each = (one: Node) => {
    const { name, namespace, text, attributes, children } = one;
    const were = { attributes: [...attributes], children: [...children] };
    kept.push(() => {
      // The lists are the same ones, since whoever spoils holds them.
      attributes.splice(0, attributes.length, ...were.attributes);
      children.splice(0, children.length, ...were.children);
      Object.assign(one, { name, namespace, text, attributes, children });
    });
    for (const child of children) each(child);
  };
  each(root);
  return () => {
    for (const restore of kept) restore();
  };
}

/** From the root to the node, both in it. */
function lineage(root: Node, wanted: Node): Node[] | undefined {
  if (root === wanted) return [root];
  for (const child of root.children) {
    const rest = lineage(child, wanted);
    if (rest) return [root, ...rest];
  }
  return undefined;
}

/** `/Request/Body/Name/Item[3]`: the number of those with its name so far, from the second on. */
export function pathOf(root: Node, wanted: Node): string {
  const steps = lineage(root, wanted) ?? [];
  return steps
    .map((one, at) => {
      const beside = steps[at - 1]?.children ?? [one];
      const same = beside.slice(0, beside.indexOf(one) + 1).filter((b) => b.name === one.name);
      return `/${one.name}${same.length > 1 ? `[${same.length}]` : ''}`;
    })
    .join('');
}
