/** What the gaining supplier has said for the time of a supply that is not to be: it goes with the supply. Pure. */
import type { AddressedEvent, Consequences } from '../../non-device/handler.ts';
import { isOver } from '../grants/grant-agent-access.ts';
import { ended } from '../grants/revoke-agent-access.ts';
import type { RegisterChange } from '../register-change.ts';
import type { Grant, MeteringPoint } from '../registration.ts';
import type { Switch } from './switch.ts';

type OwnGrant = Grant & { readonly grantId: number };
type Granted = { readonly mpxn: string; readonly grant: OwnGrant };

/** Master data, tenancies and grants: once the gate is closed it may state them from the first day on. */
export function voidStated(
  { gainingSupplier: by, supplyStartUtcSeconds: start }: Switch,
  points: readonly MeteringPoint[],
): Consequences & { readonly changes: readonly RegisterChange[] } {
  const details = points.flatMap(({ mpxn, details: rows = [] }) =>
    rows.flatMap(({ detailsId, givenBy, effectiveFromUtcSeconds: from }): RegisterChange[] =>
      detailsId !== undefined && givenBy === by && from >= start
        ? [{ kind: 'detailsVoided', mpxn, detailsId }]
        : [],
    ),
  );
  const granted = points.flatMap(({ mpxn, grants = [] }) =>
    grants.flatMap((grant): Granted[] => {
      const { grantId, givenBy, effectiveFromUtcSeconds: from } = grant;
      const isOfIt = givenBy === by && from >= start && !isOver(grant, from);
      return grantId !== undefined && isOfIt ? [{ mpxn, grant: { ...grant, grantId } }] : [];
    }),
  );
  const grants = granted.map(({ mpxn, grant }) => ended(mpxn, grant, start));
  return { changes: [...details, ...grants], events: toldTo(granted, by) };
}

/** To each agent, of each date from which it was to be one. */
function toldTo(granted: readonly Granted[], supplier: string): AddressedEvent[] {
  return granted.map(({ mpxn, grant: { grantId, party: recipient, ...grant } }) => ({
    recipient,
    event: {
      agentAccessRevoked: {
        grants: [{ mpxn, grantId }],
        supplier,
        from: grant.effectiveFromUtcSeconds,
      },
    },
  }));
}
