/**
 * A site is taken on when its smart meter is commissioned (P12), or when one that was there before the DCC is
 * first heard of (P22): from then on the register has it as smart, and whoever must know on the legacy side
 * is told by the files that follow from this change (market/legacy/feeds.ts).
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { smartDetails } from '../../../protocol/registration/meter-details.ts';
import { smetsVersion } from '../../../protocol/services/inventory-shapes.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { type ListedDevice, pointsOf } from '../../inventory/device.ts';
import { eligibilityOf } from '../../inventory/specifications.ts';
import type { AddressedEvent, Consequences } from '../../non-device/handler.ts';
import { detailsAt, type PointDetails } from '../details/details.ts';
import type { RegisterChange } from '../register-change.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import { isMeter } from './served.ts';

type World = Pick<Stations, 'inventory' | 'register'>;
type TakenOn = {
  readonly changes: readonly RegisterChange[];
  readonly events: readonly AddressedEvent[];
};
type Smart = ValueOf<typeof smartDetails>;

const NOTHING: TakenOn = { changes: [], events: [] };

/** What the register says from now on of the metering points of a meter that has been commissioned. */
export function takenOn(
  { register }: Pick<Stations, 'register'>,
  device: ListedDevice,
  nowMillis: number,
): Consequences {
  if (!isMeter(device)) return {};
  const points = pointsOf(device).flatMap((mpxn) => register.get(mpxn) ?? []);
  return joined(points.map((point) => takenOnAt(point, device, nowMillis)));
}

/**
 * A meter has said who it is (the announcement of a device), or been heard of in another way: where it counted
 * as not smart until then it is adopted, if it is of a version that is taken on. `points` are the metering
 * points it is at.
 */
export function adopted(
  device: ListedDevice,
  points: readonly MeteringPoint[],
  nowMillis: number,
): Consequences {
  return joined(
    points
      .filter((point) => smartAt(point, nowMillis)?.standing === 'treatedAsNotSmart')
      .filter((point) => smartAt(point, nowMillis)?.device === device.record.eui64)
      .map((point) => takenOnAt(point, device, nowMillis)),
  );
}

/**
 * A supplier has now elected to use the DCC for a customer that is not domestic (P23): a meter that is in
 * service there already is taken on with it. `change` is the statement of the election.
 */
export function elected(
  { inventory, register }: World,
  change: RegisterChange,
  nowMillis: number,
): readonly RegisterChange[] {
  if (change.kind !== 'detailsGiven' || change.details.value.customer?.usesDcc !== true) return [];
  const point = register.get(change.mpxn);
  const meter = inventory
    .fittedAt(change.mpxn)
    .find((device) => isMeter(device) && device.status === 'Commissioned');
  if (!point || !meter) return [];
  const details = [...(point.details ?? []), change.details];
  return takenOnAt({ ...point, details }, meter, nowMillis).changes;
}

function takenOnAt(point: MeteringPoint, device: ListedDevice, nowMillis: number): TakenOn {
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const { customer, smart: before } = detailsAt(point.details, nowUtcSeconds);
  if (!usesDcc(customer)) return NOTHING;
  const { mpxn } = point;
  const { eui64 } = device.record;
  if (before?.standing === 'smart' && before.device === eui64) return NOTHING;
  const smart = standingOf(device, before?.device === eui64 ? before : undefined);
  const details = {
    effectiveFromUtcSeconds: nowUtcSeconds,
    value: { smart, ...addressOf(point, device, nowUtcSeconds) },
    knownFromMillis: nowMillis,
  };
  const events = eventsOf(point, smart, before, nowUtcSeconds);
  return { changes: [{ kind: 'detailsGiven', mpxn, details }], events };
}

/** Of a device that said who it is before anybody said where: its address comes to the point with it (P19). */
function addressOf(
  { details }: MeteringPoint,
  { wanAddress }: ListedDevice,
  atUtcSeconds: number,
): Partial<Pick<PointDetails, 'communications'>> {
  const known = detailsAt(details, atUtcSeconds).communications?.wanAddress;
  return wanAddress === undefined || wanAddress === known ? {} : { communications: { wanAddress } };
}

/** Domestic, or elected; of whom nothing is said is taken to be domestic. */
const usesDcc = (customer: ReturnType<typeof detailsAt>['customer']): boolean =>
  customer?.customerType !== 'nonDomestic' || customer.usesDcc === true;

/**
 * By the version on record. Of a meter that was there before it must be known; whoever fits a new one answers
 * for its being of a good one, where nobody has said.
 */
function standingOf(
  { record, smetsVersion: known }: ListedDevice,
  early: Smart | undefined,
): Smart {
  const version = known ?? early?.specificationVersion;
  const isWritten = version !== undefined && smetsVersion.check(version) === undefined;
  const about = {
    device: record.eui64,
    ...(isWritten ? { specificationVersion: version } : {}),
  };
  if (version === undefined && early === undefined) return { standing: 'smart', ...about };
  const eligibility = eligibilityOf(record.deviceType, version);
  if (eligibility.isEligible) return { standing: 'smart', ...about };
  return { standing: 'notEligible', ...about, reason: eligibility.reason.slice(0, 100) };
}

/** To the supplier and the network operator. */
function eventsOf(
  point: MeteringPoint,
  { standing, device = '', specificationVersion: version, reason = '' }: Smart,
  before: Smart | undefined,
  nowUtcSeconds: number,
): AddressedEvent[] {
  const { mpxn, networkOperator } = point;
  const meter = { mpxn, device, ...(version ? { specificationVersion: version } : {}) };
  const recipients = new Set([supplierAt(point, nowUtcSeconds)?.supplier, networkOperator]);
  const toAll = (event: AddressedEvent['event']) =>
    [...recipients].flatMap((recipient) => (recipient ? [{ recipient, event }] : []));
  if (standing === 'notEligible') return toAll({ meterNotEligible: { ...meter, reason } });
  const isAdopted = before?.standing === 'treatedAsNotSmart' && before.device === device;
  return isAdopted ? toAll({ earlyMeterAdopted: meter }) : [];
}

const smartAt = ({ details }: MeteringPoint, nowMillis: number): Smart | undefined =>
  detailsAt(details, Math.floor(nowMillis / 1000)).smart;

const joined = (all: readonly Consequences[]): Consequences => ({
  changes: all.flatMap(({ changes = [] }) => changes),
  events: all.flatMap(({ events = [] }) => events),
});
