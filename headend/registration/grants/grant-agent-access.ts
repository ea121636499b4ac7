/** 93.1: a supplier appoints an agent for metering points of its own. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { grantAgentAccess as service } from '../../../protocol/registration/grant-agent-access.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import type { Handler } from '../../non-device/handler.ts';
import type { RegisterChange } from '../register-change.ts';
import type { Grant, MeteringPoint } from '../registration.ts';
import { suppliedPoints } from './points.ts';
import { requireScope } from './scope.ts';

type Value = ValueOf<typeof service.request>;

/** In force or to come, at one metering point: every decision reads them (own). */
export const GRANTS_PER_POINT_MAX = 100;

export const grantAgentAccess: Handler = async (stations, { body, originator }, nowMillis) => {
  const { agent, mpxns, scope, from, to } = body as Value;
  const now = Math.floor(nowMillis / 1000);
  const begins = Math.max(from ?? now, now);
  if (!stations.parties.get(agent)?.roles.includes('RSA')) throw new Fault('AGENT_UNKNOWN');
  requireScope('RSA', scope);
  if (to !== undefined && to <= begins)
    throw new Fault('DATE_REFUSED', 'to: it would be over already');
  const points = await suppliedPoints(stations, mpxns, originator, begins);
  const first = await reserveGrants(stations, points, now);
  const period = {
    effectiveFromUtcSeconds: begins,
    ...(to === undefined ? {} : { effectiveToUtcSeconds: to }),
  };
  const limits = scope === undefined ? {} : { scope };
  const changes = points.map(({ mpxn }, index): RegisterChange => {
    const by = { grantId: first + index, party: agent, role: 'RSA', givenBy: originator } as const;
    return { kind: 'grantGiven', mpxn, grant: { ...by, ...limits, ...period } };
  });
  const grants = points.map(({ mpxn }, index) => ({ mpxn, grantId: first + index }));
  const told = { grants, supplier: originator, ...limits, from: begins };
  const event = { agentAccessGranted: to === undefined ? told : { ...told, to } };
  return { result: { grants }, changes, events: [{ recipient: agent, event }] };
};

/** The first of as many numbers as there are points. Throws Fault where there is no room for another grant. */
export async function reserveGrants(
  { store }: Pick<Stations, 'store'>,
  points: readonly MeteringPoint[],
  atUtcSeconds: number,
): Promise<number> {
  for (const [index, { grants = [] }] of points.entries())
    if (grants.filter((grant) => !isOver(grant, atUtcSeconds)).length >= GRANTS_PER_POINT_MAX)
      throw new Fault('GRANTS_FULL', `mpxns[${index}]`);
  return Number(await store.reserveCounter('grant', points.length));
}

/** It holds no more, and will not. */
export const isOver = ({ effectiveToUtcSeconds: to }: Grant, atUtcSeconds: number): boolean =>
  to !== undefined && to <= atUtcSeconds;
