/** SRV 1.1.1 at the meter. The prices that came after the old tariff end with it. */
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { withDocument, withoutDocument } from '../documents/documents.ts';
import { unchanged } from '../events/event.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { refusalOfPrimaryTariff } from '../tariff/checks.ts';
import { putInForce } from '../tariff/put-in-force.ts';
import { change } from './executor.ts';

export const executeUpdateImportTariffPrimaryElement = change(
  updateImportTariffPrimaryElement,
  ({ state }, request) => {
    const why = refusalOfPrimaryTariff(isGasMeter(state), request);
    if (why) return { kind: 'refused', why, step: unchanged(state) };
    const step = putInForce(state, (before) =>
      withoutDocument(withDocument(before, 'tariff', request), 'prices'),
    );
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
);
