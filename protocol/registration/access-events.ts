/** Events of access: grants, consents and tenancies that begin and end. */
import { enumeration, eui64, utcDateTime } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { grantId, grantsAtPoints, scope } from './grant-shapes.ts';

const at = { mpxn: required(1, mpxn, 'The metering point.') };
const grants = { grants: required(1, grantsAtPoints, 'Which.') };

/** Branches 30 to 39 of the feed. */
export const accessEvents = {
  agentAccessGranted: required(
    30,
    struct(
      {
        ...grants,
        supplier: required(2, eui64, 'Whose agent it is.'),
        scope: optional(3, scope, 'Services it is for; absent: all that an agent may ask.'),
        from: required(4, utcDateTime, 'From when on.'),
        to: optional(5, utcDateTime, 'The first second at which it is over.'),
      },
      'AgentAccessGranted',
    ),
    'To the agent: it may act for a supplier.',
  ),
  agentAccessRevoked: required(
    31,
    struct(
      {
        ...grants,
        supplier: required(2, eui64, 'Whose agent it was.'),
        from: required(3, utcDateTime, 'The first second at which it is over.'),
      },
      'AgentAccessRevoked',
    ),
    'To the agent: it may not any more.',
  ),
  otherUserAuthorised: required(
    32,
    struct(
      {
        ...at,
        grantId: required(2, grantId, 'By which it is withdrawn.'),
        otherUser: required(3, eui64, 'Whom the customer allowed.'),
        scope: required(4, scope, 'Services it is for.'),
        until: required(5, utcDateTime, 'The first second at which it is over.'),
      },
      'OtherUserAuthorised',
    ),
    'To the supplier, which may be told of its withdrawal: the customer has consented.',
  ),
  authorisationEnded: required(
    33,
    struct(
      {
        ...at,
        grantId: required(2, grantId, 'Which.'),
        from: required(3, utcDateTime, 'The first second at which it is over.'),
        why: required(
          4,
          enumeration({ withdrawnByOtherUser: 1, withdrawnByCustomer: 2, tenancyChanged: 3 }),
          'For which reason.',
        ),
      },
      'AuthorisationEnded',
    ),
    'To the other user, or the supplier: the consent of the customer is over.',
  ),
  tenancyChanged: required(
    34,
    struct(
      {
        mpxns: required(1, list('MPxN', mpxn, 1, 20), 'Of one site.'),
        from: required(2, utcDateTime, 'The first second of the new tenancy.'),
      },
      'TenancyChanged',
    ),
    'To agents, and to whoever is to supply later: the site has another customer.',
  ),
} as const;
