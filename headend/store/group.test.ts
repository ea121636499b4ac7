import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GROUP_MAX, groupLength, type Job } from './group.ts';
import { newMessage, newRequest, requestIdOf, SUPPLIER } from './store.testing.ts';

const test = suite('What is committed together');

const accept = (number: number): Job => ({
  kind: 'accept',
  request: newRequest(number),
  audit: [],
});
const dispatch = (number: number): Job => ({
  kind: 'dispatch',
  requestId: requestIdOf(number),
  command: Uint8Array.of(1),
  commandCounter: 1n,
  audit: [],
});
const answer = (number: number): Job => ({
  kind: 'answer',
  requestId: requestIdOf(number),
  responseCode: 'I0',
  outbox: [newMessage(`response-${number}`)],
  audit: [],
});
const deliver = (id: string): Job => ({ kind: 'deliver', outbox: [newMessage(id)], audit: [] });
const confirm = (id: string): Job => ({ kind: 'confirm', messageIds: [id], recipient: SUPPLIER });
const failed = (id: string, failures: number): Job => ({
  kind: 'attempts',
  recipient: SUPPLIER,
  attempts: [{ messageId: id, failures }],
  audit: [],
});
const lengthOf = (...jobs: Job[]) => groupLength(jobs.map((job) => ({ job })));

test('the whole way of one request fits one group', () => {
  assert.is(lengthOf(accept(1), dispatch(1), answer(1), confirm('response-1')), 4);
});

test('an answer before the acceptance of the same request waits for its own group', () => {
  assert.is(lengthOf(answer(1), accept(1)), 1);
  assert.is(lengthOf(answer(1), accept(2)), 2);
});

test('a second command for a request waits, so that the later one counts', () => {
  assert.is(lengthOf(dispatch(1), dispatch(1)), 1);
  assert.is(lengthOf(dispatch(1), dispatch(2)), 2);
});

test('a message is not delivered again in the group that confirms it', () => {
  assert.is(lengthOf(confirm('alert-1'), deliver('alert-1')), 1);
});

test('of two counts for a message the later one is in a group of its own', () => {
  assert.is(lengthOf(deliver('a'), failed('a', 1), failed('a', 2)), 2);
  assert.is(lengthOf(failed('a', 1), failed('b', 1), confirm('c')), 3);
  assert.is(lengthOf(failed('a', 1), confirm('a')), 1);
});

test('duplicates do not make groups small', () => {
  assert.is(lengthOf(accept(1), accept(1), answer(1), answer(1)), 4);
});

test('a group is bounded, and never empty', () => {
  const many = Array.from({ length: GROUP_MAX + 7 }, (_, number) => accept(number));
  assert.is(lengthOf(...many), GROUP_MAX);
  const job = fc.oneof(
    fc.nat(3).map(accept),
    fc.nat(3).map(dispatch),
    fc.nat(3).map(answer),
    fc.nat(3).map((number) => confirm(`response-${number}`)),
  );
  fc.assert(
    fc.property(fc.array(job, { minLength: 1, maxLength: 20 }), (jobs) => lengthOf(...jobs) >= 1),
    { seed: 1 },
  );
});

test.run();
