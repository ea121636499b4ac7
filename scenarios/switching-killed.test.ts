/**
 * A day of changes of supplier, of homes with both fuels, over which the head-end is killed at moments that follow
 * from a seed: afterwards every switch is in one state for both fuels, every second had one supplier, both
 * suppliers have their reading, and the meters have the keys of whoever is registered.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateClosureOf, objectionUntil } from '../headend/registration/switching/windows.ts';
import { type Postgres, startPostgres } from '../headend/store/store.testing.ts';
import { seededRandom } from '../meter-emulator/board/seeded-random.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { civil } from '../protocol/definition/scalars.ts';
import { requestSwitch } from '../protocol/registration/request-switch.ts';
import { createSchedule } from '../protocol/services/create-schedule.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
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

/** How often a head-end is killed in all; `METERWRIGHT_KILLS=100` for the long run. */
const KILLS = Number(process.env['METERWRIGHT_KILLS'] ?? 4);
const SEED = process.env['METERWRIGHT_SEED'] ?? 'switching';
const KILLS_PER_DAY = 8;
const HOMES = 2;
/** About as many writes as a head-end makes in each part of the day. */
const COMMITS = { asked: 8, window: 3, gate: 3, day: 20 } as const;

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
  assert.ok(isWhole, `${what} is done: ${day.headEndProcess.output}`);
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
  await part(
    day,
    'the day',
    () => Date.now() / 1000,
    of('day', 4),
    async () => {
      const tasks = await countOf(day, 'from tasks where outcome is null');
      const messages = await countOf(day, 'from outbox');
      return (await allIn(day, 'active')()) && tasks === 0 && messages === 0;
    },
  );
  const ended = await waiting.answer;
  assert.is(ended.kind, 'failed', 'what the old supplier had waiting is ended');
  assert.is('code' in ended && ended.code, 'E4');
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
  assert.is(old.alerts.filter((code) => code === 'N17').length, HOMES);
  assert.is(await countOf(day, 'from switch_points where is_open'), 0);
  for (const [supplier, count] of [[old, 3] as const, [next, 3] as const])
    assert.ok(told(supplier.events, 'switchChanged').length >= HOMES * count);
}

test(`P9: a dual-fuel switch is whole whenever the head-end dies (seed ${SEED})`, async () => {
  const deaths: Death[] = [];
  for (let number = 0; number === 0 || deaths.length < KILLS; number++) {
    const day = await makeDay(await (postgres as Postgres).database(), HOMES, number);
    try {
      await aDay(day, Math.min(KILLS_PER_DAY, KILLS - deaths.length));
      await judge(day);
      deaths.push(...day.headEndProcess.deaths);
    } finally {
      await day.end();
    }
  }
  assert.ok(deaths.length >= KILLS, `killed ${deaths.length} times`);
});

test.run();
