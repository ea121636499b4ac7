/**
 * The feed: what users are told of the register. It is made of the changes themselves, wherever they come
 * from, so that no service can forget to tell those whom a change concerns.
 */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { RegistrationEvent } from '../../../protocol/registration/events.ts';
import type { Stations } from '../../dispatch/stations.ts';
import type { Change } from '../../non-device/change.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import { detailsAt, type PointDetails, partsOf } from '../details/details.ts';
import { type Relation, relationsTo, visibleParts } from '../master-data/rights.ts';
import { isRegisterChange, type RegisterChange } from '../register-change.ts';
import type { DatedDetails, MeteringPoint } from '../registration.ts';

type World = Pick<Stations, 'register' | 'parties'>;
type About = { readonly world: World; readonly nowUtcSeconds: number };
type Of<K extends RegisterChange['kind']> = Extract<RegisterChange, { kind: K }>;

/** An agent's grant must be for reading; whoever may not read the register is not told of it either. */
const REFERENCE = '90.1';

/**
 * The events of changes that are not in the register yet. Of registrations a change of supplier tells its own
 * (switching/), and so do grants (grants/, authorisations/); whoever made a change is not told of it, and what
 * `own` tells beside it is not told twice.
 */
export function feedEvents(
  world: World,
  changes: readonly Change[],
  nowUtcSeconds: number,
  own: readonly AddressedEvent[] = [],
): AddressedEvent[] {
  const about = { world, nowUtcSeconds };
  const isSwitch = changes.some(({ kind }) => kind === 'switchPut');
  const added = new Map<string, MeteringPoint>();
  const events = changes.filter(isRegisterChange).flatMap((change) => {
    if (isSwitch && REGISTRATIONS.includes(change.kind)) return [];
    if (change.kind === 'pointAdded') added.set(change.point.mpxn, change.point);
    return eventsOf(about, change, (mpxn) => added.get(mpxn) ?? world.register.get(mpxn));
  });
  return events.filter((event) => !isToldBy(own, event));
}

const REGISTRATIONS: readonly RegisterChange['kind'][] = [
  'registrationBegins',
  'registrationEnds',
  'registrationVoided',
];

/** An agent that is told that its appointment has ended need not hear that it is named no more. */
function isToldBy(own: readonly AddressedEvent[], { recipient, event }: AddressedEvent): boolean {
  const { agentRemoved } = event;
  if (!agentRemoved) return false;
  const { mpxn, effectiveFrom } = agentRemoved;
  return own.some(
    ({ recipient: to, event: { appointmentEnded: ended } }) =>
      to === recipient && ended?.endedAt === effectiveFrom && ended.mpxns.includes(mpxn),
  );
}

function eventsOf(
  about: About,
  change: RegisterChange,
  pointOf: (mpxn: string) => MeteringPoint | undefined,
): AddressedEvent[] {
  if (change.kind === 'pointAdded') return pointAdded(about, change);
  switch (change.kind) {
    case 'grantGiven':
    case 'grantEnds':
    case 'grantsStated':
      return [];
    default: {
      const point = pointOf(change.mpxn);
      return point ? atPoint(about, change, point) : [];
    }
  }
}

type AtPoint = Exclude<
  RegisterChange,
  Of<'pointAdded' | 'grantGiven' | 'grantEnds' | 'grantsStated'>
>;

function atPoint(about: About, change: AtPoint, point: MeteringPoint): AddressedEvent[] {
  switch (change.kind) {
    case 'pointChanged':
      return pointChanged(about, change, point);
    case 'detailsGiven':
      return [...detailsGiven(about, change.details, point), ...agentsNamed(change.details, point)];
    case 'detailsVoided':
      return detailsVoided(about, change, point);
    case 'registrationBegins':
    case 'registrationEnds':
    case 'registrationVoided':
      return registrationChanged(about, change, point);
  }
}

type Concerned = { readonly recipient: Eui64; readonly relations: readonly Relation[] };

/** Whoever has to do with the point at the date or later, once each, with what it is there. */
function concerned({ world, nowUtcSeconds }: About, point: MeteringPoint, at: number): Concerned[] {
  const { registrations, grants = [], networkOperator } = point;
  const known = [
    networkOperator,
    ...registrations.map(({ supplier }) => supplier),
    ...grants.map(({ party }) => party),
  ];
  const when = { atUtcSeconds: Math.max(at, nowUtcSeconds), nowUtcSeconds };
  return [...new Set(known)].flatMap((recipient) => {
    const party = world.parties.get(recipient);
    const relations = party ? relationsTo(point, party, when, REFERENCE) : [];
    return relations.length > 0 ? [{ recipient, relations }] : [];
  });
}

/** The parts of which each may be told. */
function told(
  about: About,
  point: MeteringPoint,
  { effectiveFromUtcSeconds: at, value, givenBy }: DatedDetails,
  eventOf: (visible: Partial<PointDetails>) => RegistrationEvent,
): AddressedEvent[] {
  return concerned(about, point, at).flatMap(({ recipient, relations }) => {
    const visible = visibleParts(value, relations);
    if (recipient === givenBy || partsOf(visible).length === 0) return [];
    return [{ recipient, event: eventOf(visible) }];
  });
}

function detailsGiven(about: About, row: DatedDetails, point: MeteringPoint): AddressedEvent[] {
  const { effectiveFromUtcSeconds: effectiveFrom, givenBy } = row;
  return told(about, point, row, (details) => ({
    masterDataChanged: {
      mpxn: point.mpxn,
      parts: partsOf(details),
      effectiveFrom,
      details,
      ...(givenBy === undefined ? {} : { changedBy: givenBy }),
    },
  }));
}

function detailsVoided(
  about: About,
  { mpxn, detailsId }: Of<'detailsVoided'>,
  point: MeteringPoint,
): AddressedEvent[] {
  const row = point.details?.find((one) => one.detailsId === detailsId);
  if (!row) return [];
  const effectiveFrom = row.effectiveFromUtcSeconds;
  const withdrawn = told(about, point, row, (details) => ({
    masterDataWithdrawn: { mpxn, parts: partsOf(details), effectiveFrom },
  }));
  return [...withdrawn, ...agentsNamed(row, point, 'unnamed')];
}

const USERS = ['meterOperatorUser', 'dataCollectorUser', 'dataAggregatorUser'] as const;

/** To agents that are users: those that the row brings, and those that were until it. */
function agentsNamed(
  row: DatedDetails,
  { mpxn, details = [] }: MeteringPoint,
  how: 'named' | 'unnamed' = 'named',
): AddressedEvent[] {
  if (row.value.agents === undefined) return [];
  const effectiveFrom = row.effectiveFromUtcSeconds;
  const others = details.filter((one) => one.detailsId !== row.detailsId);
  const without = usersOf(detailsAt(others, effectiveFrom));
  const withRow = usersOf(detailsAt([...others, row], effectiveFrom));
  const [before, after] = how === 'named' ? [without, withRow] : [withRow, without];
  const supplier = row.givenBy === undefined ? {} : { supplier: row.givenBy };
  const appointment = { mpxn, effectiveFrom, ...supplier };
  return [
    ...after
      .filter((user) => !before.includes(user))
      .map((recipient) => ({ recipient, event: { agentAppointed: appointment } })),
    ...before
      .filter((user) => !after.includes(user))
      .map((recipient) => ({ recipient, event: { agentRemoved: appointment } })),
  ];
}

/** The agents that are users of the head-end. */
export const usersOf = ({ agents = {} }: Partial<PointDetails>): Eui64[] => [
  ...new Set(USERS.flatMap((name) => agents[name] ?? [])),
];

/** A new point is told to its network operator and its suppliers, with all that each may see. */
function pointAdded(about: About, { point }: Of<'pointAdded'>): AddressedEvent[] {
  const effectiveFrom = about.nowUtcSeconds;
  const value = detailsAt(point.details, effectiveFrom);
  return concerned(about, point, effectiveFrom).map(({ recipient, relations }) => {
    const details = visibleParts(value, relations);
    const parts = ['status', ...partsOf(details)];
    const { mpxn, status = 'operational' } = point;
    return {
      recipient,
      event: { masterDataChanged: { mpxn, parts, effectiveFrom, details, status } },
    };
  });
}

/** By what a point is found comes from its site, of which the feed tells by itself. */
function pointChanged(
  about: About,
  { mpxn, status }: Of<'pointChanged'>,
  point: MeteringPoint,
): AddressedEvent[] {
  if (status === undefined) return [];
  const effectiveFrom = about.nowUtcSeconds;
  return concerned(about, point, effectiveFrom).map(({ recipient }) => ({
    recipient,
    event: { masterDataChanged: { mpxn, parts: ['status'], effectiveFrom, status } },
  }));
}

const WHAT = {
  registrationBegins: 'begins',
  registrationEnds: 'ends',
  registrationVoided: 'isVoid',
} as const;

/** The network operator, agents and suppliers concerned; the one whose registration it is in any case. */
function registrationChanged(
  about: About,
  change: Of<'registrationBegins' | 'registrationEnds' | 'registrationVoided'>,
  point: MeteringPoint,
): AddressedEvent[] {
  const { mpxn, kind, effectiveFromUtcSeconds: from } = change;
  const known = point.registrations.find((one) => one.effectiveFromUtcSeconds === from);
  const supplier = kind === 'registrationBegins' ? change.supplier : known?.supplier;
  const to = kind === 'registrationVoided' ? undefined : change.effectiveToUtcSeconds;
  const event: RegistrationEvent = {
    registrationChanged: {
      mpxn,
      what: WHAT[kind],
      from,
      ...(supplier === undefined ? {} : { supplier }),
      ...(to === undefined ? {} : { to }),
    },
  };
  // The customer's adviser is told by the customer, as in 90.1.
  const recipients = concerned(about, point, from)
    .filter(({ relations }) => relations.some((relation) => relation !== 'otherUser'))
    .map(({ recipient }) => recipient);
  const all = new Set([...recipients, ...(supplier === undefined ? [] : [supplier])]);
  return [...all].map((recipient) => ({ recipient, event }));
}
