/** SRV 1.1.2 at the meter. The prices that came after the old tariff end with it. */
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { withDocument, withoutDocument } from '../documents/documents.ts';
import { unchanged } from '../events/event.ts';
import { refusalOfSecondaryTariff } from '../tariff/checks.ts';
import { putInForce } from '../tariff/put-in-force.ts';
import { change, TWIN_ELEMENT } from './executor.ts';

export const executeUpdateImportTariffSecondaryElement = change(
  updateImportTariffSecondaryElement,
  ({ state }, request) => {
    const why = refusalOfSecondaryTariff(request);
    if (why) return { kind: 'refused', why, step: unchanged(state) };
    const step = putInForce(state, (before) =>
      withoutDocument(withDocument(before, 'secondaryTariff', request), 'secondaryPrices'),
    );
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  TWIN_ELEMENT,
);
