/** SRV 9.1 at the meter: the four digits that the head-end finds too, for whoever stands before it. */
import { Pair } from '../../../protocol/envelope/pair.ts';
import { customerIdentificationNumber } from '../../../protocol/identifiers/customer-identification-number.ts';
import { requestCustomerIdentificationNumber } from '../../../protocol/services/request-customer-identification-number.ts';
import { withDisplay } from '../display/change.ts';
import { CUSTOMER_NUMBER_SECONDS } from '../display/page.ts';
import { change } from './executor.ts';

export const executeRequestCustomerIdentificationNumber = change(
  requestCustomerIdentificationNumber,
  ({ state, crypto, commandCounter }) => {
    const commands = new Pair(crypto, state.identity, state.anchors.headEnd).receiving('command');
    const digits = customerIdentificationNumber(commands, commandCounter);
    const untilBoardSeconds = state.metrology.boardSeconds + CUSTOMER_NUMBER_SECONDS;
    return withDisplay(state, { customerNumber: { digits, untilBoardSeconds } });
  },
);
