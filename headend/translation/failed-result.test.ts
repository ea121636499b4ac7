import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validate } from '../../protocol/definition/validate.ts';
import { services } from '../../protocol/services/index.ts';
import { failedResult } from './failed-result.ts';

const test = suite('what a market message says of a refusal');

test('a response that says it failed says no more, and is valid', () => {
  const answered = services.filter(({ response }) => response);
  const without: string[] = [];
  for (const { response, name, reference } of answered) {
    if (!response) continue;
    const value = failedResult(response) as { messageSuccess?: boolean } | undefined;
    if (!value) {
      without.push(reference);
      continue;
    }
    validate(response, value);
    assert.is(value.messageSuccess, false, name);
  }
  // Their schemas have no place for a failure: what went wrong stands beside, and no reading is invented.
  assert.equal(without, ['6.15.2', '8.7.1', '8.7.2', '8.8.1', '8.8.2']);
});

test.run();
