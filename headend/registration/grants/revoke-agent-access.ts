/** 93.2: what a supplier granted, it takes back. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { revokeAgentAccess as service } from '../../../protocol/registration/revoke-agent-access.ts';
import { Fault } from '../../faults.ts';
import type { AddressedEvent, Handler } from '../../non-device/handler.ts';
import type { RegisterChange } from '../register-change.ts';
import type { Grant } from '../registration.ts';
import { isOver } from './grant-agent-access.ts';
import { pointsByNumber } from './points.ts';

type Value = ValueOf<typeof service.request>;
type Ending = { readonly mpxn: string; readonly grant: Grant & { readonly grantId: number } };

export const revokeAgentAccess: Handler = async (stations, { body, originator }, nowMillis) => {
  const { grants, from } = body as Value;
  const now = Math.floor(nowMillis / 1000);
  const ends = Math.max(from ?? now, now);
  const known = await pointsByNumber(
    stations,
    grants.map(({ mpxn }) => mpxn),
  );
  const endings = grants.map(({ mpxn, grantId }, index): Ending => {
    const grant = known.get(mpxn)?.grants?.find((one) => one.grantId === grantId);
    // Another's is as unknown as none.
    if (grant?.role !== 'RSA' || grant.givenBy !== originator || isOver(grant, now))
      throw new Fault('GRANT_UNKNOWN', `grants[${index}]`);
    return { mpxn, grant: { ...grant, grantId } };
  });
  const changes = endings.map(({ mpxn, grant }) => ended(mpxn, grant, ends));
  return { changes, events: toldTo(endings, originator, ends) };
};

/** Never later than it would have ended, and never before it began: such a one has held at no time. */
export function ended(
  mpxn: string,
  grant: Grant & { readonly grantId: number },
  atUtcSeconds: number,
): RegisterChange {
  const { grantId, effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to } = grant;
  const earlier = Math.min(atUtcSeconds, to ?? atUtcSeconds);
  return { kind: 'grantEnds', mpxn, grantId, effectiveToUtcSeconds: Math.max(earlier, from) };
}

/** One message to each agent. */
function toldTo(endings: readonly Ending[], supplier: string, from: number): AddressedEvent[] {
  const agents = [...new Set(endings.map(({ grant }) => grant.party))];
  return agents.map((recipient) => {
    const grants = endings
      .filter(({ grant }) => grant.party === recipient)
      .map(({ mpxn, grant: { grantId } }) => ({ mpxn, grantId }));
    return { recipient, event: { agentAccessRevoked: { grants, supplier, from } } };
  });
}
