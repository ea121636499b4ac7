/** Which server may have the messages of a user: its own, or that of another user, who serves it. */
import type { TrustStore } from '../../../pki/trust-store.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Party } from '../../access/parties.ts';
import type { SenderTls } from './sender.ts';

export type ReceiverOptions = {
  readonly trust: Pick<TrustStore, 'examine' | 'problemOfShown'>;
  readonly partyOf: (eui64: Eui64) => Party | undefined;
  readonly nowMillis: () => number;
};

/**
 * Beside the host name, which the address of a user has to agree with: that the certificate is good now, and
 * the recipient's or that of an active party on record. An agent's name in a user's address is the grant.
 */
export function receiverJudge(options: ReceiverOptions): SenderTls['problemOf'] {
  const { trust, partyOf, nowMillis } = options;
  return (certificate, recipient) => {
    try {
      const shown = trust.examine(certificate);
      const now = Math.floor(nowMillis() / 1000);
      const problem = trust.problemOfShown(shown, 'transport', now);
      if (problem) return `the certificate of its server is ${problem}`;
      if (shown.eui64 === recipient || partyOf(shown.eui64)?.status === 'active') return undefined;
      return `its server is ${shown.eui64}'s, which is no active party`;
    } catch (error) {
      return `the certificate of its server ${(error as Error).message}`;
    }
  };
}
