import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyChange } from '../apply-change.ts';
import { detailsAt } from '../details/details.ts';
import type { DatedDetails, MeteringPoint } from '../registration.ts';
import { detailsAtChangeOfSupplier } from './at-change-of-supplier.ts';

const [OLD, NEXT, NETWORK, AGENT] = [1, 2, 3, 4].map((n) => `90-B3-D5-1F-30-0${n}-00-00`) as [
  string,
  string,
  string,
  string,
];
const NOON = 1_768_996_800;
const SWITCH_AT = NOON + 86_400;
const row = (detailsId: number, at: number, givenBy: string, value: DatedDetails['value']) => ({
  detailsId,
  effectiveFromUtcSeconds: at,
  value,
  givenBy,
  knownFromMillis: NOON * 1000,
});
const customer = { customerType: 'nonDomestic', paymentMode: 'credit' } as const;
const mine = { ...customer, usesDcc: true, isLeadSupplier: true };

const test = suite('master data at a change of supplier');

/** The details after the change. */
function after(details: readonly DatedDetails[], at = SWITCH_AT) {
  const point: MeteringPoint = {
    mpxn: '2012345678385',
    fuel: 'electricity',
    networkOperator: NETWORK,
    registrations: [],
    details,
  };
  const change = {
    newSupplier: NEXT,
    fromUtcSeconds: SWITCH_AT,
    knownFromMillis: NOON * 1000,
    detailsId: 9,
  };
  const changed = detailsAtChangeOfSupplier(point, change).reduce(applyChange, point);
  return detailsAt(changed.details, at);
}

test('agents, election and lead of the old supplier end; what the customer is stays', () => {
  const details = [row(1, NOON, OLD, { customer: mine, agents: { meterOperator: 'MOPA' } })];
  assert.equal(after(details), { customer, agents: {} });
  assert.equal(after(details, SWITCH_AT - 1).customer, mine);
});

test('what the new supplier has said for its first day holds', () => {
  const agents = { meterOperator: 'MOPB' };
  const details = [
    row(1, NOON, OLD, { customer: mine, agents: { meterOperator: 'MOPA' } }),
    row(2, SWITCH_AT, NEXT, { customer: mine, agents }),
  ];
  assert.equal(after(details), { customer: mine, agents });
});

test('what the old supplier or its agent had given for later is void; the network’s is not', () => {
  const details = [
    row(1, SWITCH_AT, OLD, { customer: mine }),
    row(2, SWITCH_AT + 60, AGENT, { meter: { serialNumber: 'A1' } }),
    row(3, SWITCH_AT, NETWORK, { network: { gspGroup: '_H' } }),
  ];
  assert.equal(after(details, SWITCH_AT + 3600), { network: { gspGroup: '_H' } });
});

test('where nothing is known there is nothing to change', () => {
  assert.equal(after([]), {});
});

test.run();
