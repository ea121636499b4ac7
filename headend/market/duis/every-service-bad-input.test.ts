/** Requests of every service, spoilt in every place of their definition: each is refused where it is wrong. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../../protocol/definition/service.ts';
import { Refused } from '../../../protocol/refused.ts';
import { services } from '../../../protocol/services/index.ts';
import { RecordingIntake, SUPPLIER, testSigner } from '../market.testing.ts';
import { BAD_KINDS, type BadKind, badDocuments } from './bad-documents.testing.ts';
import { badEnvelopes, child } from './bad-envelopes.testing.ts';
import { DuisFormat } from './format.ts';
import { elementPlaces, goodDocuments, placesIn } from './good-documents.testing.ts';
import { readRequest } from './request.ts';
import { DuisServer } from './server.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { WITHOUT } from './untried.testing.ts';
import { keep, pathOf, treeOf, xmlOf } from './xml-tree.testing.ts';

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

const documents = new Map(services.map((service) => [service, goodDocuments(service)]));
const firstOf = (service: Service) => documents.get(service)?.[0] as string;

type Spoilt = {
  readonly kind: BadKind;
  readonly place: string;
  readonly xml: string;
  readonly path: string;
};

/** Each place of the body once, from as many documents as there are. */
function* spoiltBodies(service: Service): Generator<Spoilt> {
  const seen = new Set<string>();
  for (const xml of documents.get(service) ?? []) {
    const root = treeOf(xml);
    const body = child(child(root, 'Body'), service.name);
    const restore = keep(root);
    for (const { kind, place, spoil } of [...badDocuments(service.request, body, service.name)]) {
      if (seen.has(`${kind} ${place}`)) continue;
      seen.add(`${kind} ${place}`);
      const wrong = spoil();
      yield { kind, place, xml: xmlOf(root), path: pathOf(root, wrong) };
      restore();
    }
  }
}

function* spoiltEnvelopes(service: Service) {
  const at = services.indexOf(service);
  const others = treeOf(firstOf(services[(at + 40) % services.length] as Service));
  const root = treeOf(firstOf(service));
  const restore = keep(root);
  for (const { name, spoil } of [...badEnvelopes(service, root, others)]) {
    const wrong = spoil();
    yield { name, xml: xmlOf(root), path: pathOf(root, wrong) };
    restore();
  }
}

const isAccepted = (xml: string) =>
  said(xml) === 'accepted' && said(xmlOf(treeOf(xml))) === 'accepted';

const test = suite('bad input for every service');

test('is made from good requests, in which all is there that a definition has', () => {
  const refused = [...documents].filter(([, xmls]) => !xmls.every(isAccepted));
  assert.equal(
    refused.map(([{ reference }]) => reference),
    [],
  );
  const places = services.flatMap(elementPlaces);
  const seen = new Set(
    [...documents].flatMap(([service, xmls]) => xmls.flatMap((xml) => [...placesIn(service, xml)])),
  );
  assert.equal(
    places.filter((place) => !seen.has(place)),
    [],
  );
  console.log(`measured: every one of ${places.length} elements of requests is in a good one`);
});

test('is refused with the path of the element, wherever the body is spoilt', () => {
  const counts = new Map<BadKind, number>();
  const problems: string[] = [];
  const without = new Map<BadKind, string[]>();
  for (const service of services) {
    const kinds = new Set<BadKind>();
    for (const { kind, place, xml, path } of spoiltBodies(service)) {
      kinds.add(kind);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const found = said(xml);
      if (found !== `XML_REFUSED ${path}`)
        problems.push(`${kind} at ${place}: ${found}, not ${path}`);
    }
    for (const kind of BAD_KINDS)
      if (!kinds.has(kind)) without.set(kind, [...(without.get(kind) ?? []), service.reference]);
  }
  assert.equal(problems.slice(0, PROBLEMS_SHOWN), []);
  for (const kind of BAD_KINDS) assert.is(without.get(kind)?.join(' ') ?? '', WITHOUT[kind], kind);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const each = BAD_KINDS.map((kind) => `${counts.get(kind)} ${kind}`).join(', ');
  console.log(`measured: ${total} spoilt bodies of ${services.length} services: ${each}`);
});

test('is refused with the path of the element, wherever its header or its root is wrong', () => {
  const problems: string[] = [];
  let total = 0;
  for (const service of services)
    for (const { name, xml, path } of spoiltEnvelopes(service)) {
      total += 1;
      const found = said(xml);
      if (found !== `XML_REFUSED ${path}`)
        problems.push(`${service.reference} ${name}: ${found}, not ${path}`);
    }
  assert.equal(problems.slice(0, PROBLEMS_SHOWN), []);
  assert.ok(total > services.length * 60, String(total));
  console.log(`measured: ${total} spoilt headers and roots of ${services.length} services`);
});

/** The first of each kind, which differ by service. */
function* oneOfEach(): Generator<{ readonly xml: string; readonly path: string }> {
  for (const service of services) {
    const kinds = new Set<BadKind>();
    for (const one of spoiltBodies(service)) {
      if (!kinds.has(one.kind)) yield one;
      kinds.add(one.kind);
    }
  }
}

test('is answered with code, path and line, is noted once, and goes no further', async () => {
  const intake = new RecordingIntake();
  const format = new DuisFormat({ nowMillis: () => 0 }, testSigner());
  const server = new DuisServer({ intake, format, senderOf: () => SUPPLIER });
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}/api/v1/serviceS`;
  let total = 0;
  try {
    for (const { xml, path } of oneOfEach()) {
      assert.equal(await answerTo(url, xml), [400, 400, 'XML_REFUSED', 1, path]);
      total += 1;
    }
  } finally {
    await server.close();
  }
  assert.is(intake.submitted.length, 0);
  assert.is(intake.reports.length, total);
  assert.ok(
    intake.reports.every(({ sender, code }) => sender === SUPPLIER && code === 'XML_REFUSED'),
  );
  console.log(`measured: ${total} spoilt documents over HTTP`);
});

async function answerTo(url: string, body: string): Promise<readonly unknown[]> {
  const response = await fetch(url, { method: 'POST', body });
  const text = await response.text();
  const problem = response.status === 200 ? {} : (JSON.parse(text) as Record<string, unknown>);
  const { status, code, line, path } = problem;
  return [response.status, status, code, line, path];
}

test.run();
