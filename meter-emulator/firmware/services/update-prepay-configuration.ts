/** SRV 2.1 at the meter. The request is kept whole for its calendar; the limits are kept apart, at hand. */
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { withDocument } from '../documents/documents.ts';
import { unchanged } from '../events/event.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { limitsOf, refusalOfConfiguration } from '../prepayment/configuration.ts';
import { change } from './executor.ts';

export const executeUpdatePrepayConfiguration = change(
  updatePrepayConfiguration,
  ({ state }, request) => {
    const { configuration } = request;
    if ((configuration.gas !== undefined) !== isGasMeter(state)) {
      const step = unchanged(state);
      return { kind: 'refused', why: 'argumentsRefused', field: 'configuration', step };
    }
    const why = refusalOfConfiguration(configuration, state.paymentTerms);
    if (why) return { kind: 'refused', why, step: unchanged(state) };
    const kept = withDocument(state, 'prepayment', request);
    const step = unchanged({ ...kept, limits: limitsOf(configuration) });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
);
