/** 91.7: what has become of switches, for their suppliers and the network operators of their points. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import {
  SWITCHES_READ_MAX,
  type readSwitch as service,
} from '../../../protocol/registration/read-switch.ts';
import type { switchView } from '../../../protocol/registration/switch-shapes.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { Handler } from '../../non-device/handler.ts';
import { findSwitch, switchesOf } from './find-switches.ts';
import { pointsLost, pointsOfNetwork } from './notices.ts';
import { type Switch, stateAt } from './switch.ts';

type View = ValueOf<typeof switchView>;

/** Whoever has nothing to do with any of them is told what is said when there are none. */
export const readSwitch: Handler = async (stations, { body, originator }, nowMillis) => {
  const { switchId, mpxn } = body as ValueOf<typeof service.request>;
  const found =
    mpxn === undefined
      ? [await findSwitch(stations.store, switchId)]
      : await switchesOf(stations.store, mpxn, SWITCHES_READ_MAX);
  const switches: View[] = [];
  for (const one of found) {
    const seen = one && (await seenBy(stations, one, originator));
    // Of a point that it has nothing to do with it is not told by way of another.
    if (!one || !seen?.length || (mpxn !== undefined && !seen.includes(mpxn))) continue;
    switches.push(viewOf(one, originator, seen, Math.floor(nowMillis / 1000)));
  }
  if (switches.length === 0) throw new Fault('SWITCH_UNKNOWN');
  return { isRead: true, result: { switches } };
};

/** Those of its points that are any business of this party's. */
async function seenBy({ register }: Stations, one: Switch, party: Eui64): Promise<string[]> {
  const mpxns = one.points.map(({ mpxn }) => mpxn);
  if (one.gainingSupplier === party) return mpxns;
  const networks = pointsOfNetwork(await register.findAll(mpxns), party);
  const own = [...pointsLost(one, party), ...networks];
  return mpxns.filter((mpxn) => own.includes(mpxn));
}

function viewOf(one: Switch, party: Eui64, seen: readonly string[], nowUtcSeconds: number): View {
  const { switchId, kind, gainingSupplier, ended, endedBy, objection, returnOf } = one;
  const { objectionUntilUtcSeconds: until, keys, points } = one;
  const transfer = one.transfers?.find(({ losingSupplier }) =>
    [losingSupplier, gainingSupplier].includes(party),
  );
  const returnedBy = transfer?.returnSwitchId;
  return {
    ...{ switchId, kind, gainingSupplier },
    state: stateAt(one, nowUtcSeconds),
    supplyStart: one.supplyStartUtcSeconds,
    ...(until === undefined ? {} : { objectionUntil: until }),
    gateClosure: one.gateClosureUtcSeconds,
    points: points
      .filter(({ mpxn }) => seen.includes(mpxn))
      .map(({ mpxn, losingSupplier }) => ({
        mpxn,
        ...(losingSupplier === undefined ? {} : { losingSupplier }),
      })),
    ...(ended === undefined ? {} : { ended }),
    ...(endedBy === undefined ? {} : { endedBy }),
    ...(objection === undefined ? {} : { objection }),
    ...(transfer === undefined ? {} : { transfer: transfer.state }),
    ...(returnOf === undefined ? {} : { returnOf }),
    ...(returnedBy === undefined ? {} : { returnedBy }),
    ...(gainingSupplier === party ? { hasKeys: keys !== undefined } : {}),
  };
}
