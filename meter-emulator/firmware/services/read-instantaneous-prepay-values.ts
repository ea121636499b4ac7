/** SRV 4.3 at the meter. */
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { accountNow } from '../prepayment/account.ts';
import { accountFields } from './account-fields.ts';
import { read } from './executor.ts';

export const executeReadInstantaneousPrepayValues = read(
  readInstantaneousPrepayValues,
  ({ state }) => ({ messageSuccess: true, ...accountFields(accountNow(state)) }),
);
