import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { updatePaymentMode } from '../../protocol/services/update-payment-mode.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { accessUtcSeconds } from '../access/question.ts';

const NOW = 1_894_665_600;
const DAY = 86_400;
const at = (
  service: typeof updateSecurityCredentialsCos | typeof updatePaymentMode,
  body: object | undefined,
) => accessUtcSeconds({ service, body }, NOW);

const test = suite('the day by which access is decided');

test('of a change of supplier is the day it is for, so that the next supplier may ask', () => {
  assert.is(at(updateSecurityCredentialsCos, { executionDateTime: NOW + DAY }), NOW + DAY);
  assert.is(at(updateSecurityCredentialsCos, {}), NOW);
});

test('is never a day that has passed: a former supplier does not take a meter back', () => {
  assert.is(at(updateSecurityCredentialsCos, { executionDateTime: NOW - 400 * DAY }), NOW);
});

test('of one that came signed, which it may not, is now: that is refused, and no fault of ours', () => {
  assert.is(at(updateSecurityCredentialsCos, undefined), NOW);
});

test('of anything else is now', () => {
  assert.is(at(updatePaymentMode, { executionDateTime: NOW + DAY }), NOW);
});
test.run();
