/** Whose signature a DUIS document bears: as the head-end looks at a request, and a user at an answer. */
import { readRequest } from '../../headend/market/duis/request.ts';
import { readResponse } from '../../headend/market/duis/response.ts';
import { verifyRequest, verifyResponse } from '../../headend/market/duis/signature/verify.ts';
import { headEndIn } from '../../pki/credentials.ts';
import { TrustStore } from '../../pki/trust-store.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { isResponse } from './root.ts';

/**
 * Gives who signed it, who is who should have: a request's originator, or the head-end. Throws Refused
 * for what is no DUIS, Fault (SIGNATURE_…) for what is not signed so.
 */
export function verified(xml: string, pki: string, nowUtcSeconds: number): Eui64 {
  const store = TrustStore.load(pki);
  if (isResponse(xml))
    return verifyResponse(readResponse(xml), xml, headEndIn(store), store, nowUtcSeconds);
  return verifyRequest(readRequest(xml), xml, store, nowUtcSeconds);
}
