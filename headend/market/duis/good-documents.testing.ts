/** For tests: requests of a service that are right, few of them, in which every element of its definition stands. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType } from '../../../protocol/definition/words.ts';
import { validRequests } from '../../../scenarios/valid-requests.testing.ts';
import { duisRequest } from '../client/duis-messages.ts';
import { sampleOf } from '../every-service.testing.ts';
import { child } from './bad-envelopes.testing.ts';
import { slotsOf } from './element-slots.testing.ts';
import { writeRequest } from './request.ts';
import { type Node, treeOf } from './xml-tree.testing.ts';

/** Drawn by chance, of which those are kept that show something new. */
const DRAWN = 40;
const ROUNDS_MAX = 12;
const SEED = 129;

/** The elements a body may have, each once: `Name/Part/Item`. */
export function elementPlaces({ name, request }: Service): readonly string[] {
  const places: string[] = [];
  const each = (type: AnyType, place: string) => {
    places.push(place);
    if (type.kind === 'scalar' || (type.kind === 'list' && type.joined !== undefined)) return;
    for (const [inner, slot] of slotsOf(type)) each(slot.type, `${place}/${inner}`);
  };
  each(request, name);
  return places;
}

/** The elements that a document has in its body. */
export function placesIn({ name }: Service, xml: string): ReadonlySet<string> {
  const places = new Set<string>();
  const each = (one: Node, place: string) => {
    places.add(place);
    for (const inner of one.children) each(inner, `${place}/${inner.name}`);
  };
  each(child(child(treeOf(xml), 'Body'), name), name);
  return places;
}

/** With all that a header may have. */
function documentOf(service: Service, value: unknown): string {
  const { header, ...rest } = duisRequest(sampleOf(service, value));
  const precedingServiceRequestId = sampleOf(service, value, 7n).requestId;
  return writeRequest({
    ...rest,
    header: { ...header, firstInSequence: false, precedingServiceRequestId },
  });
}

/** Values of a service's request in which, together, every element of its definition stands. */
export function goodValues(service: Service): readonly unknown[] {
  const missing = new Set(elementPlaces(service));
  const kept: unknown[] = [];
  for (let round = 0; round < ROUNDS_MAX && missing.size > 0; round++)
    for (const value of validRequests(service, DRAWN, SEED + round * 1_000)) {
      const found = placesIn(service, documentOf(service, value));
      if ([...found].filter((place) => missing.delete(place)).length > 0) kept.push(value);
    }
  return kept;
}

export const goodDocuments = (service: Service): readonly string[] =>
  goodValues(service).map((value) => documentOf(service, value));
