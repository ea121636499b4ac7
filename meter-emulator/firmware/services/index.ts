/** The services there are code for, in order of their reference. */
import { serviceNumber } from '../../../protocol/services/index.ts';
import { executeActivateEmergencyCredit } from './activate-emergency-credit.ts';
import {
  executeReadActivePowerImport,
  executeReadPowerThresholds,
  executeUpdatePowerThresholds,
} from './active-power.ts';
import { executeConfigureAlertBehaviour, executeReadAlertBehaviours } from './alert-behaviours.ts';
import {
  executeLimitApcLevel,
  executeSetAuxiliaryControllerState,
} from './auxiliary-controllers.ts';
import {
  executeReadAlcsData,
  executeReadControllerConfiguration,
  executeReadControllerOperation,
} from './auxiliary-reads.ts';
import {
  executeUpdateAuxiliaryDescriptions,
  executeUpdateControllerCalendar,
  executeUpdateSwitchCalendar,
} from './auxiliary-settings.ts';
import {
  executeActivateAuxiliaryLoad,
  executeDeactivateAuxiliaryLoad,
  executeResetAuxiliaryLoad,
} from './auxiliary-switches.ts';
import { executeReadBillingCalendar, executeUpdateBillingCalendar } from './billing-calendar.ts';
import {
  executeDailyResettingOfTariffBlockCounterMatrix,
  executeResetTariffBlockCounterMatrix,
} from './block-counters.ts';
import {
  executeAddToBoostButton,
  executeReadBoostButton,
  executeRemoveFromBoostButton,
} from './boost-button.ts';
import { executeDisablePrivacyPin } from './disable-privacy-pin.ts';
import { executeDisplayMessage } from './display-message.ts';
import { executeClearEventLog, executeReadEventOrSecurityLog } from './event-logs.ts';
import type { Executor } from './executor.ts';
import {
  executeReadGasSettings,
  executeUpdateGasConversion,
  executeUpdateGasFlow,
} from './gas-settings.ts';
import {
  executeRestoreGpfDeviceLog,
  executeRestoreHanDeviceLog,
  executeUpdateHanDeviceLog,
} from './hub-log.ts';
import {
  executeJoinCritical,
  executeJoinNonCritical,
  executeReadDeviceLog,
  executeUnjoinCritical,
  executeUnjoinNonCritical,
} from './joining.ts';
import {
  executeReadLoadLimitData,
  executeResetLoadLimitCounter,
  executeUpdateLoadLimitSettings,
} from './load-limit.ts';
import {
  executeReadMaximumDemandExport,
  executeReadMaximumDemandImport,
  executeResetMaximumDemand,
  executeSetMaximumDemandPeriod,
} from './maximum-demand.ts';
import {
  executeIssueSecurityCredentials,
  executeRetrieveOwnCredentials,
  executeUpdateOwnCredentials,
} from './own-credentials.ts';
import { executeReadRandomisation, executeSetRandomisedOffsetLimit } from './randomised-offset.ts';
import { executeRetrieveCalendarBills, executeRetrieveChangeBills } from './read-billing-logs.ts';
import {
  executeRetrieveDailyConsumptionLog,
  executeRetrieveExportDailyReadLog,
  executeRetrieveImportDailyReadLog,
} from './read-daily-logs.ts';
import { executeReadDeviceConfigurationPaymentMode } from './read-device-configuration-payment-mode.ts';
import { executeReadFirmwareVersion } from './read-firmware-version.ts';
import { executeReadIdentity } from './read-identity.ts';
import { executeReadInstantaneousPrepayValues } from './read-instantaneous-prepay-values.ts';
import { executeReadMeterBalance } from './read-meter-balance.ts';
import { executeReadNetworkData } from './read-network-data.ts';
import { executeReadPrepaymentConfiguration } from './read-prepayment-configuration.ts';
import { executeReadPrepaymentDailyReadLog } from './read-prepayment-daily-read-log.ts';
import {
  executeReadActiveImportProfileData,
  executeReadExportProfileData,
  executeReadReactiveImportProfileData,
} from './read-profiles.ts';
import {
  executeReadInstantaneousExportRegisters,
  executeReadInstantaneousImportRegisters,
} from './read-registers.ts';
import { executeReadSupplyStatus } from './read-supply-status.ts';
import { executeReadTariffPrimaryElement } from './read-tariff-primary-element.ts';
import {
  executeReadInstantaneousImportBlockCounters,
  executeReadInstantaneousImportTouMatrices,
  executeReadInstantaneousImportTouWithBlocksMatrices,
} from './read-tariff-registers.ts';
import { executeReadTariffSecondaryElement } from './read-tariff-secondary-element.ts';
import { executeRecordNetworkDataGas } from './record-network-data-gas.ts';
import { executeRequestCustomerIdentificationNumber } from './request-customer-identification-number.ts';
import { executeRestrictAccessForChangeOfTenancy } from './restrict-access-for-change-of-tenancy.ts';
import {
  executeRetrieveDebtPayments,
  executeRetrievePrepaymentCredits,
} from './retrieve-payments.ts';
import { executeRetrieveTrustedCredentials } from './retrieve-trusted-credentials.ts';
import { executeCommissionDevice, executeSynchroniseClock } from './set-clock.ts';
import {
  executeReadSubGhzChannel,
  executeReadSubGhzChannelLog,
  executeReadSubGhzConfiguration,
  executeScanSubGhzChannels,
  executeSetSubGhzConfiguration,
} from './sub-ghz.ts';
import { executeArmSupply, executeDisableSupply, executeEnableSupply } from './supply-control.ts';
import { executeReadMpxn, executeSetExportMpan, executeSetImportMpxn } from './supply-points.ts';
import { executeSetSupplyTamperState } from './tamper.ts';
import { executeTopUpDevice } from './top-up-device.ts';
import {
  executeRequestHandover,
  executeUpdateCredentialsCos,
  executeUpdateCredentialsKrp,
} from './update-credentials.ts';
import { executeUpdateDebt } from './update-debt.ts';
import { executeUpdateImportTariffPrimaryElement } from './update-import-tariff-primary-element.ts';
import { executeUpdateImportTariffSecondaryElement } from './update-import-tariff-secondary-element.ts';
import { executeUpdateMeterBalance } from './update-meter-balance.ts';
import { executeUpdatePaymentMode } from './update-payment-mode.ts';
import { executeUpdatePrepayConfiguration } from './update-prepay-configuration.ts';
import { executeUpdatePricePrimaryElement } from './update-price-primary-element.ts';
import { executeUpdatePriceSecondaryElement } from './update-price-secondary-element.ts';
import { executeUpdateSupplierName } from './update-supplier-name.ts';
import {
  executeReadVoltageSettings,
  executeResetVoltageCounters,
  executeUpdateVoltageSettings,
} from './voltage.ts';

export const executors: readonly Executor[] = [
  executeUpdateImportTariffPrimaryElement,
  executeUpdateImportTariffSecondaryElement,
  executeUpdatePricePrimaryElement,
  executeUpdatePriceSecondaryElement,
  executeUpdateMeterBalance,
  executeUpdatePaymentMode,
  executeResetTariffBlockCounterMatrix,
  executeUpdatePrepayConfiguration,
  executeTopUpDevice,
  executeUpdateDebt,
  executeActivateEmergencyCredit,
  executeDisplayMessage,
  executeRestrictAccessForChangeOfTenancy,
  executeClearEventLog,
  executeUpdateSupplierName,
  executeDisablePrivacyPin,
  executeReadInstantaneousImportRegisters,
  executeReadInstantaneousImportTouMatrices,
  executeReadInstantaneousImportTouWithBlocksMatrices,
  executeReadInstantaneousImportBlockCounters,
  executeReadInstantaneousExportRegisters,
  executeReadInstantaneousPrepayValues,
  executeRetrieveChangeBills,
  executeRetrieveCalendarBills,
  executeRetrieveImportDailyReadLog,
  executeRetrieveExportDailyReadLog,
  executeRetrieveDebtPayments,
  executeRetrievePrepaymentCredits,
  executeReadActiveImportProfileData,
  executeReadReactiveImportProfileData,
  executeReadExportProfileData,
  executeReadNetworkData,
  executeReadMaximumDemandImport,
  executeReadMaximumDemandExport,
  executeReadLoadLimitData,
  executeReadActivePowerImport,
  executeRetrieveDailyConsumptionLog,
  executeReadVoltageSettings,
  executeReadRandomisation,
  executeReadBillingCalendar,
  executeReadIdentity,
  executeReadPowerThresholds,
  executeReadMpxn,
  executeReadGasSettings,
  executeReadAlertBehaviours,
  executeUpdateLoadLimitSettings,
  executeResetLoadLimitCounter,
  executeUpdateVoltageSettings,
  executeUpdateGasConversion,
  executeUpdateGasFlow,
  executeUpdateBillingCalendar,
  executeReadPrepaymentConfiguration,
  executeReadPrepaymentDailyReadLog,
  executeReadMeterBalance,
  executeReadTariffPrimaryElement,
  executeReadTariffSecondaryElement,
  executeSynchroniseClock,
  executeUpdatePowerThresholds,
  executeReadEventOrSecurityLog,
  executeSetMaximumDemandPeriod,
  executeResetMaximumDemand,
  executeReadDeviceConfigurationPaymentMode,
  executeDailyResettingOfTariffBlockCounterMatrix,
  executeUpdateAuxiliaryDescriptions,
  executeUpdateSwitchCalendar,
  executeUpdateControllerCalendar,
  executeUpdateCredentialsKrp,
  executeUpdateOwnCredentials,
  executeIssueSecurityCredentials,
  executeSetImportMpxn,
  executeSetExportMpan,
  executeRequestHandover,
  executeConfigureAlertBehaviour,
  executeUpdateCredentialsCos,
  executeRetrieveTrustedCredentials,
  executeRetrieveOwnCredentials,
  executeSetSubGhzConfiguration,
  executeScanSubGhzChannels,
  executeReadSubGhzConfiguration,
  executeReadSubGhzChannel,
  executeReadSubGhzChannelLog,
  executeSetSupplyTamperState,
  executeResetVoltageCounters,
  executeEnableSupply,
  executeDisableSupply,
  executeArmSupply,
  executeReadSupplyStatus,
  executeActivateAuxiliaryLoad,
  executeDeactivateAuxiliaryLoad,
  executeReadAlcsData,
  executeResetAuxiliaryLoad,
  executeAddToBoostButton,
  executeRemoveFromBoostButton,
  executeReadBoostButton,
  executeSetRandomisedOffsetLimit,
  executeSetAuxiliaryControllerState,
  executeReadControllerConfiguration,
  executeReadControllerOperation,
  executeLimitApcLevel,
  executeCommissionDevice,
  executeJoinCritical,
  executeJoinNonCritical,
  executeUnjoinCritical,
  executeUnjoinNonCritical,
  executeReadDeviceLog,
  executeUpdateHanDeviceLog,
  executeRestoreHanDeviceLog,
  executeRestoreGpfDeviceLog,
  executeRequestCustomerIdentificationNumber,
  executeReadFirmwareVersion,
  executeRecordNetworkDataGas,
];

/** By the number of the service on the wire. */
export const executorByNumber: ReadonlyMap<number, Executor> = new Map(
  executors.map((executor) => [serviceNumber(executor.service.reference), executor]),
);
