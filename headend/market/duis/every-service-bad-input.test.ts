/** Requests of every service, spoilt in every place of their definition: each is refused where it is wrong. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../../protocol/definition/service.ts';
import { Refused } from '../../../protocol/refused.ts';
import { services } from '../../../protocol/services/index.ts';
import { validRequests } from '../../../scenarios/valid-requests.testing.ts';
import { duisRequest } from '../client/duis-messages.ts';
import { sampleOf } from '../every-service.testing.ts';
import { BAD_KINDS, type Bad, type BadKind, badDocuments } from './bad-documents.testing.ts';
import { readRequest, requestHeader, writeRequest } from './request.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { keep, type Node, pathOf, treeOf, xmlOf } from './xml-tree.testing.ts';

/** Of each service, so that what may be absent is there in some. */
const VALUES = 4;
const SEED = 129;
const PROBLEMS_SHOWN = 30;

/** `CODE path`, or that it was taken. */
function said(xml: string): string {
  try {
    serviceRequestFrom(readRequest(xml), 'send');
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return `${error.code} ${error.path}`;
    throw error;
  }
}

function child(of: Node, name: string): Node {
  const found = of.children.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function* badIn(service: Service, root: Node): Generator<Bad> {
  const place = '/Request/Body';
  const body = child(child(root, 'Body'), service.name);
  yield* badDocuments(service.request, body, `${place}/${service.name}`);
}

const documents = (service: Service) =>
  validRequests(service, VALUES, SEED).map((value) =>
    writeRequest(duisRequest(sampleOf(service, value))),
  );

/** Each place once, from as many documents as it takes to see them all. */
function* tried(xmls: readonly string[], badOf: (root: Node) => Iterable<Bad>) {
  const seen = new Set<string>();
  for (const xml of xmls) {
    assert.is(said(xml), 'accepted');
    const root = treeOf(xml);
    assert.is(said(xmlOf(root)), 'accepted');
    const restore = keep(root);
    for (const { kind, place, spoil } of [...badOf(root)]) {
      if (seen.has(`${kind} ${place}`)) continue;
      seen.add(`${kind} ${place}`);
      const right = `XML_REFUSED ${pathOf(root, spoil())}`;
      const found = said(xmlOf(root));
      yield {
        kind,
        right: found === right ? undefined : `${kind} ${place}: ${found}, not ${right}`,
      };
      restore();
    }
  }
}

const test = suite('bad input for every service');

const without = new Map<BadKind, string[]>(BAD_KINDS.map((kind) => [kind, []]));

test('is refused with the path of the element, wherever the body is spoilt', () => {
  const counts = new Map<BadKind, number>();
  const problems: string[] = [];
  for (const service of services) {
    const kinds = new Set<BadKind>();
    for (const { kind, right } of tried(documents(service), (root) => badIn(service, root))) {
      kinds.add(kind);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (right) problems.push(`${service.reference} ${right}`);
    }
    for (const kind of BAD_KINDS) if (!kinds.has(kind)) without.get(kind)?.push(service.reference);
  }
  assert.equal(problems.slice(0, PROBLEMS_SHOWN), []);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const each = BAD_KINDS.map((kind) => `${counts.get(kind)} ${kind}`).join(', ');
  console.log(`measured: ${total} spoilt documents of ${services.length} services: ${each}`);
  console.log(Object.fromEntries([...without].map(([k, v]) => [k, v.length + ' ' + v.join(' ')])));
});

test.run();
