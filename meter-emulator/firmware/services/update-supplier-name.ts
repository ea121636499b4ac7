/** SRV 3.4 at the meter. */
import { updateSupplierName } from '../../../protocol/services/update-supplier-name.ts';
import { withDisplay } from '../display/change.ts';
import { change } from './executor.ts';

export const executeUpdateSupplierName = change(
  updateSupplierName,
  ({ state }, { supplierName, supplierTelephoneNumber }) =>
    withDisplay(state, { supplier: { name: supplierName, telephone: supplierTelephoneNumber } }),
);
