/** 91.1: a supplier asks to become the supplier of metering points, all of them or none. */

import { toHex } from '../../../protocol/bytes.ts';
import { encodeCbor } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { keysOfNewSupplier } from '../../../protocol/registration/switch-shapes.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { Handler } from '../../non-device/handler.ts';
import { dayOf } from '../calendar/days.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import { isServed } from '../take-on/served.ts';
import { openPoints } from './find-switches.ts';
import { switchNotices } from './notices.ts';
import type { Switch } from './switch.ts';
import { switchPut } from './switch-change.ts';
import {
  customerTypeOf,
  problemsOf,
  type Situation,
  type SwitchRequest,
  supplyStartOf,
  windowOf,
} from './validate.ts';
import { gateClosureOf } from './windows.ts';

export const requestSwitch: Handler = async (stations, { body, originator }, nowMillis) => {
  const request = body as SwitchRequest;
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const situation = await situationOf(stations, request, originator, nowUtcSeconds);
  const problems = problemsOf(situation);
  const [first] = problems;
  if (first) {
    const detail = problems.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
    throw new Fault(first.fault, detail);
  }
  const points = situation.points.filter((point) => point !== undefined);
  const switchId = Number(await stations.store.reserveCounter('switch', 1));
  const record = newSwitch(switchId, situation, points);
  return {
    result: switchAnswer(record),
    changes: [switchPut(record)],
    events: switchNotices(record, points, originator, undefined),
  };
};

async function situationOf(
  stations: Stations,
  request: SwitchRequest,
  originator: string,
  nowUtcSeconds: number,
): Promise<Situation> {
  const { register, parties, store, registrationScope } = stations;
  const party = parties.get(originator);
  if (!party) throw new Fault('PARTY_UNKNOWN');
  const found = await register.findAll(request.mpxns);
  const byNumber = new Map(found.map((point) => [point.mpxn, point]));
  return {
    request,
    party,
    points: request.mpxns.map((mpxn) => byNumber.get(mpxn)),
    open: await openPoints(store, request.mpxns),
    isServed: (point) =>
      registrationScope === 'all-sites' || isServed(stations, point, nowUtcSeconds),
    nowUtcSeconds,
  };
}

function newSwitch(
  switchId: number,
  situation: Situation,
  points: readonly MeteringPoint[],
): Switch {
  const { request, party, nowUtcSeconds } = situation;
  const supplyStart = supplyStartOf(request);
  const until = windowOf(situation, points);
  const losing = points.map((point) => supplierAt(point, supplyStart)?.supplier);
  return {
    switchId,
    kind: losing.some((supplier) => supplier !== undefined) ? 'change' : 'initial',
    state: until === undefined ? 'confirmed' : 'pending',
    gainingSupplier: party.eui64,
    points: points.map(({ mpxn }, index) => {
      const losingSupplier = losing[index];
      return { mpxn, ...(losingSupplier === undefined ? {} : { losingSupplier }) };
    }),
    customerType: customerTypeOf(request, points, nowUtcSeconds),
    requestedAtUtcSeconds: nowUtcSeconds,
    ...(until === undefined ? {} : { objectionUntilUtcSeconds: until }),
    gateClosureUtcSeconds: gateClosureOf(dayOf(request.supplyStartDate)),
    supplyStartUtcSeconds: supplyStart,
    ...keysOf(request.replacementCertificates),
  };
}

/** As a switch keeps them. */
export const keysOf = (
  keys: ValueOf<typeof keysOfNewSupplier> | undefined,
): Pick<Switch, 'keys'> =>
  keys === undefined ? {} : { keys: toHex(encodeCbor(keysOfNewSupplier, keys)) };

/** What whoever began a switch is told of it. */
export function switchAnswer(record: Switch) {
  const { switchId, state, supplyStartUtcSeconds, objectionUntilUtcSeconds: until } = record;
  return {
    switchId,
    state,
    supplyStart: supplyStartUtcSeconds,
    ...(until === undefined ? {} : { objectionUntil: until }),
    gateClosure: record.gateClosureUtcSeconds,
  };
}
