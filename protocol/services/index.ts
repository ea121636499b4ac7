/** Every service, in order of its reference, and the ways to look one up. */
import { type Service, serviceNumber } from '../definition/service.ts';
import { activateAuxiliaryLoad } from './activate-auxiliary-load.ts';
import { activateEmergencyCredit } from './activate-emergency-credit.ts';
import { activateFirmware } from './activate-firmware.ts';
import { addAuxiliaryLoadToBoostButton } from './add-auxiliary-load-to-boost-button.ts';
import { armSupply } from './arm-supply.ts';
import { chfFaultReturn } from './chf-fault-return.ts';
import { chfInstallSuccessNoSmWan } from './chf-install-success-no-sm-wan.ts';
import { chfInstallSuccessSmWan } from './chf-install-success-sm-wan.ts';
import { chfNoFaultReturn } from './chf-no-fault-return.ts';
import { clearEventLog } from './clear-event-log.ts';
import { commissionDeviceSynchroniseClock } from './commission-device-synchronise-clock.ts';
import { configureAlertBehaviour } from './configure-alert-behaviour.ts';
import { createSchedule } from './create-schedule.ts';
import { deactivateAuxiliaryLoad } from './deactivate-auxiliary-load.ts';
import { decommissionDevice } from './decommission-device.ts';
import { deleteSchedule } from './delete-schedule.ts';
import { devicePrenotification } from './device-prenotification.ts';
import { disablePrivacyPin } from './disable-privacy-pin.ts';
import { disableSupply } from './disable-supply.ts';
import { displayMessage } from './display-message.ts';
import { enableSupply } from './enable-supply.ts';
import { issueSecurityCredentials } from './issue-security-credentials.ts';
import { joinServiceCritical } from './join-service-critical.ts';
import { joinServiceNonCritical } from './join-service-non-critical.ts';
import { limitApcLevel } from './limit-apc-level.ts';
import { readActiveImportProfileData } from './read-active-import-profile-data.ts';
import { readActivePowerImport } from './read-active-power-import.ts';
import { readAlcsData } from './read-alcs-data.ts';
import { readAuxiliaryControllerConfigurationData } from './read-auxiliary-controller-configuration-data.ts';
import { readAuxiliaryControllerOperationalData } from './read-auxiliary-controller-operational-data.ts';
import { readBoostButtonDetails } from './read-boost-button-details.ts';
import { readChfSubGhzChannel } from './read-chf-sub-ghz-channel.ts';
import { readChfSubGhzChannelLog } from './read-chf-sub-ghz-channel-log.ts';
import { readChfSubGhzConfiguration } from './read-chf-sub-ghz-configuration.ts';
import { readDeviceConfigurationBillingCalendar } from './read-device-configuration-billing-calendar.ts';
import { readDeviceConfigurationEventAndAlertBehaviours } from './read-device-configuration-event-and-alert-behaviours.ts';
import { readDeviceConfigurationGas } from './read-device-configuration-gas.ts';
import { readDeviceConfigurationIdentityExcMpxn } from './read-device-configuration-identity-exc-mpxn.ts';
import { readDeviceConfigurationInstantaneousPowerThresholds } from './read-device-configuration-instantaneous-power-thresholds.ts';
import { readDeviceConfigurationMpxn } from './read-device-configuration-mpxn.ts';
import { readDeviceConfigurationPaymentMode } from './read-device-configuration-payment-mode.ts';
import { readDeviceConfigurationRandomisation } from './read-device-configuration-randomisation.ts';
import { readDeviceConfigurationVoltage } from './read-device-configuration-voltage.ts';
import { readDeviceLog } from './read-device-log.ts';
import { readEventOrSecurityLog } from './read-event-or-security-log.ts';
import { readExportProfileData } from './read-export-profile-data.ts';
import { readFirmwareVersion } from './read-firmware-version.ts';
import { readInstantaneousExportRegisters } from './read-instantaneous-export-registers.ts';
import { readInstantaneousImportBlockCounters } from './read-instantaneous-import-block-counters.ts';
import { readInstantaneousImportRegisters } from './read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from './read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from './read-instantaneous-import-tou-with-blocks-matrices.ts';
import { readInstantaneousPrepayValues } from './read-instantaneous-prepay-values.ts';
import { readInventory } from './read-inventory.ts';
import { readLoadLimitData } from './read-load-limit-data.ts';
import { readMaximumDemandExportRegisters } from './read-maximum-demand-export-registers.ts';
import { readMaximumDemandImportRegisters } from './read-maximum-demand-import-registers.ts';
import { readMeterBalance } from './read-meter-balance.ts';
import { readNetworkData } from './read-network-data.ts';
import { readPrepaymentConfiguration } from './read-prepayment-configuration.ts';
import { readPrepaymentDailyReadLog } from './read-prepayment-daily-read-log.ts';
import { readReactiveImportProfileData } from './read-reactive-import-profile-data.ts';
import { readSchedule } from './read-schedule.ts';
import { readSupplyStatus } from './read-supply-status.ts';
import { readTariffPrimaryElement } from './read-tariff-primary-element.ts';
import { readTariffSecondaryElement } from './read-tariff-secondary-element.ts';
import { recordNetworkDataGas } from './record-network-data-gas.ts';
import { sharedRefusals } from './refusals.ts';
import { removeAuxiliaryLoadFromBoostButton } from './remove-auxiliary-load-from-boost-button.ts';
import { requestChfSubGhzChannelScan } from './request-chf-sub-ghz-channel-scan.ts';
import { requestCustomerIdentificationNumber } from './request-customer-identification-number.ts';
import { requestHandoverOfDccControlledDevice } from './request-handover-of-dcc-controlled-device.ts';
import { requestWanMatrix } from './request-wan-matrix.ts';
import { resetAuxiliaryLoad } from './reset-auxiliary-load.ts';
import { resetMaximumDemandRegisters } from './reset-maximum-demand-registers.ts';
import { resetTariffBlockCounterMatrix } from './reset-tariff-block-counter-matrix.ts';
import type { ResponseCode } from './response-codes.ts';
import { restoreGpfDeviceLog } from './restore-gpf-device-log.ts';
import { restoreHanDeviceLog } from './restore-han-device-log.ts';
import { restrictAccessForChangeOfTenancy } from './restrict-access-for-change-of-tenancy.ts';
import { retrieveBillingCalendarTriggeredBillingDataLog } from './retrieve-billing-calendar-triggered-billing-data-log.ts';
import { retrieveBillingDataLogDebtPayments } from './retrieve-billing-data-log-debt-payments.ts';
import { retrieveBillingDataLogPrepaymentCredits } from './retrieve-billing-data-log-prepayment-credits.ts';
import { retrieveComOrTariffTriggeredBillingDataLog } from './retrieve-com-or-tariff-triggered-billing-data-log.ts';
import { retrieveDailyConsumptionLog } from './retrieve-daily-consumption-log.ts';
import { retrieveDeviceSecurityCredentialsDevice } from './retrieve-device-security-credentials-device.ts';
import { retrieveDeviceSecurityCredentialsKrp } from './retrieve-device-security-credentials-krp.ts';
import { retrieveExportDailyReadLog } from './retrieve-export-daily-read-log.ts';
import { retrieveImportDailyReadLog } from './retrieve-import-daily-read-log.ts';
import { returnLocalCommandResponse } from './return-local-command-response.ts';
import { serviceOptIn } from './service-opt-in.ts';
import { serviceOptOut } from './service-opt-out.ts';
import { setAuxiliaryControllerState } from './set-auxiliary-controller-state.ts';
import { setChfSubGhzConfiguration } from './set-chf-sub-ghz-configuration.ts';
import { setDeviceConfigurationExportMpan } from './set-device-configuration-export-mpan.ts';
import { setDeviceConfigurationImportMpxn } from './set-device-configuration-import-mpxn.ts';
import { setElectricitySupplyTamperState } from './set-electricity-supply-tamper-state.ts';
import { setMaximumDemandConfigurableTimePeriod } from './set-maximum-demand-configurable-time-period.ts';
import { setRandomisedOffsetLimit } from './set-randomised-offset-limit.ts';
import { synchroniseClock } from './synchronise-clock.ts';
import { topUpDevice } from './top-up-device.ts';
import { unjoinServiceCritical } from './unjoin-service-critical.ts';
import { unjoinServiceNonCritical } from './unjoin-service-non-critical.ts';
import { updateDebt } from './update-debt.ts';
import { updateDeviceConfigurationAlcDescriptions } from './update-device-configuration-alc-descriptions.ts';
import { updateDeviceConfigurationAlcScheduler } from './update-device-configuration-alc-scheduler.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler } from './update-device-configuration-auxiliary-controller-scheduler.ts';
import { updateDeviceConfigurationBillingCalendar } from './update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from './update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationGasConversion } from './update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationGasFlow } from './update-device-configuration-gas-flow.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from './update-device-configuration-instantaneous-power-threshold.ts';
import { updateDeviceConfigurationLoadLimitingCounterReset } from './update-device-configuration-load-limiting-counter-reset.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from './update-device-configuration-load-limiting-general-settings.ts';
import { updateDeviceConfigurationRmsVoltageCounterReset } from './update-device-configuration-rms-voltage-counter-reset.ts';
import { updateDeviceConfigurationVoltage } from './update-device-configuration-voltage.ts';
import { updateFirmware } from './update-firmware.ts';
import { updateHanDeviceLog } from './update-han-device-log.ts';
import { updateImportTariffPrimaryElement } from './update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from './update-import-tariff-secondary-element.ts';
import { updateInventory } from './update-inventory.ts';
import { updateMeterBalance } from './update-meter-balance.ts';
import { updatePaymentMode } from './update-payment-mode.ts';
import { updatePpmidFirmware } from './update-ppmid-firmware.ts';
import { updatePrepayConfiguration } from './update-prepay-configuration.ts';
import { updatePricePrimaryElement } from './update-price-primary-element.ts';
import { updatePriceSecondaryElement } from './update-price-secondary-element.ts';
import { updateSecurityCredentialsCos } from './update-security-credentials-cos.ts';
import { updateSecurityCredentialsDevice } from './update-security-credentials-device.ts';
import { updateSecurityCredentialsKrp } from './update-security-credentials-krp.ts';
import { updateSupplierName } from './update-supplier-name.ts';

export { serviceNumber } from '../definition/service.ts';

export const services: readonly Service[] = [
  updateImportTariffPrimaryElement,
  updateImportTariffSecondaryElement,
  updatePricePrimaryElement,
  updatePriceSecondaryElement,
  updateMeterBalance,
  updatePaymentMode,
  resetTariffBlockCounterMatrix,
  updatePrepayConfiguration,
  topUpDevice,
  updateDebt,
  activateEmergencyCredit,
  displayMessage,
  restrictAccessForChangeOfTenancy,
  clearEventLog,
  updateSupplierName,
  disablePrivacyPin,
  readInstantaneousImportRegisters,
  readInstantaneousImportTouMatrices,
  readInstantaneousImportTouWithBlocksMatrices,
  readInstantaneousImportBlockCounters,
  readInstantaneousExportRegisters,
  readInstantaneousPrepayValues,
  retrieveComOrTariffTriggeredBillingDataLog,
  retrieveBillingCalendarTriggeredBillingDataLog,
  retrieveBillingDataLogDebtPayments,
  retrieveBillingDataLogPrepaymentCredits,
  retrieveImportDailyReadLog,
  retrieveExportDailyReadLog,
  readActiveImportProfileData,
  readReactiveImportProfileData,
  readExportProfileData,
  readNetworkData,
  readTariffPrimaryElement,
  readTariffSecondaryElement,
  readMaximumDemandImportRegisters,
  readMaximumDemandExportRegisters,
  readPrepaymentConfiguration,
  readPrepaymentDailyReadLog,
  readLoadLimitData,
  readActivePowerImport,
  retrieveDailyConsumptionLog,
  readMeterBalance,
  createSchedule,
  readSchedule,
  deleteSchedule,
  readDeviceConfigurationVoltage,
  readDeviceConfigurationRandomisation,
  readDeviceConfigurationBillingCalendar,
  readDeviceConfigurationIdentityExcMpxn,
  readDeviceConfigurationInstantaneousPowerThresholds,
  readDeviceConfigurationMpxn,
  readDeviceConfigurationGas,
  readDeviceConfigurationPaymentMode,
  readDeviceConfigurationEventAndAlertBehaviours,
  updateDeviceConfigurationLoadLimitingGeneralSettings,
  updateDeviceConfigurationLoadLimitingCounterReset,
  updateDeviceConfigurationVoltage,
  updateDeviceConfigurationGasConversion,
  updateDeviceConfigurationGasFlow,
  updateDeviceConfigurationBillingCalendar,
  synchroniseClock,
  updateDeviceConfigurationInstantaneousPowerThreshold,
  readEventOrSecurityLog,
  updateDeviceConfigurationAlcDescriptions,
  updateDeviceConfigurationAlcScheduler,
  updateDeviceConfigurationAuxiliaryControllerScheduler,
  updateSecurityCredentialsKrp,
  updateSecurityCredentialsDevice,
  issueSecurityCredentials,
  setMaximumDemandConfigurableTimePeriod,
  resetMaximumDemandRegisters,
  setDeviceConfigurationImportMpxn,
  setDeviceConfigurationExportMpan,
  requestHandoverOfDccControlledDevice,
  configureAlertBehaviour,
  updateSecurityCredentialsCos,
  retrieveDeviceSecurityCredentialsKrp,
  retrieveDeviceSecurityCredentialsDevice,
  setElectricitySupplyTamperState,
  updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix,
  updateDeviceConfigurationRmsVoltageCounterReset,
  setChfSubGhzConfiguration,
  requestChfSubGhzChannelScan,
  readChfSubGhzConfiguration,
  readChfSubGhzChannel,
  readChfSubGhzChannelLog,
  enableSupply,
  disableSupply,
  armSupply,
  readSupplyStatus,
  activateAuxiliaryLoad,
  deactivateAuxiliaryLoad,
  readAlcsData,
  resetAuxiliaryLoad,
  addAuxiliaryLoadToBoostButton,
  removeAuxiliaryLoadFromBoostButton,
  readBoostButtonDetails,
  setRandomisedOffsetLimit,
  setAuxiliaryControllerState,
  readAuxiliaryControllerConfigurationData,
  readAuxiliaryControllerOperationalData,
  limitApcLevel,
  commissionDeviceSynchroniseClock,
  readInventory,
  decommissionDevice,
  updateInventory,
  serviceOptOut,
  serviceOptIn,
  joinServiceCritical,
  joinServiceNonCritical,
  unjoinServiceCritical,
  unjoinServiceNonCritical,
  readDeviceLog,
  updateHanDeviceLog,
  restoreHanDeviceLog,
  restoreGpfDeviceLog,
  returnLocalCommandResponse,
  chfInstallSuccessSmWan,
  chfInstallSuccessNoSmWan,
  chfFaultReturn,
  chfNoFaultReturn,
  requestCustomerIdentificationNumber,
  updateFirmware,
  readFirmwareVersion,
  activateFirmware,
  updatePpmidFirmware,
  requestWanMatrix,
  devicePrenotification,
  recordNetworkDataGas,
];

/** The response code beside what the DCC itself answers. */
export const dccResponseCode = ({ dccResponse }: Service): ResponseCode =>
  (dccResponse?.code ?? 'I0') as ResponseCode;

/** "4.1.1" → its service. */
export const serviceByReference: ReadonlyMap<string, Service> = new Map(
  services.map((s) => [s.reference, s]),
);
/** "TopUpDevice" → its service. */
export const serviceByName: ReadonlyMap<string, Service> = new Map(
  services.map((s) => [s.name, s]),
);
/** 16401 (4.1.1) → its service; see `serviceNumber`. */
export const serviceByNumber: ReadonlyMap<number, Service> = new Map(
  services.map((s) => [serviceNumber(s.reference), s]),
);

export type RefusalEntry = {
  readonly name: string;
  readonly code: number;
  readonly doc: string;
  /** The services that refuse so; undefined: any may. */
  readonly services: readonly Service[] | undefined;
};
function* refusalEntries(): Generator<RefusalEntry> {
  for (const [name, refusal] of Object.entries(sharedRefusals))
    yield { name, ...refusal, services: undefined };
  // Services of one kind share what they refuse with: it is one value, with one code.
  const own = services.flatMap((service) => Object.entries(service.refusals ?? {}));
  for (const [name, refusal] of new Map(own.map((entry) => [entry[1], entry] as const)).values())
    yield {
      name,
      ...refusal,
      services: services.filter((service) => service.refusals?.[name] === refusal),
    };
}
/** Every refusal a meter may answer with, shared and own; each code once. */
export const refusals: readonly RefusalEntry[] = [...refusalEntries()];
const byCode = new Map(refusals.map((entry) => [entry.code, entry]));

/** What a status on the wire means; undefined for 0 ("done") and for a code nobody gave. */
export const refusalByCode = (code: number): RefusalEntry | undefined => byCode.get(code);

/** The code of a refusal of this service or a shared one, by name. Throws on a name it has not. */
export function refusalCode(service: Pick<Service, 'name' | 'refusals'>, name: string): number {
  const shared: NonNullable<Service['refusals']> = sharedRefusals;
  const found = service.refusals?.[name] ?? shared[name];
  if (!found) throw new Error(`${service.name} does not refuse with ${name}`);
  return found.code;
}
