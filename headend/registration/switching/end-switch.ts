/** 91.2, 91.3, 91.4: a switch is withdrawn, objected to, or annulled: of all its metering points, or of none. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { annulSwitch as annulService } from '../../../protocol/registration/annul-switch.ts';
import type { objectToSwitch as objectService } from '../../../protocol/registration/object-to-switch.ts';
import type { withdrawSwitch as withdrawService } from '../../../protocol/registration/withdraw-switch.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { Handler, Outcome } from '../../non-device/handler.ts';
import { ownSwitch } from './find-switches.ts';
import { keysLeftBehind } from './keys-left.ts';
import { switchNotices } from './notices.ts';
import { undoSecured } from './secure.ts';
import {
  type Ending,
  OBJECTIONS,
  type ObjectionReason,
  type Switch,
  stateAfter,
  stateAt,
} from './switch.ts';
import { switchPut } from './switch-change.ts';
import { voidStated } from './void-stated.ts';

export const withdrawSwitch: Handler = async (stations, { body, originator }, nowMillis) => {
  const { switchId } = body as ValueOf<typeof withdrawService.request>;
  const one = await ownSwitch(stations.store, switchId, originator, ['gaining']);
  return ended(stations, one, { how: 'withdrawn', by: originator, nowMillis });
};

export const objectToSwitch: Handler = async (stations, { body, originator }, nowMillis) => {
  const { switchId, reason } = body as ValueOf<typeof objectService.request>;
  const one = await ownSwitch(stations.store, switchId, originator, ['losing']);
  if (one.objectionUntilUtcSeconds === undefined)
    throw new Fault('SWITCH_STATE', 'there is no objection to this one');
  if (!OBJECTIONS[one.customerType].includes(reason))
    throw new Fault('SWITCH_REASON', `reason: ${reason} of a ${one.customerType} customer`);
  return ended(stations, one, { how: 'objected', by: originator, nowMillis, objection: reason });
};

export const annulSwitch: Handler = async (stations, { body, originator }, nowMillis) => {
  const { switchId } = body as ValueOf<typeof annulService.request>;
  const one = await ownSwitch(stations.store, switchId, originator, ['losing']);
  return ended(stations, one, { how: 'annulled', by: originator, nowMillis });
};

type How = {
  readonly how: Ending;
  readonly by: Eui64;
  readonly nowMillis: number;
  readonly objection?: ObjectionReason;
};

/** Judged by the clock, whether or not the last step of time has been written already. */
async function ended(stations: Stations, one: Switch, about: How): Promise<Outcome> {
  const { how, by, nowMillis, objection } = about;
  const before = stateAt(one, Math.floor(nowMillis / 1000));
  const state = stateAfter(before, how);
  if (state === undefined) throw new Fault('SWITCH_STATE', `it is ${before}`);
  const record: Switch = {
    ...one,
    state,
    ended: how,
    endedBy: by,
    ...(objection === undefined ? {} : { objection }),
  };
  const points = await stations.register.findAll(one.points.map(({ mpxn }) => mpxn));
  // What is written of registrations is by the state that is written, not by the clock's.
  if (one.state !== 'secured')
    return { changes: [switchPut(record)], events: switchNotices(record, points, by, before) };
  const { changes, events = [] } = voidStated(one, points);
  return {
    changes: [
      switchPut(record),
      ...undoSecured(one),
      ...changes,
      ...(await keysLeftBehind(stations, one)),
    ],
    events: [...switchNotices(record, points, by, before), ...events],
  };
}
