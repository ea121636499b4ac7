/** What of the master data goes when another begins to supply: what the old supplier gave of itself. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { detailsAt, type PointDetails } from '../details/details.ts';
import type { RegisterChange } from '../register-change.ts';
import type { MeteringPoint } from '../registration.ts';

type Change = {
  readonly newSupplier: Eui64;
  /** The first second of the new supply. */
  readonly fromUtcSeconds: number;
  readonly knownFromMillis: number;
  /** Reserved for it; used when there is something to say. */
  readonly detailsId: number;
};

/**
 * Agents end, unless the new supplier has named its own from that day; so do the election to use the DCC and
 * the lead, which were the old supplier's. Type and payment mode of the customer stay as they are until the
 * new one says otherwise. What others than the new supplier and the network operator had given for the time
 * after the change is void.
 */
export function detailsAtChangeOfSupplier(
  point: MeteringPoint,
  { newSupplier, fromUtcSeconds, knownFromMillis, detailsId }: Change,
): RegisterChange[] {
  const { mpxn, details = [], networkOperator } = point;
  const staying: readonly (Eui64 | undefined)[] = [newSupplier, networkOperator, undefined];
  const voided = details.filter(
    (row) => row.effectiveFromUtcSeconds >= fromUtcSeconds && !staying.includes(row.givenBy),
  );
  const left = details.filter((row) => !voided.includes(row));
  const isOfNew = (part: 'customer' | 'agents') =>
    left.some(
      (row) => row.effectiveFromUtcSeconds === fromUtcSeconds && row.value[part] !== undefined,
    );
  const { customer, agents } = detailsAt(left, fromUtcSeconds);
  const ended: Partial<PointDetails> = {
    ...(agents && !isOfNew('agents') ? { agents: {} } : {}),
    ...(customer && !isOfNew('customer') ? { customer: ofTheCustomer(customer) } : {}),
  };
  const row = { detailsId, effectiveFromUtcSeconds: fromUtcSeconds, value: ended, knownFromMillis };
  return [
    ...voided.flatMap((one) =>
      one.detailsId === undefined
        ? []
        : [{ kind: 'detailsVoided', mpxn, detailsId: one.detailsId } as const],
    ),
    ...(Object.keys(ended).length === 0
      ? []
      : [{ kind: 'detailsGiven', mpxn, details: row } as const]),
  ];
}

function ofTheCustomer({ customerType, paymentMode }: NonNullable<PointDetails['customer']>) {
  return { customerType, ...(paymentMode === undefined ? {} : { paymentMode }) };
}
