/** Service 90.2: parts of the master data from a date on, each from whoever they are to come from. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { updateMeteringPoint as service } from '../../../protocol/registration/update-metering-point.ts';
import type { Party } from '../../access/parties.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { Handler } from '../../non-device/handler.ts';
import { checkDetails } from '../details/check-details.ts';
import { datesFrom, detailsAt, type PointDetails, partsOf, rowsAt } from '../details/details.ts';
import type { RegisterChange } from '../register-change.ts';
import type { DatedDetails, MeteringPoint } from '../registration.ts';
import { elected } from '../take-on/take-on.ts';
import { requireDate } from './dates.ts';
import { requireOneLead } from './lead-supplier.ts';
import { requireStatusStep } from './point-status.ts';
import { foreignParts, givesAs, type Relation, relationsTo } from './rights.ts';

type Update = ValueOf<typeof service.request>;
type About = {
  readonly stations: Stations;
  readonly point: MeteringPoint;
  readonly party: Party;
  readonly nowMillis: number;
  readonly nowUtcSeconds: number;
};

const REFERENCE = '90.2';

/** Throws Fault; to one who has nothing to do with the metering point, the same as where there is none. */
export const updateMeteringPoint: Handler = async (stations, { body, originator }, nowMillis) => {
  const { mpxn, effectiveFrom, details, status } = body as Update;
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const party = stations.parties.get(originator);
  if (!party) throw new Fault('PARTY_UNKNOWN');
  const point = await stations.register.find(mpxn);
  const now = { atUtcSeconds: nowUtcSeconds, nowUtcSeconds };
  if (!point || relationsTo(point, party, now, REFERENCE).length === 0)
    throw new Fault('NOT_RESPONSIBLE');
  const about = { stations, point, party, nowMillis, nowUtcSeconds };
  const row = details && (await rowOf(about, details, effectiveFrom ?? nowUtcSeconds));
  const given: RegisterChange[] = row ? [{ kind: 'detailsGiven', mpxn, details: row }] : [];
  const changes: RegisterChange[] = [
    ...given,
    ...pointChanges(about, row, status),
    ...given.flatMap((change) => elected(stations, change, nowMillis)),
  ];
  return { changes, result: row?.detailsId === undefined ? {} : { detailsId: row.detailsId } };
};

/** The row as it will be kept; throws Fault where it may not be given, or cannot be. */
async function rowOf(
  about: About,
  value: PointDetails,
  atUtcSeconds: number,
): Promise<DatedDetails & { detailsId: number }> {
  const { stations, point, party, nowMillis, nowUtcSeconds } = about;
  requireDate(atUtcSeconds, nowUtcSeconds);
  requireOwn(value, givesAs(point, party, { atUtcSeconds, nowUtcSeconds }, REFERENCE));
  if (value.site && atUtcSeconds > nowUtcSeconds)
    throw new Fault('DATE_REFUSED', 'effectiveFrom: a place does not move');
  requireAgents(stations, value);
  const row = {
    detailsId: Number(await stations.store.reserveCounter('details', 1)),
    effectiveFromUtcSeconds: atUtcSeconds,
    value,
    givenBy: party.eui64,
    knownFromMillis: nowMillis,
  };
  requirePossible(point, row);
  const after = { ...point, ...placeOf(value), details: [...(point.details ?? []), row] };
  await requireOneLead(stations, after, atUtcSeconds);
  return row;
}

function requireOwn(value: PointDetails, relations: readonly Relation[]): void {
  if (relations.length === 0)
    throw new Fault('DETAILS_NOT_YOURS', 'effectiveFrom: not the user’s time');
  const foreign = foreignParts(value, relations);
  if (foreign.length > 0) throw new Fault('DETAILS_NOT_YOURS', foreign.join(', '));
}

/** A user that is named as an agent is one. */
function requireAgents({ parties }: Stations, { agents = {} }: PointDetails): void {
  for (const name of ['meterOperatorUser', 'dataCollectorUser', 'dataAggregatorUser'] as const) {
    const user = agents[name];
    if (user !== undefined && !parties.get(user)?.roles.includes('RSA'))
      throw new Fault('AGENT_UNKNOWN', `details.agents.${name}`);
  }
}

/** Together with what is in force at its date and at each later one; what was wrong before may stay so. */
function requirePossible(point: MeteringPoint, row: DatedDetails): void {
  const before = point.details ?? [];
  const after = [...before, row];
  const parts = partsOf(row.value);
  for (const at of datesFrom(before, row.effectiveFromUtcSeconds)) {
    const known = new Set(checkDetails(point, detailsAt(before, at)).map(textOf));
    const problems = checkDetails(point, detailsAt(after, at)).map(textOf);
    const isOwn = (text: string) => parts.some((part) => text.startsWith(part));
    const [first] = problems.filter((text) => isOwn(text) || !known.has(text));
    if (first !== undefined) throw new Fault('DETAILS_REFUSED', `details.${first}`);
  }
}

const textOf = ({ field, reason }: { field: string; reason: string }) => `${field}: ${reason}`;

/** What finds the point follows its site, where that is the one in force. */
function pointChanges(
  { point, party, nowUtcSeconds }: About,
  row: DatedDetails | undefined,
  status: Update['status'],
): RegisterChange[] {
  if (status !== undefined) {
    if (point.networkOperator !== party.eui64) throw new Fault('DETAILS_NOT_YOURS', 'status');
    requireStatusStep(point, status, nowUtcSeconds);
  }
  const { mpxn, details = [] } = point;
  const isInForce = row && rowsAt([...details, row], nowUtcSeconds).get('site') === row;
  const change = {
    ...(status === undefined ? {} : { status }),
    ...(isInForce ? placeOf(row.value) : {}),
  };
  return Object.keys(change).length === 0 ? [] : [{ kind: 'pointChanged', mpxn, ...change }];
}

/** By what the point is found. */
const placeOf = ({ site: { uprn, postCode, addressIdentifier } = {} }: Partial<PointDetails>) => ({
  ...(uprn === undefined ? {} : { uprn }),
  ...(postCode === undefined ? {} : { postCode }),
  ...(addressIdentifier === undefined ? {} : { addressIdentifier }),
});
