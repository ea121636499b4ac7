import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryStore, newMessage, newRequest, requestIdOf, SUPPLIER } from './store.testing.ts';
import type { Store } from './store.ts';
import type { Committed, Write } from './write.ts';

const test = suite('Writes of one group come out as if written one after the other');
let store: Store;
let run = 0;

test.before(async () => {
  store = await memoryStore();
});
test.after(() => store.close());

type Step = {
  readonly kind: 'accept' | 'dispatch' | 'answer' | 'attempts' | 'confirm';
  readonly which: number;
};

const REQUESTS = 3;
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'accept' as const,
    'dispatch' as const,
    'answer' as const,
    'attempts' as const,
    'confirm' as const,
  ),
  which: fc.nat(REQUESTS - 1),
});
const numberOf = (which: number) => run * REQUESTS + which;

function writeOf({ kind, which }: Step, at: number): Write {
  const requestId = requestIdOf(numberOf(which));
  const messageId = `answer-${numberOf(which)}`;
  switch (kind) {
    case 'accept':
      return { kind, request: newRequest(numberOf(which)), audit: [] };
    case 'dispatch':
      return { kind, requestId, command: Uint8Array.of(at), commandCounter: BigInt(at), audit: [] };
    case 'answer':
      return {
        kind,
        requestId,
        responseCode: `I${at}`,
        outbox: [newMessage(messageId, { requestId })],
        audit: [],
      };
    case 'attempts': {
      const attempts = [{ messageId, failures: at, reason: `${at}` }];
      return { kind, recipient: SUPPLIER, attempts, audit: [] };
    }
    case 'confirm':
      return { kind, messageIds: [messageId], recipient: SUPPLIER };
  }
}

/** What one request is, in the plainest way. */
class Model {
  state = 'none';
  commandCounter: bigint | undefined;
  responseCode: string | undefined;
  failures: number | undefined;

  apply(kind: Step['kind'], at: number): string {
    const isOpen = this.state === 'accepted' || this.state === 'dispatched';
    if (kind === 'accept') {
      if (this.state !== 'none') return 'duplicate';
      this.state = 'accepted';
      return 'done';
    }
    if (kind === 'attempts' || kind === 'confirm') {
      if (this.state !== 'answered') return 'nothing';
      if (kind === 'confirm') this.state = 'confirmed';
      this.failures = kind === 'confirm' ? undefined : at;
      return 'its message';
    }
    if (!isOpen) return 'ignored';
    if (kind === 'answer') this.failures = 0;
    this.state = kind === 'answer' ? 'answered' : 'dispatched';
    if (kind === 'dispatch') this.commandCounter = BigInt(at);
    else this.responseCode = `I${at}`;
    return 'done';
  }
}

function told({ duplicateOf, ignored, messageIds }: Committed): string {
  if (duplicateOf) return 'duplicate';
  if (ignored) return 'ignored';
  if (messageIds) return messageIds.length > 0 ? 'its message' : 'nothing';
  return 'done';
}

async function check(steps: readonly Step[]): Promise<void> {
  run++;
  const models = Array.from({ length: REQUESTS }, () => new Model());
  const expected = steps.map(({ kind, which }, at) => models[which]?.apply(kind, at));
  const outcomes = await Promise.all(steps.map((each, at) => store.commit(writeOf(each, at))));
  assert.equal(outcomes.map(told), expected);
  for (const [which, model] of models.entries()) {
    const record = await store.request(requestIdOf(numberOf(which)));
    assert.is(record?.state ?? 'none', model.state);
    assert.is(record?.commandCounter, model.commandCounter);
    assert.is(record?.responseCode, model.responseCode);
    const message = await store.database
      .selectFrom('outbox')
      .select('failures')
      .where('message_id', '=', `answer-${numberOf(which)}`)
      .executeTakeFirst();
    assert.is(message?.failures, model.failures);
  }
}

test('for any writes to a few requests, in any order', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), check);
  await fc.assert(property, { seed: 17, numRuns: 60 });
});

test.run();
