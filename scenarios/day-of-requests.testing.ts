/**
 * Twenty requests of three kinds to one meter, some of which must not happen twice, and what must have
 * come of them whatever was stopped and started meanwhile.
 */
import * as assert from 'uvu/assert';
import type { HeadEnd } from '../headend/head-end.ts';
import type { Result } from '../headend/market/client/result.ts';
import type { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import { auditOf, type startMeterOf } from './cast.testing.ts';
import { until } from './world.testing.ts';

type ScenarioMeter = Awaited<ReturnType<typeof startMeterOf>>;

const CRITICAL = 8;
const READS = 7;
const TOP_UPS = 5;
const TOP_UP_MILLIPENCE = 100_000;

/** `interrupt` is called when so many requests are answered, one after the other. */
export async function askTwenty(
  supplier: SupplierClient,
  { meter }: ScenarioMeter,
  interruptions: ReadonlyMap<number, () => Promise<void>>,
): Promise<readonly Result<unknown>[]> {
  const { eui64 } = meter.state.identity;
  const results: Result<unknown>[] = [];
  let isOver = false;
  const interrupting = (async () => {
    for (const [after, interrupt] of interruptions) {
      await until(`${after} answers`, () => results.length >= after || isOver);
      assert.ok(results.length < CRITICAL + READS + TOP_UPS, 'it is in the middle');
      await interrupt();
    }
  })();
  const take = async (asked: Promise<Result<unknown>>) => {
    results.push(await asked);
  };
  await Promise.all([
    criticalOnes(supplier, eui64, take),
    reads(supplier, eui64, take),
    topUps(supplier, meter.state.identity, take),
  ]);
  isOver = true;
  await interrupting;
  return results;
}

type Take = (asked: Promise<Result<unknown>>) => Promise<void>;

/** In turns, so that each of them moves the switch. */
async function criticalOnes(supplier: SupplierClient, eui64: string, take: Take): Promise<void> {
  for (let number = 0; number < CRITICAL; number++)
    await take(supplier.ask(number % 2 === 0 ? disableSupply : enableSupply, eui64, {}));
}

async function reads(supplier: SupplierClient, eui64: string, take: Take): Promise<void> {
  for (let number = 0; number < READS; number++)
    await take(supplier.ask(readInstantaneousImportRegisters, eui64, {}));
}

async function topUps(
  supplier: SupplierClient,
  { eui64: device, prepaymentPublic }: ScenarioMeter['meter']['state']['identity'],
  take: Take,
): Promise<void> {
  for (let number = 0; number < TOP_UPS; number++) {
    const credit = { device, prepaymentPublic, valueClass: 'pence', value: 100 } as const;
    const utrn = await supplier.makeUtrn(credit);
    await take(supplier.ask(topUpDevice, device, { utrn }));
  }
}

/** One answer to each, and everything done once. */
export async function checkTwenty(
  headEnd: HeadEnd,
  meter: ScenarioMeter,
  results: readonly Result<unknown>[],
  balanceBefore: number,
): Promise<void> {
  assert.is(results.length, CRITICAL + READS + TOP_UPS);
  assert.is(new Set(results.map(({ requestId }) => requestId)).size, results.length);
  for (const result of results) assert.is(result.kind, 'done', JSON.stringify(result));
  const turns = Array.from({ length: CRITICAL }, (_, at) => (at % 2 === 0 ? 'open' : 'closed'));
  assert.equal(meter.switches, turns);
  // Consumption takes a little of it meanwhile: far less than another credit.
  const credited = meter.meter.state.prepayment.balanceMillipence - balanceBefore;
  const sold = TOP_UPS * TOP_UP_MILLIPENCE;
  assert.ok(credited > sold - TOP_UP_MILLIPENCE / 2 && credited <= sold, `credited ${credited}`);
  await until('everything is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
  const entries = await auditOf(headEnd);
  for (const { requestId } of results) {
    assert.is((await headEnd.store.request(requestId))?.state, 'confirmed');
    const answered = entries.filter(
      (entry) => entry.requestId === requestId && entry.step === 'deviceAnswered',
    );
    assert.is(answered.length, 1, 'one answer is taken from the device');
  }
}
