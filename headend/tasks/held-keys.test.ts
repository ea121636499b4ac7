/** A supplier's own 6.23 that its meter holds for the day of the change. */
import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { HOUR, METER, NEXT_SUPPLIER, requestTo } from '../dispatch/bench.testing.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
  authorities,
  beginChange,
  body,
  keys,
  MIDNIGHT,
  outcomesIn,
  task,
} from './change-of-supplier.testing.ts';

const test = suite('a change of keys that a meter holds');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const begun = (time: ManualTime) => beginChange(store, time, {}, { authorities });
const outcomes = () => outcomesIn(store);

/** The new supplier's own 6.23, which the meter holds for midnight; gives what the meter says when it is done. */
async function heldByMeter(bench: Awaited<ReturnType<typeof begun>>): Promise<Uint8Array> {
  const service = updateSecurityCredentialsCos;
  const dated = {
    originator: NEXT_SUPPLIER,
    service,
    body: { ...body, executionDateTime: MIDNIGHT },
  };
  assert.is((await bench.flow.submit(requestTo(METER, 1, dated))).kind, 'acknowledged');
  await bench.answer(service);
  const { rows } = await sql<{ c: string }>`select command_counter::text as c from requests
    where originator = ${NEXT_SUPPLIER}`.execute(store.database);
  const words = ['8F66', 1, serviceNumber(service.reference), rows[0]?.c];
  return new TextEncoder().encode(words.join(' '));
}

test('P9: a 6.23 that the meter held for its date ends the task when the meter says it is done', async () => {
  const bench = await begun(new ManualTime(NOON_MILLIS));
  await bench.add(task('changeKeys'));
  const alert = await heldByMeter(bench);
  assert.equal([bench.told(), bench.tasks.size], [['I0'], 1], 'it is held, and nothing is done');
  await bench.advance(12 * HOUR);
  await bench.say(METER, alert);
  const ended = ['N27', 'N27', 'keysReplaced', 'keysReplaced'];
  assert.equal(bench.told().slice(1), ['deviceTaskNotDone', 'futureDatedAlert', ...ended]);
  assert.equal([await outcomes(), bench.tasks.size], [['done by the supplier'], 0]);
  bench.flow.stop();
});

test('P9: also where the meter said so before the task was, and the head-end was killed between', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const before = await begun(time);
  const alert = await heldByMeter(before);
  await before.advance(12 * HOUR);
  await before.say(METER, alert);
  assert.equal(before.told(), ['I0', 'futureDatedAlert']);
  before.flow.stop();
  const after = await begun(time);
  await after.add(task('changeKeys', { keys }));
  await after.advance(1);
  assert.equal(
    [after.told(), after.commands],
    [['N27', 'N27', 'keysReplaced', 'keysReplaced'], []],
  );
  assert.equal(await outcomes(), ['done by the supplier']);
  after.flow.stop();
});

test.run();
