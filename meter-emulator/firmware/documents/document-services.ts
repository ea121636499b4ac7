/**
 * The services whose last request is kept whole, as it came, and read through the service's own definition:
 * tables too large and too rarely changed to be copied into values of their own.
 */
import { setChfSubGhzConfiguration } from '../../../protocol/services/set-chf-sub-ghz-configuration.ts';
import { updateDeviceConfigurationAlcScheduler } from '../../../protocol/services/update-device-configuration-alc-scheduler.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler } from '../../../protocol/services/update-device-configuration-auxiliary-controller-scheduler.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import { updatePriceSecondaryElement } from '../../../protocol/services/update-price-secondary-element.ts';

/** By number on flash: rows are added at the end, never moved. */
export const documentServices = {
  tariff: { number: 1, service: updateImportTariffPrimaryElement },
  prepayment: { number: 2, service: updatePrepayConfiguration },
  prices: { number: 3, service: updatePricePrimaryElement },
  secondaryTariff: { number: 4, service: updateImportTariffSecondaryElement },
  secondaryPrices: { number: 5, service: updatePriceSecondaryElement },
  switchCalendar: { number: 6, service: updateDeviceConfigurationAlcScheduler },
  controllerCalendar: { number: 7, service: updateDeviceConfigurationAuxiliaryControllerScheduler },
  subGhz: { number: 8, service: setChfSubGhzConfiguration },
} as const;
export type DocumentName = keyof typeof documentServices;

/** Numbers that may be given. */
export const DOCUMENTS_MAX = 8;
