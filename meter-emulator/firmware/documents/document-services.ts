/**
 * The services whose last request is kept whole, as it came, and read through the service's own definition:
 * tables too large and too rarely changed to be copied into values of their own.
 */
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';

/** By number on flash: rows are added at the end, never moved. */
export const documentServices = {
  tariff: { number: 1, service: updateImportTariffPrimaryElement },
  prepayment: { number: 2, service: updatePrepayConfiguration },
} as const;
export type DocumentName = keyof typeof documentServices;

/** Numbers that may be given. */
export const DOCUMENTS_MAX = 8;
