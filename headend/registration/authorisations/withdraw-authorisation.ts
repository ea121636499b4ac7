/** 94.2: a consent ends at once, whoever the customer said it to. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { withdrawAuthorisation as service } from '../../../protocol/registration/withdraw-authorisation.ts';
import { Fault } from '../../faults.ts';
import type { AddressedEvent, Handler } from '../../non-device/handler.ts';
import { isOver } from '../grants/grant-agent-access.ts';
import { ended } from '../grants/revoke-agent-access.ts';
import { supplierAt } from '../registration.ts';

type Value = ValueOf<typeof service.request>;

export const withdrawAuthorisation: Handler = async (stations, { body, originator }, nowMillis) => {
  const { mpxn, grantId } = body as Value;
  const from = Math.floor(nowMillis / 1000);
  const point = await stations.register.find(mpxn);
  const grant = point?.grants?.find((one) => one.grantId === grantId);
  const supplier = point && supplierAt(point, from)?.supplier;
  // Of somebody else it is as unknown as none.
  if (grant?.role !== 'OU' || isOver(grant, from) || ![grant.party, supplier].includes(originator))
    throw new Fault('GRANT_UNKNOWN');
  const isOwn = grant.party === originator;
  const recipient = isOwn ? supplier : grant.party;
  const why = isOwn ? 'withdrawnByOtherUser' : 'withdrawnByCustomer';
  const event: AddressedEvent['event'] = { authorisationEnded: { mpxn, grantId, from, why } };
  return {
    changes: [ended(mpxn, { ...grant, grantId }, from)],
    events: recipient === undefined ? [] : [{ recipient, event }],
  };
};
