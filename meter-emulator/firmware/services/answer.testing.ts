/** What a meter on a bench answers, as the value that the service defines. */
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import type { Bench } from '../bench.testing.ts';

/** Asserts that it is done. */
export function answerTo<S extends Service>(
  bench: Bench,
  service: S,
  request: ValueOf<S['request']>,
): ValueOf<Extract<S['response'], AnyType>> {
  const answer = bench.ask(service, request);
  assert.is(answer?.status, undefined);
  return fromCborValue(service.response as AnyType, answer?.content) as ValueOf<
    Extract<S['response'], AnyType>
  >;
}

export const EVER = { startDateTime: 0, endDateTime: 2 ** 36 };
