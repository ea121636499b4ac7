/** SRV 3.2 at the meter. The display and its keys alone are restricted: services read on. */
import { restrictAccessForChangeOfTenancy } from '../../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import { withDisplay } from '../display/change.ts';
import { change } from './executor.ts';

export const executeRestrictAccessForChangeOfTenancy = change(
  restrictAccessForChangeOfTenancy,
  ({ state }, { restrictionDateTime }) =>
    withDisplay(state, { restrictedBeforeUtcSeconds: restrictionDateTime }),
);
