/** 91.5 and 91.6: a switch was made in error, one supplier says; if the other agrees the supply goes back. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { answerErroneousTransfer as answerService } from '../../../protocol/registration/answer-erroneous-transfer.ts';
import type { reportErroneousTransfer as reportService } from '../../../protocol/registration/report-erroneous-transfer.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { Handler } from '../../non-device/handler.ts';
import { startOfDay } from '../calendar/days.ts';
import { supplierAt } from '../registration.ts';
import { findSwitches, openPoints, ownSwitch } from './find-switches.ts';
import { pointsLost, switchNotices, transferNotice } from './notices.ts';
import { keysOf, switchAnswer } from './request-switch.ts';
import { losersOf, type Switch, type Transfer } from './switch.ts';
import { switchPut } from './switch-change.ts';
import { earliestSupplyDay, gateClosureOf } from './windows.ts';

type Report = ValueOf<typeof reportService.request>;
type Answer = ValueOf<typeof answerService.request>;

export const reportErroneousTransfer: Handler = async (
  stations,
  { body, originator },
  nowMillis,
) => {
  const { switchId, reason, replacementCertificates } = body as Report;
  const one = await ownSwitch(stations.store, switchId, originator, ['gaining', 'losing']);
  const losers = losersOf(one).filter((loser) => [loser, one.gainingSupplier].includes(originator));
  await requireInForce(stations, one, losers, Math.floor(nowMillis / 1000));
  const open = await openTransfers(stations, one);
  const told = losers.filter(
    (loser) => !open.some(({ losingSupplier }) => losingSupplier === loser),
  );
  if (told.length === 0) throw new Fault('SWITCH_STATE', 'it has been reported');
  const transfers = told.map(
    (losingSupplier): Transfer => ({
      ...{ losingSupplier, state: 'reported', reportedBy: originator, reason },
      ...(losingSupplier === originator ? keysOf(replacementCertificates) : {}),
    }),
  );
  return {
    changes: [switchPut(withTransfers(one, transfers))],
    events: transfers.map((transfer) => transferNotice(one, transfer, originator)),
  };
};

export const answerErroneousTransfer: Handler = async (
  stations,
  { body, originator },
  nowMillis,
) => {
  const { switchId, isAgreed, replacementCertificates } = body as Answer;
  const one = await ownSwitch(stations.store, switchId, originator, ['gaining', 'losing']);
  const reported = one.transfers?.find((transfer) => awaits(transfer, originator));
  const isOne = reported?.losingSupplier === originator || one.gainingSupplier === originator;
  if (!reported || !isOne)
    throw new Fault('SWITCH_STATE', 'nothing is reported that waits for this user');
  if (!isAgreed) {
    const transfer: Transfer = { ...reported, state: 'refused' };
    return {
      result: {},
      changes: [switchPut(withTransfers(one, [transfer]))],
      events: [transferNotice(one, transfer, originator)],
    };
  }
  const now = Math.floor(nowMillis / 1000);
  await requireInForce(stations, one, [reported.losingSupplier], now);
  const given = reported.losingSupplier === originator ? keysOf(replacementCertificates) : {};
  const back = await returnSwitch(stations, one, { ...reported, ...given }, now);
  const transfer: Transfer = { ...reported, state: 'agreed', returnSwitchId: back.switchId };
  const points = await stations.register.findAll(back.points.map(({ mpxn }) => mpxn));
  const { switchId: returnSwitchId, objectionUntil: _, ...times } = switchAnswer(back);
  return {
    result: { returnSwitchId, ...times },
    changes: [switchPut(withTransfers(one, [transfer])), switchPut(back)],
    events: [
      transferNotice(one, transfer, originator),
      ...switchNotices(back, points, originator, undefined),
    ],
  };
};

/** Neither refused, nor agreed to with a way back that was cancelled since. */
async function openTransfers({ store }: Stations, one: Switch): Promise<Transfer[]> {
  const { transfers = [] } = one;
  const returns = await findSwitches(
    store,
    transfers.flatMap(({ returnSwitchId }) => returnSwitchId ?? []),
  );
  const isCancelled = (id: number | undefined) =>
    returns.some(({ switchId, state }) => switchId === id && state === 'cancelled');
  return transfers.filter(
    ({ state, returnSwitchId }) => state !== 'refused' && !isCancelled(returnSwitchId),
  );
}

/** Told by one supplier, for the other to answer. */
const awaits = ({ state, reportedBy, losingSupplier }: Transfer, party: Eui64) =>
  state === 'reported' &&
  reportedBy !== party &&
  (reportedBy === losingSupplier || losingSupplier === party);

/** The later word of each supplier that lost. */
function withTransfers(one: Switch, newer: readonly Transfer[]): Switch {
  const kept = (one.transfers ?? []).filter(
    ({ losingSupplier }) => !newer.some((other) => other.losingSupplier === losingSupplier),
  );
  return { ...one, transfers: [...kept, ...newer] };
}

/** What has been switched on since, or has not begun, cannot go back. */
async function requireInForce(
  { register }: Stations,
  one: Switch,
  losers: readonly Eui64[],
  nowUtcSeconds: number,
): Promise<void> {
  const lost = losers.flatMap((loser) => pointsLost(one, loser));
  const points = await register.findAll(lost);
  const isInForce =
    lost.length > 0 &&
    one.state === 'active' &&
    points.length === lost.length &&
    points.every((point) => supplierAt(point, nowUtcSeconds)?.switchId === one.switchId);
  if (!isInForce) throw new Fault('SWITCH_STATE', 'it is not by this switch that it is supplied');
}

/** As soon as it can be; nobody may object, and no standstill holds it up. */
async function returnSwitch(
  { store }: Stations,
  one: Switch,
  { losingSupplier, keys }: Transfer,
  nowUtcSeconds: number,
): Promise<Switch> {
  const mpxns = pointsLost(one, losingSupplier);
  const open = await openPoints(store, mpxns);
  if (open.size > 0) throw new Fault('SWITCH_OPEN', [...open].join(', '));
  const day = earliestSupplyDay(nowUtcSeconds);
  return {
    switchId: Number(await store.reserveCounter('switch', 1)),
    kind: 'returned',
    state: 'confirmed',
    gainingSupplier: losingSupplier,
    points: mpxns.map((mpxn) => ({ mpxn, losingSupplier: one.gainingSupplier })),
    customerType: one.customerType,
    requestedAtUtcSeconds: nowUtcSeconds,
    gateClosureUtcSeconds: gateClosureOf(day),
    supplyStartUtcSeconds: startOfDay(day),
    returnOf: one.switchId,
    ...(keys === undefined ? {} : { keys }),
  };
}
