/** SRV 1.2.1 at the meter: other prices under the tariff it has. */
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import { documentOf, withDocument } from '../documents/documents.ts';
import { unchanged } from '../events/event.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { refusalOfPrimaryPrices } from '../tariff/checks.ts';
import { putInForce } from '../tariff/put-in-force.ts';
import { change } from './executor.ts';

export const executeUpdatePricePrimaryElement = change(
  updatePricePrimaryElement,
  ({ state }, request) => {
    const tariff = documentOf(state, 'tariff');
    const why = refusalOfPrimaryPrices(isGasMeter(state), tariff, request.priceElements);
    if (why) return { kind: 'refused', why, step: unchanged(state) };
    const step = putInForce(state, (before) => withDocument(before, 'prices', request));
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
);
