/** The services this meter has, in order of their reference. */
import { serviceNumber } from '../../../protocol/services/index.ts';
import type { Executor } from './executor.ts';
import { executeReadActiveImportProfileData } from './read-active-import-profile-data.ts';
import { executeReadFirmwareVersion } from './read-firmware-version.ts';
import { executeReadInstantaneousImportRegisters } from './read-instantaneous-import-registers.ts';
import { executeReadInstantaneousPrepayValues } from './read-instantaneous-prepay-values.ts';
import { executeReadSupplyStatus } from './read-supply-status.ts';
import { executeArmSupply, executeDisableSupply, executeEnableSupply } from './supply-control.ts';
import { executeSynchroniseClock } from './synchronise-clock.ts';
import { executeTopUpDevice } from './top-up-device.ts';
import { executeUpdatePaymentMode } from './update-payment-mode.ts';

export const executors: readonly Executor[] = [
  executeUpdatePaymentMode,
  executeTopUpDevice,
  executeReadInstantaneousImportRegisters,
  executeReadInstantaneousPrepayValues,
  executeReadActiveImportProfileData,
  executeSynchroniseClock,
  executeEnableSupply,
  executeDisableSupply,
  executeArmSupply,
  executeReadSupplyStatus,
  executeReadFirmwareVersion,
];

/** By the number of the service on the wire. */
export const executorByNumber: ReadonlyMap<number, Executor> = new Map(
  executors.map((executor) => [serviceNumber(executor.service.reference), executor]),
);
