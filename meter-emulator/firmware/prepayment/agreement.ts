/** The secret a meter and its supplier share for UTRNs: one P-256 agreement for each pair of keys. */
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Anchors, Identity } from '../state.ts';

type Agreement = {
  readonly supplier: Anchors['supplier'];
  readonly shared: Uint8Array | undefined;
};

/** Of the keys alone, so it may be forgotten at any time; a change of supplier replaces it. */
const known = new WeakMap<Identity, Agreement>();

/** Undefined when the supplier's key is not a point of the curve. */
export function agreedWithSupplier(
  crypto: Crypto,
  identity: Identity,
  supplier: Anchors['supplier'],
): Uint8Array | undefined {
  const before = known.get(identity);
  if (before?.supplier === supplier) return before.shared;
  const shared = crypto.p256.sharedSecret(identity.prepaymentSecret, supplier.prepaymentPublic);
  known.set(identity, { supplier, shared });
  return shared;
}
