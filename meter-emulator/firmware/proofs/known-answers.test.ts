/** Carries out the cases of known-answers/ on the real meter. A case that cannot be read fails too. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { difference } from './case-expectations.testing.ts';
import { CaseMeter, type Kind } from './case-meter.testing.ts';
import { type Case, type CaseLine, parseCases, partsOf, scaled } from './case-text.testing.ts';
import { carryOut, FLOW, LOAD } from './case-verbs.testing.ts';
import { type LoadStep, ScriptedLoad } from './scripted-load.testing.ts';
import { isTrueSum } from './sums.testing.ts';

const FOLDER = new URL('known-answers/', import.meta.url);
const CASES_MIN = 60;

/** "load 1,000 W, second 500 W" and "flow 1,800 l/h". */
function loadOf({ utcSeconds, verb }: CaseLine): readonly LoadStep[] {
  const [, watts, second = '0'] = LOAD.exec(verb) ?? [];
  const [, flow] = FLOW.exec(verb) ?? [];
  if (watts !== undefined) {
    const measured = { activeWatts: scaled(watts, 0), secondaryWatts: scaled(second, 0) };
    return [{ fromSeconds: utcSeconds, measured }];
  }
  if (flow !== undefined) {
    const measured = { activeWatts: 0, litresPerHour: scaled(flow, 0) };
    return [{ fromSeconds: utcSeconds, measured }];
  }
  return [];
}

const KINDS: Readonly<Record<string, Kind>> = {
  'meter gas': 'gas',
  'meter twin': 'twinElement',
};

function kindOf({ given }: Case): Kind {
  for (const line of given.keys())
    if (!KINDS[line] && !/^tariff \S+:$/.test(line)) throw new Error(`what is "${line}"?`);
  return [...given.keys()].map((line) => KINDS[line]).find((kind) => kind) ?? 'singleElement';
}

function runLine(meter: CaseMeter, line: CaseLine, { given }: Case): void {
  const { verb, below } = line;
  const expected = /^expect(?: (.*))?$/.exec(verb);
  if (expected) {
    const parts = [expected[1] ?? '', ...below].flatMap(partsOf);
    const differences = parts.flatMap((part) => difference(meter, part) ?? []);
    assert.equal(differences, [], `at ${new Date(line.utcSeconds * 1000).toISOString()}`);
    return;
  }
  const [what = '', wanted] = verb.split(' → ');
  const got = carryOut(meter, { ...line, verb: what }, given);
  assert.is(got, wanted ?? (what.startsWith('key ') ? 'credited' : 'done'), what);
}

function runCase(one: Case): void {
  const [first] = one.lines;
  if (!first) throw new Error('no line with a time');
  const sensor = new ScriptedLoad(one.lines.flatMap(loadOf));
  const meter = new CaseMeter({ kind: kindOf(one), utcSeconds: first.utcSeconds, sensor });
  for (const line of one.lines) {
    if (!/^power back$/.test(line.verb)) meter.run(line.utcSeconds);
    runLine(meter, line, one);
  }
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md');
const wanted = process.env['CASE'] ?? '';
let cases = 0;

for (const file of files.toSorted()) {
  const test = suite(`known answers, ${file}`);
  for (const one of parseCases(readFileSync(new URL(file, FOLDER), 'utf8'))) {
    cases += 1;
    if (!one.title.includes(wanted)) continue;
    test(one.title, () => {
      for (const line of one.sums) assert.ok(isTrueSum(line), `the sum "${line}"`);
      assert.ok(
        one.lines.some(({ verb }) => verb.startsWith('expect')),
        'it expects something',
      );
      runCase(one);
    });
  }
  test.run();
}

const whole = suite('known answers');
whole('there are as many as there should be', () => {
  assert.ok(cases >= CASES_MIN, `${cases} cases`);
});
whole.run();
