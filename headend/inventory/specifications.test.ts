import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eligibilityOf, SPECIFICATIONS } from './specifications.ts';

const test = suite('what a device may be');

test('a meter of the second generation is taken on, however its version is written', () => {
  for (const written of ['SMETS2 V4.2', 'SMETS V1.58', 'smets2 v5.1', '4.2', 'V3.0'])
    assert.is(eligibilityOf('ESME', written).isEligible, true, written);
});

test('P22: the first generation, an unknown version and none at all are not, each for its reason', () => {
  const reason = (written?: string) => {
    const answer = eligibilityOf('GSME', written);
    return answer.isEligible ? '' : answer.reason;
  };
  assert.match(reason('SMETS1 V1.2'), /first generation/);
  assert.match(reason('SMETS V1.1'), /first generation/);
  assert.is(reason('SMETS2 V9.9'), 'no specification SMETS2 V9.9 of a GSME');
  assert.is(reason('SMETS1 V4.2'), 'no specification SMETS1 V4.2 of a GSME');
  assert.is(reason(), 'its version is not known');
});

test('a specification is of some devices, and of no others', () => {
  assert.is(eligibilityOf('CHF', 'CHTS V1.1').isEligible, true);
  assert.is(eligibilityOf('ESME', 'CHTS V1.1').isEligible, false);
  assert.is(eligibilityOf('CHF', 'SMETS2 V4.2').isEligible, false);
});

test('no version stands for two specifications of one device', () => {
  const of = SPECIFICATIONS.flatMap(({ deviceTypes, versions }) =>
    deviceTypes.flatMap((type) => versions.map((version) => `${type} ${version}`)),
  );
  assert.is(new Set(of).size, of.length);
});

test.run();
