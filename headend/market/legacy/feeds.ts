/**
 * What goes out to the legacy side when something changes here: to the registers that have the traditional
 * sites (2A), to agents and whoever settles (2B), and the readings of a change of supplier (both).
 */
import type { RegistrationScope, Stations } from '../../dispatch/stations.ts';
import type { Consequences } from '../../non-device/handler.ts';
import { detailsAt, type PointDetails } from '../../registration/details/details.ts';
import type { RegisterChange } from '../../registration/register-change.ts';
import { type MeteringPoint, supplierAt } from '../../registration/registration.ts';
import { isServed } from '../../registration/take-on/served.ts';
import { type Draft, REGISTER_ROLE, toParticipant } from './drafts.ts';
import { cnf, onjob } from './flows/gas.ts';
import { d0150, d0205, d0209 } from './flows/settlement.ts';
import { participantId } from './items.ts';
import type { Participants } from './participants.ts';
import { readingDrafts } from './readings.ts';

export type World = Pick<Stations, 'register' | 'inventory' | 'registrationScope'> & {
  readonly participants: Participants;
};
/** What is to be said of a metering point: who supplies it, or that its smart meter is there. */
type News = {
  readonly point: MeteringPoint;
  readonly fromUtcSeconds: number;
  readonly details: Partial<PointDetails>;
  /** Participant id; undefined: nobody's, or of nobody who has one. */
  readonly supplier: string | undefined;
};

const DAY_SECONDS = 86_400;
const COLLECTOR = 'D';
const AGGREGATOR = 'B';
/** Parts by which a site is settled. */
const SETTLED_BY = ['settlementElectricity', 'network', 'energisation', 'agents'] as const;

/** Each metering point and day is told of once, however many changes it has. */
export function legacyDrafts(
  world: World,
  { changes = [], events = [] }: Pick<Consequences, 'changes' | 'events'>,
  nowMillis: number,
): Draft[] {
  const ofRegister = changes.filter(isOfRegister);
  const told = new Map<string, Draft[]>();
  for (const change of ofRegister) {
    const news = newsOf(world, change, ofRegister, nowMillis);
    if (!news) continue;
    const isThere = change.kind === 'detailsGiven' && change.details.value.smart !== undefined;
    const name = `${change.mpxn} ${news.fromUtcSeconds} ${isThere}`;
    if (!told.has(name)) told.set(name, isThere ? meterThere(world, news) : feed(world, news));
  }
  return [...told.values(), readingDrafts(world, events)].flat();
}

type Named = Exclude<RegisterChange, { kind: 'pointAdded' }>;
const isOfRegister = (change: { readonly kind: string }): change is Named =>
  ['registrationBegins', 'registrationVoided', 'detailsGiven'].includes(change.kind);

/** Undefined: nobody on the legacy side has to know. */
function newsOf(
  world: World,
  change: Named,
  all: readonly Named[],
  nowMillis: number,
): News | undefined {
  const point = world.register.get(change.mpxn);
  if (!point || !isToBeTold(world, change, point, nowMillis)) return undefined;
  const fromUtcSeconds =
    change.kind === 'detailsGiven'
      ? change.details.effectiveFromUtcSeconds
      : 'effectiveFromUtcSeconds' in change
        ? change.effectiveFromUtcSeconds
        : Math.floor(nowMillis / 1000);
  const given = all.flatMap((one) =>
    one.kind === 'detailsGiven' && one.mpxn === change.mpxn ? [one.details] : [],
  );
  const supplier = supplierFrom(point, all, fromUtcSeconds);
  return {
    ...{ point, fromUtcSeconds },
    details: detailsAt([...(point.details ?? []), ...given], fromUtcSeconds),
    supplier: supplier === undefined ? undefined : world.participants.ids.get(supplier),
  };
}

function isToBeTold(world: World, change: Named, point: MeteringPoint, nowMillis: number): boolean {
  const isOwnSwitch =
    change.kind === 'registrationVoided' ||
    (change.kind === 'registrationBegins' && change.switchId !== undefined);
  if (change.kind === 'detailsGiven') {
    const { value } = change.details;
    if (value.smart) return value.smart.standing === 'smart';
    return is2B(world) && SETTLED_BY.some((part) => value[part] !== undefined);
  }
  // What the legacy register has decided is not told to it again.
  if (!is2B(world)) return isOwnSwitch && isServed(world, point, Math.floor(nowMillis / 1000));
  return isOwnSwitch || change.kind === 'registrationBegins';
}

const is2B = ({ registrationScope }: { readonly registrationScope: RegistrationScope }) =>
  registrationScope === 'all-sites';

/** The supplier from then on, the changes having been made. */
function supplierFrom(
  point: MeteringPoint,
  changes: readonly Named[],
  atUtcSeconds: number,
): string | undefined {
  const ofPoint = changes.filter(({ mpxn }) => mpxn === point.mpxn);
  const begun = ofPoint.find(
    (one) => one.kind === 'registrationBegins' && one.effectiveFromUtcSeconds === atUtcSeconds,
  );
  if (begun?.kind === 'registrationBegins') return begun.supplier;
  const isVoided = ofPoint.some((one) => one.kind === 'registrationVoided');
  // Whom it was to follow goes on.
  return supplierAt(point, isVoided ? atUtcSeconds - 1 : atUtcSeconds)?.supplier;
}

/** Who supplies, and by what it is settled. */
function feed(world: World, news: News): Draft[] {
  const { point, supplier, details } = news;
  const { registers } = world.participants;
  if (point.fuel === 'gas') {
    if (supplier === undefined) return [];
    const entry = { mprn: point.mpxn, supplier, supplyStart: dayOf(news.fromUtcSeconds) };
    const shipper = idOr(details.agents?.shipper);
    const entries = [{ ...entry, ...(shipper ? { shipper } : {}) }];
    return [toParticipant(registerOf(registers.gas), cnf, { entries })];
  }
  const entries = [settled(news)];
  if (!is2B(world)) return [toParticipant(registerOf(registers.electricity), d0205, { entries })];
  const collector = idOr(details.agents?.dataCollector);
  const aggregator = idOr(details.agents?.dataAggregator);
  return [
    ...(aggregator
      ? [toParticipant({ id: aggregator, role: AGGREGATOR }, d0209, { entries })]
      : []),
    ...(collector ? [toParticipant({ id: collector, role: COLLECTOR }, d0205, { entries })] : []),
  ];
}

/** That a smart meter is there, and the DCC has the site. */
function meterThere(world: World, news: News): Draft[] {
  const { point, details, fromUtcSeconds } = news;
  const { registers } = world.participants;
  const { device, specificationVersion: specification } = details.smart ?? {};
  const meter = {
    ...(device ? { device } : {}),
    ...(specification ? { specification } : {}),
    isServedByDcc: 'T' as const,
  };
  const day = dayOf(fromUtcSeconds);
  if (point.fuel === 'gas') {
    const entry = { mprn: point.mpxn, doneOn: day, job: 'installed' as const, ...meter };
    return [toParticipant(registerOf(registers.gas), onjob, { entries: [entry] })];
  }
  const technical = { entries: [{ mpan: point.mpxn, effectiveFrom: day, meters: [meter] }] };
  if (is2B(world)) {
    const { dataCollector, meterOperator } = details.agents ?? {};
    return [
      { id: idOr(dataCollector), role: COLLECTOR },
      { id: idOr(meterOperator), role: 'M' },
    ].flatMap(({ id, role }) => (id ? [toParticipant({ id, role }, d0150, technical)] : []));
  }
  const to = registerOf(registers.electricity);
  const entries = [{ ...settled(news), isSmart: 'T' as const, isServedByDcc: 'T' as const }];
  return [toParticipant(to, d0205, { entries }), toParticipant(to, d0150, technical)];
}

function settled({ point, fromUtcSeconds, supplier, details }: News) {
  const { settlementElectricity = {}, network = {}, energisation, agents = {} } = details;
  const { lineLossFactorClass, gspGroup } = network;
  const dataCollector = idOr(agents.dataCollector);
  const dataAggregator = idOr(agents.dataAggregator);
  return {
    mpan: point.mpxn,
    effectiveFrom: dayOf(fromUtcSeconds),
    ...(supplier ? { supplier } : {}),
    ...settlementElectricity,
    ...(lineLossFactorClass ? { lineLossFactorClass } : {}),
    ...(gspGroup ? { gspGroup } : {}),
    ...(energisation ? { energisation: energisation.state } : {}),
    ...(dataCollector ? { dataCollector } : {}),
    ...(dataAggregator ? { dataAggregator } : {}),
  };
}

const registerOf = (id: string) => ({ id, role: REGISTER_ROLE });
const dayOf = (utcSeconds: number) => Math.floor(utcSeconds / DAY_SECONDS) * DAY_SECONDS;
/** Agents are known by longer names too, which no file can carry. */
const idOr = (id: string | undefined): string | undefined =>
  id !== undefined && participantId.check(id) === undefined ? id : undefined;
