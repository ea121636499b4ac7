/** Service 90.3: whoever gave master data for a later date takes them back before it has come. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { withdrawMeteringPointUpdate as service } from '../../../protocol/registration/withdraw-metering-point-update.ts';
import { Fault } from '../../faults.ts';
import type { Handler } from '../../non-device/handler.ts';
import { checkDetails } from '../details/check-details.ts';
import { datesFrom, detailsAt } from '../details/details.ts';
import { requireOneLead } from './lead-supplier.ts';

/** Throws Fault (DETAILS_UNKNOWN): the same whether there is none, or it is another's, or its date has come. */
export const withdrawMeteringPointUpdate: Handler = async (
  { register },
  { body, originator },
  nowMillis,
) => {
  const { mpxn, detailsId } = body as ValueOf<typeof service.request>;
  const point = await register.find(mpxn);
  const rows = point?.details ?? [];
  const row = rows.find((one) => one.detailsId === detailsId);
  const isToCome = row && row.effectiveFromUtcSeconds > nowMillis / 1000;
  if (!point || !isToCome || row.givenBy !== originator) throw new Fault('DETAILS_UNKNOWN');
  const left = rows.filter((one) => one !== row);
  // What came after it may have been possible with it alone.
  for (const at of datesFrom(left, row.effectiveFromUtcSeconds)) {
    const before = checkDetails(point, detailsAt(rows, at)).length;
    const [first] = checkDetails(point, detailsAt(left, at));
    if (first && before === 0)
      throw new Fault('DETAILS_REFUSED', `without it, ${first.field}: ${first.reason}`);
  }
  await requireOneLead({ register }, { ...point, details: left }, row.effectiveFromUtcSeconds);
  return { changes: [{ kind: 'detailsVoided', mpxn, detailsId }] };
};
