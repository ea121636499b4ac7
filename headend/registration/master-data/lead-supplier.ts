/** Of a site with both fuels one supplier leads (P19): never two at a time. */
import type { Stations } from '../../dispatch/stations.ts';
import { Fault } from '../../faults.ts';
import { datesFrom, detailsAt } from '../details/details.ts';
import type { DatedDetails, MeteringPoint } from '../registration.ts';

/**
 * Throws Fault (LEAD_SUPPLIER_TAKEN) when the point, as it is to be, leads at any second from the date on at
 * which another of its site does. Whoever leads gives it up first, also where it is the same supplier.
 */
export async function requireOneLead(
  { register }: Pick<Stations, 'register'>,
  point: MeteringPoint,
  fromUtcSeconds: number,
): Promise<void> {
  const { details = [] } = point;
  if (!details.some(({ value }) => value.customer?.isLeadSupplier)) return;
  for (const other of await sharing({ register }, point))
    for (const at of datesFrom([...details, ...(other.details ?? [])], fromUtcSeconds))
      if (leads(details, at) && leads(other.details, at)) throw new Fault('LEAD_SUPPLIER_TAKEN');
}

const leads = (rows: readonly DatedDetails[] | undefined, atUtcSeconds: number): boolean =>
  detailsAt(rows, atUtcSeconds).customer?.isLeadSupplier === true;

/** At the same property; where its number is not known, at the same address. */
async function sharing(
  { register }: Pick<Stations, 'register'>,
  { mpxn, uprn, postCode, addressIdentifier }: MeteringPoint,
): Promise<MeteringPoint[]> {
  const isAddress = postCode !== undefined && addressIdentifier !== undefined;
  const near =
    uprn !== undefined
      ? await register.atUprn(uprn)
      : isAddress
        ? await register.atAddress(postCode, addressIdentifier)
        : [];
  return near.filter((one) => one.mpxn !== mpxn);
}
