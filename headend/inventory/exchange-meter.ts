/**
 * Service 96.1: a meter is taken down, and another takes over its metering point. In one transaction, so that
 * at no moment two meters are there, or the old one still answers.
 */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { exchangeMeter as service } from '../../protocol/registration/exchange-meter.ts';
import type { Party } from '../access/parties.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import type { Change } from '../non-device/change.ts';
import type { AddressedEvent, Consequences, Handler } from '../non-device/handler.ts';
import { endingAlerts, scheduleEndings } from '../non-device/status-alerts.ts';
import { EXCHANGED_FROM } from '../non-device/status-rules.ts';
import type { PointDetails } from '../registration/details/details.ts';
import { givesAs, relationsTo } from '../registration/master-data/rights.ts';
import { type MeteringPoint, supplierAt } from '../registration/registration.ts';
import { type ListedDevice, type Place, pointsOf } from './device.ts';
import { METER_OF, meterAt } from './meters-at-point.ts';

type Exchange = ValueOf<typeof service.request>;
type About = {
  readonly stations: Stations;
  readonly exchange: Exchange;
  readonly point: MeteringPoint;
  readonly party: Party;
  readonly exchangedAtUtcSeconds: number;
  readonly nowUtcSeconds: number;
};

const REFERENCE = '96.1';
/** Own choice: an installer reports within two weeks. */
const LATE_SECONDS_MAX = 14 * 86_400;

/** Throws Fault; nothing has changed then. */
export const exchangeMeter: Handler = async (stations, { body, originator }, nowMillis) => {
  const exchange = body as Exchange;
  const nowUtcSeconds = Math.floor(nowMillis / 1000);
  const { mpxn, exchangedAt = nowUtcSeconds } = exchange;
  const party = stations.parties.get(originator);
  const point = await stations.register.find(mpxn);
  if (!party || !point) throw new Fault('NOT_RESPONSIBLE');
  const when = { atUtcSeconds: exchangedAt, nowUtcSeconds };
  const relations = givesAs(point, party, when, REFERENCE);
  if (!relations.includes('supplier') && !relations.includes('agent'))
    throw new Fault('NOT_RESPONSIBLE');
  if (exchangedAt > nowUtcSeconds || exchangedAt < nowUtcSeconds - LATE_SECONDS_MAX)
    throw new Fault('DATE_REFUSED', 'exchangedAt: not within the last 14 days');
  const times = { exchangedAtUtcSeconds: exchangedAt, nowUtcSeconds };
  const about = { stations, exchange, point, party, ...times };
  const old = oldMeter(about);
  const fitted = newMeter(about, old);
  const { changes = [], alerts = [] } = old ? takenDown(about, old) : {};
  const given = await detailsOf(about);
  return {
    changes: [...changes, ...(fitted ? [takenOver(about, fitted, old)] : []), ...given],
    alerts,
    events: toldOf(about),
  };
};

/** The meter that is there; the same fault for one that is not known as for one that is elsewhere. */
function oldMeter({ stations: { inventory }, exchange, point }: About): ListedDevice | undefined {
  const meter = meterAt(inventory, point);
  if (exchange.oldDevice === meter?.record.eui64) return meter;
  if (exchange.oldDevice === undefined)
    throw new Fault('METER_EXCHANGE', 'oldDevice: a meter is in use at the metering point');
  throw new Fault('METER_EXCHANGE', 'oldDevice: not in use at the metering point');
}

/** A meter that is nowhere yet, and that the user, the supplier or the operator has told of. */
function newMeter(about: About, old: ListedDevice | undefined): ListedDevice | undefined {
  const { stations, exchange, point, nowUtcSeconds } = about;
  if (exchange.newDevice === undefined) return undefined;
  const meter = stations.inventory.get(exchange.newDevice);
  const supplier = supplierAt(point, nowUtcSeconds)?.supplier;
  const tellers: readonly (Eui64 | undefined)[] = [about.party.eui64, supplier, undefined];
  if (!meter || pointsOf(meter).length > 0 || !tellers.includes(meter.notifiedBy))
    throw new Fault('METER_EXCHANGE', 'newDevice: none that the user may fit');
  const { deviceType } = meter.record;
  if (deviceType !== METER_OF[point.fuel])
    throw new Fault('METER_EXCHANGE', `newDevice: a ${deviceType} at a point of ${point.fuel}`);
  if (!EXCHANGED_FROM.includes(meter.status)) throw new Fault('DEVICE_STATUS', meter.status);
  const isTwin = meter.esmeVariant === undefined || meter.esmeVariant.startsWith('B');
  if (old?.secondaryImportMpan !== undefined && !isTwin)
    throw new Fault('METER_EXCHANGE', 'newDevice: it has no second element');
  return meter;
}

function takenDown({ stations, party, nowUtcSeconds }: About, old: ListedDevice): Consequences {
  const { eui64 } = old.record;
  const ending = { by: party.eui64, atUtcSeconds: nowUtcSeconds, how: 'decommissioned' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(stations, eui64, ending);
  const place = { status: 'Decommissioned' } as const;
  return {
    changes: [{ kind: 'deviceChanged', eui64, place }, ...changes],
    alerts: [...endingAlerts(stations, old, ending), ...alerts],
  };
}

/** All that the old meter measured, in the log of the same hub; from then on whoever may ask may ask the new one. */
function takenOver({ point }: About, meter: ListedDevice, old: ListedDevice | undefined): Change {
  const { mpxn = point.mpxn, secondaryImportMpan, exportMpan, hub } = old ?? {};
  const place: Partial<Place> = {
    mpxn,
    ...(secondaryImportMpan === undefined ? {} : { secondaryImportMpan }),
    ...(exportMpan === undefined ? {} : { exportMpan }),
    ...(hub === undefined ? {} : { hub }),
    ...(meter.status === 'Pending' ? { status: 'InstalledNotCommissioned' } : {}),
  };
  return { kind: 'deviceChanged', eui64: meter.record.eui64, place };
}

/** The technical details of the new meter; without a smart meter, that there is none. */
async function detailsOf(about: About): Promise<Change[]> {
  const { stations, exchange, point, party, exchangedAtUtcSeconds, nowUtcSeconds } = about;
  const value: Partial<PointDetails> = {
    ...(exchange.meter ? { meter: exchange.meter } : {}),
    ...(exchange.newDevice === undefined ? { smart: { standing: 'treatedAsNotSmart' } } : {}),
  };
  if (Object.keys(value).length === 0) return [];
  const details = {
    detailsId: Number(await stations.store.reserveCounter('details', 1)),
    effectiveFromUtcSeconds: exchangedAtUtcSeconds,
    value,
    givenBy: party.eui64,
    knownFromMillis: nowUtcSeconds * 1000,
  };
  return [{ kind: 'detailsGiven', mpxn: point.mpxn, details }];
}

/** Readings are for the supplier and its agents alone; they are in the outbox until they are taken, and nowhere else. */
function toldOf(about: About): AddressedEvent[] {
  const { stations, exchange, point, party, exchangedAtUtcSeconds, nowUtcSeconds } = about;
  const { meter: _, closing, opening, ...what } = exchange;
  const event = { ...what, exchangedAt: exchangedAtUtcSeconds };
  const readings = { ...(closing ? { closing } : {}), ...(opening ? { opening } : {}) };
  const supplier = supplierAt(point, nowUtcSeconds)?.supplier;
  const agents = (point.grants ?? []).map((grant) => grant.party);
  const all = new Set([supplier, point.networkOperator, ...agents]);
  const when = { atUtcSeconds: nowUtcSeconds, nowUtcSeconds };
  return [...all].flatMap((recipient) => {
    const user = recipient === undefined ? undefined : stations.parties.get(recipient);
    if (!user || user.eui64 === party.eui64) return [];
    const relations = relationsTo(point, user, when, '90.1');
    if (relations.includes('supplier') || relations.includes('agent'))
      return [{ recipient: user.eui64, event: { meterExchanged: { ...event, ...readings } } }];
    if (!relations.includes('networkOperator')) return [];
    return [{ recipient: user.eui64, event: { meterExchanged: event } }];
  });
}
