/** What a party's record may say, and that it comes back as it was. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Party, partyFromJson, partyToJson } from './parties.ts';

const PARTY: Party = {
  eui64: '90-B3-D5-1F-30-01-00-00',
  name: 'Supplier',
  roles: ['IS'],
  status: 'active',
  channel: 'bridge',
};

const test = suite('parties');

test('the settings of the bridge come back from the record as they were', () => {
  const sealingPublic = new Uint8Array(32).fill(9);
  for (const settings of [{}, { bridgeFormat: 'json' as const }, { sealingPublic }]) {
    const party: Party = { ...PARTY, ...settings };
    assert.equal(partyFromJson(JSON.parse(JSON.stringify(partyToJson(party)))), party);
  }
});

test('the scope of the counters comes back, and is one of those there are', () => {
  const party: Party = { ...PARTY, counterScope: 'originator' };
  const json = partyToJson(party);
  assert.equal(partyFromJson(json), party);
  assert.throws(() => partyFromJson({ ...json, counterScope: 'all' }), /counterScope/);
});

test('a setting that is misspelt is refused by its name', () => {
  const json = { ...partyToJson(PARTY), sealingpublic: '09'.repeat(32) };
  assert.throws(() => partyFromJson(json), /^sealingpublic: no such setting/);
});

test.run();
