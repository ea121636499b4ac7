/** Whom a change of tenancy concerns beside the supplier that tells of it. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import { isOver } from '../grants/grant-agent-access.ts';
import type { MeteringPoint } from '../registration.ts';

type About = { readonly by: Eui64; readonly from: number; readonly now: number };

/** Other users whose consents end by it, agents, and suppliers to come. */
export function toldOfTenancy(points: readonly MeteringPoint[], about: About): AddressedEvent[] {
  return [...points.flatMap((point) => consentsOver(point, about)), ...others(points, about)];
}

/** Those that were given before it and would have held on. */
function consentsOver({ mpxn, grants = [] }: MeteringPoint, { from }: About): AddressedEvent[] {
  return grants
    .filter((grant) => grant.role === 'OU' && grant.effectiveFromUtcSeconds < from)
    .filter((grant) => !isOver(grant, from))
    .flatMap(({ party: recipient, grantId }) => {
      if (grantId === undefined) return [];
      const why = 'tenancyChanged' as const;
      return [{ recipient, event: { authorisationEnded: { mpxn, grantId, from, why } } }];
    });
}

function others(points: readonly MeteringPoint[], about: About): AddressedEvent[] {
  const { by, from } = about;
  const recipients = new Set(points.flatMap((point) => concerned(point, about)));
  recipients.delete(by);
  return [...recipients].map((recipient) => {
    const theirs = points.filter((point) => concerned(point, about).includes(recipient));
    const mpxns = theirs.map(({ mpxn }) => mpxn);
    return { recipient, event: { tenancyChanged: { mpxns, from } } };
  });
}

/** Agents whose grants go on, and who supplies at or after that date. */
function concerned({ grants = [], registrations }: MeteringPoint, { from, now }: About): Eui64[] {
  const agents = grants.filter((grant) => grant.role === 'RSA' && !isOver(grant, now));
  const suppliers = registrations.filter(
    ({ effectiveToUtcSeconds: to }) => to === undefined || to > from,
  );
  return [...agents.map(({ party }) => party), ...suppliers.map(({ supplier }) => supplier)];
}
