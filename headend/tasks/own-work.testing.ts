/** For tests: a flow whose meters answer with what they are given, and whose tasks outlive it in the database. */
import type { ManualTime } from '../../platform/manual-time.testing.ts';
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import {
  type Schedule as ScheduleValue,
  schedule as scheduleShape,
} from '../../protocol/services/schedule-shapes.ts';
import { METER, makeBench, SUPPLIER, settle, translator } from '../dispatch/bench.testing.ts';
import { carryOut } from '../dispatch/carry-out.ts';
import type { Stations } from '../dispatch/stations.ts';
import { type Schedule, Schedules } from '../scheduling/schedules.ts';
import type { MarketMessage } from '../service-request.ts';
import { MasterData } from '../store/master-data.ts';
import type { Store } from '../store/store.ts';
import type { TranslatedAlert, Translator } from '../translation/translator.ts';
import type { Task } from './task.ts';
import { Tasks } from './tasks.ts';

/** What the meter answers, by the reference of the service. */
export type Results = Record<string, object>;

const answering = (results: Results): Translator => ({
  ...translator,
  decode(device, kind, message) {
    if (kind === 'alert') return doneOnItsDate(message);
    const said = translator.decode(device, kind, message);
    if (said.kind !== 'answer') return said;
    const result = results[said.service.reference] ?? {};
    return { ...said, answer: { ...said.answer, result } };
  },
});

/** "8F66 ALERT-COUNTER SERVICE-NUMBER COMMAND-COUNTER": what a meter held for its date it has done. */
function doneOnItsDate(message: Uint8Array): TranslatedAlert {
  const [, counter = '', number = '', of = ''] = new TextDecoder().decode(message).split(' ');
  const service = Uint8Array.of(Number(number) >> 8, Number(number) & 0xff);
  const payload = { futureDated: { command: { service, counter: BigInt(of) } } };
  return { kind: 'alert', alertCode: 0x8f66, counter: BigInt(counter), utcSeconds: 0, payload };
}

export async function makeOwnWorkBench(
  store: Store,
  time: ManualTime,
  results: Results = {},
  more: Partial<Pick<Stations, 'authorities'>> = {},
) {
  const master = new MasterData(store, () => time.nowMillis());
  const tasks = new Tasks(master);
  const schedules = new Schedules(master);
  await tasks.load();
  await schedules.load();
  const parts = { translator: answering(results), tasks, schedules, ...more };
  const bench = await makeBench(store, time, parts);
  const { flow, stations } = bench;
  const write = async (change: Parameters<typeof carryOut>[1]['follows']) => {
    await flow.alone(() => carryOut(stations, { cause: 'test', follows: change, audit: [] }));
    time.advance(1);
    await settle();
  };
  return {
    ...bench,
    tasks,
    /** Written as a handler's outcome would be. */
    add: (...added: readonly Task[]) =>
      write({ changes: added.map((task) => ({ kind: 'taskAdded', task })) }),
    write,
    addSchedule: (schedule: Schedule) => write({ changes: [{ kind: 'scheduleAdded', schedule }] }),
    /** Its kinds, in the order of coming; an event by the name of its branch, an alert by its code. */
    told: () => bench.messages.map(nameOf),
  };
}

function nameOf(message: MarketMessage): string {
  if (message.kind === 'registrationEvent') return Object.keys(message.body)[0] ?? '';
  if (message.kind === 'dccAlert') return message.alertCode;
  return message.kind === 'response' ? message.code : message.kind;
}

/** Of an electricity meter's active power, daily at two. */
export function dailySchedule(
  createdAtMillis: number,
  more: Partial<ScheduleValue> = {},
  scheduleId = 1,
): Schedule {
  const value = {
    scheduleFrequency: 'Daily',
    scheduleStartDate: 2026_0101,
    scheduleExecutionStartTime: 2 * 3_600,
    serviceReference: '4.16',
    serviceReferenceVariant: '4.16',
    deviceId: METER,
    read: { activePowerImport: {} },
    ...more,
  } as ScheduleValue;
  const body = encodeCbor(scheduleShape, value);
  return { scheduleId, owner: SUPPLIER, device: METER, service: 0, body, createdAtMillis };
}
