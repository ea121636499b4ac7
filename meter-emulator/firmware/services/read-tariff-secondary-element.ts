/** SRV 4.11.2 at the meter: as 4.11.1, of the second element. */
import { readTariffSecondaryElement } from '../../../protocol/services/read-tariff-secondary-element.ts';
import { documentOf } from '../documents/documents.ts';
import { read, TWIN_ELEMENT } from './executor.ts';

export const executeReadTariffSecondaryElement = read(
  readTariffSecondaryElement,
  ({ state }) => {
    const document = documentOf(state, 'secondaryTariff');
    // None has come yet.
    if (!document) return { denied: 'notThere' };
    const { switchingTable, specialDays } = document;
    const { priceElements } = documentOf(state, 'secondaryPrices') ?? document;
    const activePrice = priceElements.touPrices[state.counting.secondaryTou];
    return {
      messageSuccess: true,
      ...(activePrice === undefined ? {} : { activePrice }),
      ...priceElements,
      switchingTable,
      specialDays,
    };
  },
  TWIN_ELEMENT,
);
