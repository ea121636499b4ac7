import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validate } from '../../protocol/definition/validate.ts';
import { services } from '../../protocol/services/index.ts';
import { failedResult } from './failed-result.ts';

const test = suite('what a market message says of a refusal');

test('every response that a device may refuse can be said to have failed', () => {
  const answered = services.filter(({ response }) => response);
  for (const { response, name } of answered) {
    if (!response) continue;
    const value = failedResult(response) as { messageSuccess?: boolean };
    validate(response, value);
    assert.is(value.messageSuccess, false, name);
  }
  assert.ok(answered.length > 10);
});

test.run();
