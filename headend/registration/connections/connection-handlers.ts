/** 95.1 to 95.4: new connections, where the register is the one that issues numbers (P13, sub-option 2B). */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { connectionRecord } from '../../../protocol/registration/connection-shapes.ts';
import type { issueNumbers as issueService } from '../../../protocol/registration/issue-numbers.ts';
import type { updateConnection as updateService } from '../../../protocol/registration/update-connection.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { AddressedEvent, Handler, Outcome } from '../../non-device/handler.ts';
import type { RegisterChange } from '../register-change.ts';
import { type Connection, expectIssuable, issued, stateAt, stepped } from './connection.ts';
import { findConnection, ownConnection } from './find-connections.ts';
import { endedPoints, energisedPoints, newPoints } from './new-points.ts';
import { rangeOf, takeNumbers } from './numbers.ts';

type Named = ValueOf<typeof issueService.request>;

/** 2A: numbers are issued by the legacy procedure, and the register hears of a site with its smart meter. */
function expectAllSites({ registrationScope }: Pick<Stations, 'registrationScope'>): void {
  if (registrationScope === 'smart-sites') throw new Fault('CONNECTION_LEGACY');
}

export const applyConnection: Handler = async (stations, { body, originator }, nowMillis) => {
  expectAllSites(stations);
  const wanted = body as Connection['wanted'];
  // Before there is anything to deal about: an operator without numbers could never end it well.
  rangeOf(partyOf(stations, originator), wanted.fuel);
  const connectionId = Number(await stations.store.reserveCounter('connection', 1));
  const record: Connection = {
    connectionId,
    networkOperator: originator,
    state: 'applied',
    sinceUtcSeconds: Math.floor(nowMillis / 1000),
    wanted,
    mpxns: [],
  };
  return {
    result: { connectionId },
    changes: [{ kind: 'connectionPut', connectionId, record }],
  };
};

export const updateConnection: Handler = async (stations, { body, originator }, nowMillis) => {
  expectAllSites(stations);
  const { connectionId, step } = body as ValueOf<typeof updateService.request>;
  const one = await ownConnection(stations.store, connectionId, originator);
  const next = stepped(one, step, Math.floor(nowMillis / 1000));
  if (step.cancel) await expectUnsupplied(stations, one);
  const changes = step.energise
    ? energisedPoints(next, nowMillis)
    : step.cancel
      ? endedPoints(next)
      : [];
  return outcomeOf(stations, next, changes, nowMillis);
};

export const issueNumbers: Handler = async (stations, { body, originator }, nowMillis) => {
  expectAllSites(stations);
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const one = await ownConnection(stations.store, (body as Named).connectionId, originator);
  expectIssuable(one, nowUtcSeconds);
  const { fuel, imports, exports: fedIn = 0 } = one.wanted;
  const range = rangeOf(partyOf(stations, originator), fuel);
  const mpxns = await takeNumbers(stations, range, imports + fedIn);
  const next = issued(one, mpxns, nowUtcSeconds);
  return outcomeOf(stations, next, newPoints(next, nowMillis), nowMillis);
};

export const readConnection: Handler = async (stations, { body, originator }, nowMillis) => {
  const one = await findConnection(stations.store, (body as Named).connectionId);
  if (!one || ![one.networkOperator, one.wanted.supplier].includes(originator))
    throw new Fault('CONNECTION_UNKNOWN');
  return { isRead: true, result: { connection: await recordOf(stations, one, nowMillis) } };
};

async function outcomeOf(
  stations: Stations,
  next: Connection,
  changes: readonly RegisterChange[],
  nowMillis: number,
): Promise<Outcome> {
  const { connectionId } = next;
  return {
    result: { connection: await recordOf(stations, next, nowMillis) },
    changes: [{ kind: 'connectionPut', connectionId, record: next }, ...changes],
    events: eventsOf(next),
  };
}

/** The supplier that the developer named has nothing to do before there are numbers. */
function eventsOf({ connectionId, state, mpxns, wanted }: Connection): AddressedEvent[] {
  const { supplier: recipient } = wanted;
  if (recipient === undefined || mpxns.length === 0) return [];
  return [{ recipient, event: { connectionChanged: { connectionId, state, mpxns } } }];
}

/** Whoever supplies one of its points, or is to, has to end that first. */
async function expectUnsupplied(
  { register }: Pick<Stations, 'register'>,
  { mpxns }: Connection,
): Promise<void> {
  const supplied = (await register.findAll(mpxns)).find(
    ({ registrations }) => registrations.length > 0,
  );
  if (supplied) throw new Fault('CONNECTION_STATE', `${supplied.mpxn} has a supplier`);
}

async function recordOf(
  { register }: Pick<Stations, 'register'>,
  one: Connection,
  nowMillis: number,
): Promise<ValueOf<typeof connectionRecord>> {
  const { connectionId, networkOperator, sinceUtcSeconds: since, wanted, mpxns, terms } = one;
  const { reason, validUntilUtcSeconds: validUntil } = one;
  const points = one.state === 'energised' ? await register.findAll(mpxns) : [];
  // Of what is fed in, nobody need be the supplier.
  const supplies = points.filter(({ mpxn }) => mpxns.indexOf(mpxn) < wanted.imports);
  const isRegistered =
    supplies.length > 0 && supplies.every(({ registrations }) => registrations.length > 0);
  return {
    ...{ connectionId, networkOperator, since, wanted, mpxns },
    state: isRegistered ? 'registered' : stateAt(one, Math.floor(nowMillis / 1000)),
    ...(terms === undefined ? {} : { terms }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function partyOf({ parties }: Pick<Stations, 'parties'>, eui64: string) {
  const party = parties.get(eui64);
  if (!party) throw new Fault('PARTY_UNKNOWN');
  return party;
}
