/** Where in a document an offset is: a second, plain walk, paid for only when something is wrong. */

type Step = { readonly step: string; readonly seen: Map<string, number> };

/** Past the `>` of the tag at `at`, or the end of the document. Quoted attribute values may hold one. */
function tagEnd(source: string, at: number): number {
  let quote = 0;
  for (let i = at; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 62) return i + 1;
  }
  return source.length;
}

function past(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + mark.length;
}

const localName = (tag: string): string => {
  const name = /^[^\s/>]{0,200}/.exec(tag)?.[0] ?? '';
  return name.slice(name.indexOf(':') + 1);
};

function enter(steps: Step[], name: string): void {
  const { seen } = steps[steps.length - 1] as Step;
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  steps.push({ step: count > 1 ? `${name}[${count}]` : name, seen: new Map() });
}

/** The elements open at `offset`; the one that begins there is among them. */
function open(source: string, offset: number): Step[] {
  const steps: Step[] = [{ step: '', seen: new Map() }];
  let at = source.indexOf('<');
  while (at >= 0 && at <= offset) {
    const next = source.charCodeAt(at + 1);
    let end: number;
    if (source.startsWith('<!--', at)) end = past(source, '-->', at + 4);
    else if (source.startsWith('<![CDATA[', at)) end = past(source, ']]>', at + 9);
    else if (next === 33 || next === 63) end = past(source, '>', at);
    else if (next === 47) {
      end = past(source, '>', at);
      if (at < offset && steps.length > 1) steps.pop();
    } else {
      end = tagEnd(source, at);
      enter(steps, localName(source.slice(at + 1, Math.min(end, at + 256))));
      if (at < offset && source.charCodeAt(end - 2) === 47) steps.pop();
    }
    at = source.indexOf('<', end);
  }
  return steps;
}

/** The path (`/Request/Body/…/DayProfile[3]`) and the line, from 1, of an offset. */
export function locate(source: string, offset: number): { path: string; line: number } {
  const path = open(source, offset)
    .map((s) => s.step)
    .join('/');
  let line = 1;
  for (let i = source.indexOf('\n'); i >= 0 && i < offset; i = source.indexOf('\n', i + 1))
    line += 1;
  return { path: path || '/', line };
}
