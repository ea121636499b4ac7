import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyChange } from '../apply-change.ts';
import { mpxnOf } from '../register-change.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import { secure, undoSecured } from './secure.ts';
import {
  isOpen,
  nextDue,
  SIDES,
  type Switch,
  type SwitchEvent,
  type SwitchState,
  stateAfter,
  stateAt,
} from './switch.ts';

const OLD = '90-B3-D5-1F-30-01-00-00';
const OLD_GAS = '90-B3-D5-1F-30-03-00-00';
const NEW = '90-B3-D5-1F-30-02-00-00';
const ELECTRICITY = '2012345678385';
const GAS = '3938424401';
const START = 1_000_000;
const END_OF_TEST = 2 * START;

const dualFuel: Switch = {
  switchId: 7,
  kind: 'change',
  state: 'pending',
  gainingSupplier: NEW,
  points: [
    { mpxn: ELECTRICITY, losingSupplier: OLD },
    { mpxn: GAS, losingSupplier: OLD_GAS },
  ],
  customerType: 'domestic',
  requestedAtUtcSeconds: START - 900_000,
  objectionUntilUtcSeconds: START - 800_000,
  gateClosureUtcSeconds: START - 25_200,
  supplyStartUtcSeconds: START,
};
const home = (): MeteringPoint[] => [
  {
    ...{ mpxn: ELECTRICITY, fuel: 'electricity', networkOperator: NEW },
    registrations: [{ supplier: OLD, effectiveFromUtcSeconds: 0 }],
  },
  {
    ...{ mpxn: GAS, fuel: 'gas', networkOperator: NEW },
    registrations: [
      { supplier: OLD_GAS, effectiveFromUtcSeconds: 500, effectiveToUtcSeconds: END_OF_TEST },
    ],
  },
];

const EVENTS: readonly SwitchEvent[] = [
  'windowClosed',
  'gateClosed',
  'dayBegun',
  'withdrawn',
  'objected',
  'annulled',
  'registrationChanged',
];
const STATES = Object.keys(SIDES) as SwitchState[];

/** One event as the handlers and the engine write it: the record and the registers of both fuels together. */
function happen(one: Switch, points: readonly MeteringPoint[], on: SwitchEvent) {
  const state = stateAfter(one.state, on);
  if (state === undefined) return { one, points };
  const secured = on === 'gateClosed' ? secure(one, points) : undefined;
  const undone = one.state === 'secured' && state === 'cancelled' ? undoSecured(one) : [];
  const changes = secured?.changes ?? undone;
  const after = points.map((point) =>
    changes
      .filter((change) => mpxnOf(change) === point.mpxn)
      .reduce<MeteringPoint>((found, change) => applyChange(found, change) ?? found, point),
  );
  return { one: { ...(secured?.record ?? one), state }, points: after };
}

const supplierOf = (points: readonly MeteringPoint[], mpxn: string, at: number) => {
  const point = points.find((found) => found.mpxn === mpxn);
  return point && supplierAt(point, at)?.supplier;
};

const test = suite('switch');

test('P9: whatever happens in whatever order, a switch is in one state, and both fuels where it says', () => {
  const law = fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 12 }), (events) => {
    let now: { one: Switch; points: readonly MeteringPoint[] } = { one: dualFuel, points: home() };
    for (const on of events) {
      now = happen(now.one, now.points, on);
      assert.ok(STATES.includes(now.one.state));
      const isMoved = now.one.state === 'secured' || now.one.state === 'active';
      assert.is(supplierOf(now.points, ELECTRICITY, START), isMoved ? NEW : OLD);
      assert.is(supplierOf(now.points, GAS, START), isMoved ? NEW : OLD_GAS);
      assert.is(supplierOf(now.points, ELECTRICITY, START - 1), OLD);
      assert.is(supplierOf(now.points, GAS, START - 1), OLD_GAS);
    }
  });
  fc.assert(law, { numRuns: 2_000 });
});

test('what is over stays over', () => {
  for (const state of ['active', 'cancelled'] as const) {
    for (const on of EVENTS) assert.is(stateAfter(state, on), undefined);
    assert.is(isOpen({ state }), false);
  }
});

test('what is annulled after the gate is as it was before, to the second', () => {
  const confirmed: Switch = { ...dualFuel, state: 'confirmed' };
  const secured = happen(confirmed, home(), 'gateClosed');
  const back = happen(secured.one, secured.points, 'annulled');
  assert.is(back.one.state, 'cancelled');
  assert.equal(
    back.points.map(({ registrations }) => registrations),
    home().map(({ registrations }) => registrations),
  );
});

test('only the gaining side withdraws, until the gate; only in the window is there an objection', () => {
  const possible = (on: SwitchEvent) => STATES.filter((state) => stateAfter(state, on));
  assert.equal(possible('withdrawn'), ['pending', 'confirmed']);
  assert.equal(possible('objected'), ['pending']);
  assert.equal(possible('annulled'), ['pending', 'confirmed', 'secured']);
});

test('the clock says where it is, at the very second of each window', () => {
  const states = [START - 800_001, START - 800_000, START - 25_200, START - 1, START].map((at) =>
    stateAt(dualFuel, at),
  );
  assert.equal(states, ['pending', 'confirmed', 'secured', 'secured', 'active']);
  assert.is(nextDue({ ...dualFuel, state: 'active' }), undefined);
});

test('a gate that closes over another supplier than expected secures nothing of either fuel', () => {
  const [electricity, gas] = home();
  if (!electricity || !gas) throw new Error('no home');
  const other: MeteringPoint = {
    ...gas,
    registrations: [{ supplier: OLD, effectiveFromUtcSeconds: 500 }],
  };
  assert.is(secure({ ...dualFuel, state: 'confirmed' }, [electricity, other]), undefined);
  assert.is(secure({ ...dualFuel, state: 'confirmed' }, [electricity]), undefined);
});

test.run();
