/** SRV 1.2.2 at the meter: other prices under the tariff its second element has. */
import { updatePriceSecondaryElement } from '../../../protocol/services/update-price-secondary-element.ts';
import { documentOf, withDocument } from '../documents/documents.ts';
import { unchanged } from '../events/event.ts';
import { refusalOfSecondaryPricesUnder } from '../tariff/checks.ts';
import { putInForce } from '../tariff/put-in-force.ts';
import { change, TWIN_ELEMENT } from './executor.ts';

export const executeUpdatePriceSecondaryElement = change(
  updatePriceSecondaryElement,
  ({ state }, request) => {
    const tariff = documentOf(state, 'secondaryTariff');
    const why = refusalOfSecondaryPricesUnder(tariff, request.priceElements);
    if (why) return { kind: 'refused', why, step: unchanged(state) };
    const step = putInForce(state, (before) => withDocument(before, 'secondaryPrices', request));
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  TWIN_ELEMENT,
);
