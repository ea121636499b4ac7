/** The dealing over a connection, compared with a table that was written apart from it. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import { Refused } from '../../../protocol/refused.ts';
import { applyConnection } from '../../../protocol/registration/apply-connection.ts';
import { partyFromJson } from '../../access/parties.ts';
import { Fault } from '../../faults.ts';
import { type Connection, type ConnectionStep, issued, stateAt, stepped } from './connection.ts';

const DAY = 86_400;
const NOW = 1_800_000_000;
const WANTED = {
  fuel: 'electricity',
  applicant: 'Brick & Co',
  site: { uprn: 1 },
  imports: 1,
} as const;
const NEW: Connection = {
  connectionId: 1,
  networkOperator: '90-B3-D5-1F-30-03-00-00',
  state: 'applied',
  sinceUtcSeconds: NOW,
  wanted: WANTED,
  mpxns: [],
};

/** Row: where it is. Column: what is done. Cell: where it is then; nothing: refused. */
const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  applied: { offer: 'offered', cancel: 'cancelled' },
  offered: { offer: 'offered', accept: 'accepted', decline: 'declined', cancel: 'cancelled' },
  expired: { offer: 'offered', cancel: 'cancelled' },
  declined: { offer: 'offered', cancel: 'cancelled' },
  accepted: { issue: 'issued', cancel: 'cancelled' },
  issued: { energise: 'energised', cancel: 'cancelled' },
  energised: {},
  cancelled: {},
};
const ACTS = ['offer', 'accept', 'decline', 'issue', 'energise', 'cancel'] as const;
type Act = (typeof ACTS)[number];

function done(one: Connection, act: Act, at: number): Connection {
  const steps: Readonly<Record<Exclude<Act, 'issue'>, ConnectionStep>> = {
    offer: { offer: { terms: 'T', validUntil: at + DAY } },
    accept: { accept: {} },
    decline: { decline: { reason: 'No.' } },
    energise: { energise: { energisedAt: at } },
    cancel: { cancel: { reason: 'No.' } },
  };
  return act === 'issue' ? issued(one, ['1200000000011'], at) : stepped(one, steps[act], at);
}

const test = suite('the dealing over a connection');

test('goes as the table says, whatever is tried in whatever order', () => {
  let compared = 0;
  const act = fc.record({ act: fc.constantFrom(...ACTS), waits: fc.constantFrom(0, 60, DAY) });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      let one = NEW;
      let at = NOW;
      for (const { act: name, waits } of acts) {
        at += waits;
        const to = TABLE[stateAt(one, at)]?.[name];
        const before = one;
        try {
          one = done(one, name, at);
          assert.is(one.state, to);
        } catch (error) {
          assert.ok(error instanceof Fault && error.code === 'CONNECTION_STATE', `${error}`);
          assert.is(to, undefined);
          assert.is(one, before);
        }
        compared++;
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(compared > 1_000, `${compared} compared`);
});

test('a supply that is on tomorrow, or was before it had a number, is refused', () => {
  const one = issued({ ...NEW, state: 'accepted' }, ['1200000000011'], NOW);
  for (const energisedAt of [NOW + DAY, NOW - 1])
    assert.throws(
      () => stepped(one, { energise: { energisedAt } }, NOW + 60),
      (error: Fault) => error.code === 'CONNECTION_DATE',
    );
});

test('what cannot be wanted is refused with the field', () => {
  const pathOf = (more: object) => {
    try {
      checkRequest(applyConnection, { ...WANTED, ...more });
      return undefined;
    } catch (error) {
      return (error as Refused).path;
    }
  };
  assert.is(pathOf({}), undefined);
  assert.is(pathOf({ exports: 2 }), 'exports');
  assert.is(pathOf({ fuel: 'gas', exports: 1 }), 'exports');
  assert.is(pathOf({ fuel: 'gas', imports: 2 }), 'imports');
  assert.is(pathOf({ imports: 11 }), 'imports');
  assert.is(pathOf({ site: {} }), 'site');
  assert.is(pathOf({ site: { latitudeMicroDegrees: 51_000_000 } }), 'site');
  assert.is(pathOf({ applicant: '' }), 'applicant');
});

test('a network operator’s range of numbers is one that there can be', () => {
  const party = { eui64: NEW.networkOperator, name: 'N', roles: ['ED'], status: 'active' };
  const json = { ...party, channel: 'duis' };
  assert.is(partyFromJson({ ...json, distributorId: 20 }).distributorId, 20);
  assert.is(partyFromJson({ ...json, mprnPrefix: '74' }).mprnPrefix, '74');
  for (const bad of [{ distributorId: 9 }, { distributorId: '20' }, { mprnPrefix: '07' }])
    assert.throws(
      () => partyFromJson({ ...json, ...bad }),
      (error: unknown) => error instanceof Refused && error.path === Object.keys(bad)[0],
    );
});

test.run();
