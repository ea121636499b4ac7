/**
 * A day of changes of supplier, of homes with both fuels, over which the head-end is killed at moments that follow
 * from a seed: afterwards every switch is in one state for both fuels, every second had one supplier, both
 * suppliers have their reading, and the meters have the keys of whoever is registered.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RegistrationScope } from '../headend/dispatch/stations.ts';
import { gateClosureOf, objectionUntil } from '../headend/registration/switching/windows.ts';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import { seededRandom } from '../meter-emulator/board/seeded-random.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { civil } from '../protocol/definition/scalars.ts';
import { requestSwitch } from '../protocol/registration/request-switch.ts';
import { createSchedule } from '../protocol/services/create-schedule.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import {
  DAY_SECONDS,
  makeDay,
  NEW,
  OLD,
  replacementOf,
  START,
  type SwitchingDay,
} from './switching-day.testing.ts';
import type { Death } from './switching-process.testing.ts';
import { until } from './world.testing.ts';

/** How often a head-end is killed in all; `METERWRIGHT_KILLS=100` for the long run. */
const KILLS = Number(process.env['METERWRIGHT_KILLS'] ?? 4);
const SEED = process.env['METERWRIGHT_SEED'] ?? 'switching';
const KILLS_PER_DAY = 8;
const HOMES = 2;
/** About as many writes as a head-end makes in each part of the day. */
const COMMITS = { asked: 8, window: 3, gate: 3, day: 16, back: 3 } as const;
/** Before and after the first second of the new supply, in which both suppliers go on asking. */
const BEFORE_SECONDS = 30;
const AFTER_SECONDS = 8;

const REQUESTED = START - 10 * DAY_SECONDS + DAY_SECONDS / 2;
const WINDOW = objectionUntil(REQUESTED, 'domestic');
const GATE = gateClosureOf(START / DAY_SECONDS);

const random = seededRandom(nodeCrypto, SEED);
const draw = (below: number) => (random(1)[0] as number) % below;
const anyDeath = (commits: number): Death => ({
  commit: 1 + draw(commits),
  when: draw(2) === 0 ? 'before' : 'after',
});
const dateOf = (utcSeconds: number) => {
  const [year, month, day] = civil(Math.floor(utcSeconds / DAY_SECONDS));
  return year * 10_000 + month * 100 + day;
};

const test = suite('a head-end killed on a day of switching');
let postgres: Postgres | undefined;

test.before(async () => {
  postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
});

test.after(async () => {
  await postgres?.remove();
});

/** A part of the day with its kills, until what it has to do is done. */
async function part(
  day: SwitchingDay,
  what: string,
  at: () => number,
  { kills, commits }: { readonly kills: number; readonly commits: number },
  isDone: () => Promise<boolean>,
): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    const death = anyDeath(commits);
    await day.headEndProcess.start(at(), death);
    await day.headEndProcess.runUntil(isDone, death);
  }
  await day.headEndProcess.start(at());
  const isWhole = await day.headEndProcess.runUntil(isDone);
  if (isWhole) return;
  const open = await day.rows(`select kind, device, record->'progress' as progress from tasks
    where outcome is null`);
  const waiting = await day.rows('select recipient, kind from outbox');
  const asked = await day.rows(`select request_id, state, response_code, command is not null as made
    from requests where is_open`);
  assert.unreachable(JSON.stringify({ what, open, waiting, asked, ...day.headEndProcess }));
}

const states = async (day: SwitchingDay) =>
  (await day.rows('select state from switches order by switch_id')).map(({ state }) => state);
const allIn = (day: SwitchingDay, state: string) => async () => {
  const found = await states(day);
  return found.length === HOMES && found.every((one) => one === state);
};
const countOf = async (day: SwitchingDay, text: string) => {
  const [row] = await day.rows(`select count(*)::int as count ${text}`);
  return Number(row?.['count']);
};

/** What the old supplier has under way, and what the new one asks for. */
function requests(day: SwitchingDay): Promise<unknown>[] {
  const { old, next, headEnd, homes } = day;
  const replacementCertificates = replacementOf(next.keys);
  return homes.flatMap(({ mpan, mprn, meters }) => [
    next.client.ask(requestSwitch, headEnd, {
      ...{ mpxns: [mpan, mprn], supplyStartDate: dateOf(START), replacementCertificates },
    }),
    ...meters.slice(0, 1).map(({ eui64: deviceId }) =>
      old.client.ask(createSchedule, headEnd, {
        ...{ scheduleFrequency: 'Daily', scheduleStartDate: dateOf(START + 3 * DAY_SECONDS) },
        ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16' },
        ...{ deviceId, read: { activePowerImport: {} } },
      }),
    ),
  ]);
}

/** Of the old supplier, for a day on which it is none any more. */
function waitingRequest({ old, homes }: SwitchingDay) {
  const device = homes[0]?.meters[0]?.eui64 ?? '';
  const later = { executionDateTime: START + 5 * DAY_SECONDS };
  let onAccepted = () => {};
  const accepted = new Promise<void>((resolve) => {
    onAccepted = resolve;
  });
  const more = { answerWithinMillis: 1_000_000, onAccepted: () => onAccepted() };
  return { accepted, answer: old.client.ask(readFirmwareVersion, device, later, more) };
}

/** Told to a supplier by the register, of one kind. */
const told = (events: SwitchingDay['old']['events'], kind: string) =>
  events.flatMap((event) =>
    Object.entries(event).flatMap(([name, of]) => (name === kind ? [of] : [])),
  );

/** The second meter of the last home is out of reach when its supplier changes. */
function awayMeter({ homes }: SwitchingDay) {
  const away = homes.at(-1)?.meters[1];
  if (!away) throw new Error('no home');
  return away;
}

/** Both suppliers ask a meter, again and again over the midnight of the change; nothing is killed. */
async function askOverMidnight(day: SwitchingDay): Promise<void> {
  const { old, next, homes, headEndProcess } = day;
  const device = homes[0]?.meters[0]?.eui64 ?? '';
  const began = Date.now();
  await headEndProcess.start(START - BEFORE_SECONDS);
  const asked = { [OLD]: [] as string[], [NEW]: [] as string[] };
  const ask = async ({ client, keys }: SwitchingDay['old']) => {
    const result = await client.ask(readInstantaneousImportRegisters, device, {});
    asked[keys.eui64 as typeof OLD]?.push('code' in result ? String(result.code) : result.kind);
  };
  while (Date.now() - began < (BEFORE_SECONDS + AFTER_SECONDS) * 1000)
    await Promise.all([ask(old), ask(next)]);
  const away = await old.client.ask(readInstantaneousImportRegisters, awayMeter(day).eui64, {});
  assert.is('code' in away && away.code, 'E4', 'access goes by the registration, not by keys');
  headEndProcess.kill();
  await until('the head-end is gone', () => !headEndProcess.isRunning);
  const inTurn = (of: string[]) => of.filter((one, index) => one !== of[index - 1]);
  assert.equal(inTurn(asked[OLD] ?? []), ['done', 'E4']);
  assert.equal(inTurn(asked[NEW] ?? []), ['E4', 'done']);
  await judgeDecisions(day, device);
}

/** To the millisecond, by the clock of the head-end. */
async function judgeDecisions(day: SwitchingDay, device: string): Promise<void> {
  const received = new Map<string, number>();
  const counts: Record<string, number> = {};
  const midnight = START * 1000;
  for (const entry of await day.audit(START - 3_600, START + 3_600)) {
    const { step, requestId = '', party = '', atMillis } = entry;
    if (entry.device !== device || ![OLD, NEW].includes(party)) continue;
    if (step === 'received') received.set(requestId, atMillis);
    if (step !== 'allowed' && step !== 'refused') continue;
    const isBefore = (step === 'allowed') === (party === OLD);
    if (isBefore) assert.ok((received.get(requestId) ?? midnight) < midnight, `${party} ${step}`);
    else assert.ok(atMillis >= midnight, `${party} ${step}`);
    counts[`${party} ${step}`] = (counts[`${party} ${step}`] ?? 0) + 1;
  }
  assert.is(Object.keys(counts).length, 4, JSON.stringify(counts));
}

/** What a meter that is out of reach leaves: the registration stands, and its keys and reading wait for it. */
async function judgeAway(day: SwitchingDay): Promise<void> {
  const { eui64, meter } = awayMeter(day);
  const rows = await day.rows(`select kind from tasks
    where device = '${eui64}' and outcome is null order by kind`);
  assert.equal(
    rows.map(({ kind }) => kind),
    ['changeKeys', 'supplyReading'],
  );
  assert.is(meter.state.anchors.supplier.eui64, OLD);
  assert.is(await countOf(day, 'from tasks where outcome is null'), rows.length);
}

async function aDay(day: SwitchingDay, kills: number): Promise<void> {
  // At least one in each part, if there are any.
  const of = (part: keyof typeof COMMITS, share: number) => ({
    kills: Math.ceil((kills * share) / KILLS_PER_DAY),
    commits: COMMITS[part],
  });
  const waiting = waitingRequest(day);
  const asked = requests(day);
  let isAsked = false;
  void Promise.all([...asked, waiting.accepted]).then(() => {
    isAsked = true;
  });
  await part(
    day,
    'what is asked for',
    () => REQUESTED,
    of('asked', 2),
    async () => isAsked,
  );
  for (const result of await Promise.all(asked))
    assert.is((result as { kind: string }).kind, 'done', JSON.stringify(result));
  await part(day, 'the window', () => WINDOW, of('window', 1), allIn(day, 'confirmed'));
  await part(day, 'the gate', () => GATE, of('gate', 1), allIn(day, 'secured'));
  const away = awayMeter(day);
  await away.goAway();
  if (kills === 0) await askOverMidnight(day);
  const now = () => Date.now() / 1000;
  const isQuiet = (but: string) => async () => {
    const tasks = await countOf(day, `from tasks where outcome is null and device <> '${but}'`);
    const messages = await countOf(day, 'from outbox');
    return (await allIn(day, 'active')()) && tasks === 0 && messages === 0;
  };
  await part(day, 'the day', now, of('day', 3), isQuiet(away.eui64));
  await judgeAway(day);
  await away.comeBack();
  await part(day, 'the meter that was away', now, of('back', 1), isQuiet(''));
  const ended = await waiting.answer;
  assert.is(ended.kind, 'failed', 'what the old supplier had waiting is ended');
  assert.is('code' in ended && ended.code, 'E4');
}

/** The states of a switch that a supplier was told, each as often as it was. */
function toldOf({ events }: SwitchingDay['old'], switchId: number): string[] {
  const order = ['pending', 'confirmed', 'secured', 'active', 'cancelled'];
  const all = told(events, 'switchChanged') as { switchId: number; state: string }[];
  return all
    .filter((one) => one.switchId === switchId)
    .map(({ state }) => state)
    .sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

async function judge(day: SwitchingDay): Promise<void> {
  const { homes, old, next } = day;
  const rows = await day.rows(`select p.mpxn, r.supplier, lower(r.effective)::text as from,
      upper(r.effective)::text as to from registrations r join metering_points p using (point_id)
    where r.known_to_millis is null order by p.mpxn, lower(r.effective)`);
  for (const { meters, isPrepaid, mpan } of homes) {
    for (const { eui64, mpxn, meter } of meters) {
      const supplies = rows.filter((row) => row['mpxn'] === mpxn);
      assert.equal(
        supplies.map(({ supplier, from, to }) => [supplier, from, to]),
        [
          [OLD, '0', String(START)],
          [NEW, String(START), null],
        ],
        'each second has one supplier',
      );
      const readings = [old, next].map(({ events }) =>
        (told(events, 'changeOfSupplierReading') as { device: string; side: string }[]).filter(
          ({ device }) => device === eui64,
        ),
      );
      assert.equal(
        readings.map((of) => of.map(({ side }) => side)),
        [['closing'], ['opening']],
      );
      const [closing, opening] = readings.map(([reading]) => ({ ...reading, side: 'both' }));
      assert.equal(closing, opening, 'one reading, for both');
      assert.is(meter.state.anchors.supplier.eui64, NEW, 'the keys are those of the registration');
    }
    const accounts = [old, next].map(({ events }) =>
      (told(events, 'prepaymentHandOver') as { mpxn: string }[]).filter(
        ({ mpxn }) => mpxn === mpan,
      ),
    );
    assert.equal(
      accounts.map(({ length }) => length),
      isPrepaid ? [1, 1] : [0, 0],
    );
  }
  assert.equal(await day.rows('select schedule_id from schedules'), []);
  const alerted = ({ alerts }: SwitchingDay['old'], code: string) =>
    alerts.filter((one) => one === code).length;
  assert.is(alerted(old, 'N17'), HOMES);
  assert.is(alerted(old, 'N7'), 1);
  for (const supplier of [old, next]) {
    assert.is(alerted(supplier, 'N27'), 2 * HOMES);
    assert.is(told(supplier.events, 'keysReplaced').length, 2 * HOMES);
  }
  assert.is(await countOf(day, 'from switch_points where is_open'), 0);
  const went = ['confirmed', 'secured', 'active'];
  for (const { switch_id: id } of await day.rows('select switch_id::int from switches')) {
    assert.equal(toldOf(old, Number(id)), ['pending', ...went]);
    assert.equal(toldOf(next, Number(id)), went);
  }
}

/** A day of its own; gives how often the head-end was killed over it. */
async function wholeDay(
  registration: RegistrationScope,
  kills: number,
  number: number,
): Promise<number> {
  const database = await (postgres as Postgres).database();
  const day = await makeDay(database, HOMES, number, registration);
  try {
    await aDay(day, kills);
    await judge(day);
    return day.headEndProcess.deaths.length;
  } finally {
    await day.end();
  }
}

test(`P9: a dual-fuel switch is whole whenever the head-end dies (seed ${SEED})`, async () => {
  let deaths = 0;
  for (let number = 0; number === 0 || deaths < KILLS; number++) {
    // Of several days every other one is under 2A.
    deaths += await wholeDay(
      number % 2 === 0 ? 'all-sites' : 'smart-sites',
      Math.min(KILLS_PER_DAY, KILLS - deaths),
      number,
    );
    console.log(`\nmeasured: ${deaths} deaths in ${number + 1} days of switching`);
  }
  assert.ok(deaths >= KILLS, `killed ${deaths} times`);
});

test('P9 2A: over the midnight of a change each supplier has access on its own side of it', async () => {
  assert.is(await wholeDay('smart-sites', 0, 1_000), 0);
});

test.run();
