import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NOR } from './flash.ts';
import { PowerCutProof, SMALL } from './power-cut.testing.ts';
import { loopBoots, rotBits, shareFleet } from './proofs.testing.ts';

const test = suite('power cut at every flash operation');

test('no acknowledged group is lost on small blocks, where every ring wraps', () => {
  const proof = new PowerCutProof({ geometry: SMALL, commits: 180, tears: 1, nestedEvery: 40 });
  const { failures, count } = proof.run();
  assert.equal(failures, []);
  assert.is(count.cuts, count.operations * 3);
  assert.ok(count.operations > 600 && count.second > 500 && count.third > 500);
});

test('no acknowledged group is lost on the blocks of a real part', () => {
  const { failures, count } = new PowerCutProof({
    geometry: NOR,
    commits: 180,
    tears: 2,
    nestedEvery: 40,
  }).run();
  assert.equal(failures, []);
  assert.is(count.cuts, count.operations * 4);
});

test('a rotten bit never shows a wrong value unreported', () => {
  const rot = rotBits(600, 1);
  assert.equal(rot.threw, []);
  assert.is(rot.silentlyWrong, 0);
  assert.ok(rot.reported > 300);
  assert.is(rot.unharmed + rot.reported + rot.lastGroupLost, 600);
});

test('a supply that fails at nearly every boot loses nothing and wears the log evenly', () => {
  const { losses, erases } = loopBoots(2000, 3);
  assert.is(losses, 0);
  // An erase that was cut is done again, so the blocks differ by chance, not by place.
  assert.ok(Math.max(...erases) - Math.min(...erases) < 60, erases.join(' '));
});

test('the compact flash of a fleet shows the same, and sharing never leaks', () => {
  assert.equal(shareFleet(100), { differences: [], pagesLeaked: 0 });
});

test.run();
