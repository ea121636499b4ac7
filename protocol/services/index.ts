/** Every service, in order of its reference, and the ways to look one up. */
import { type Service, serviceNumber } from '../definition/service.ts';
import { armSupply } from './arm-supply.ts';
import { createSchedule } from './create-schedule.ts';
import { disableSupply } from './disable-supply.ts';
import { enableSupply } from './enable-supply.ts';
import { readActiveImportProfileData } from './read-active-import-profile-data.ts';
import { readEventOrSecurityLog } from './read-event-or-security-log.ts';
import { readFirmwareVersion } from './read-firmware-version.ts';
import { readInstantaneousImportRegisters } from './read-instantaneous-import-registers.ts';
import { readInstantaneousPrepayValues } from './read-instantaneous-prepay-values.ts';
import { readInventory } from './read-inventory.ts';
import { readSupplyStatus } from './read-supply-status.ts';
import { sharedRefusals } from './refusals.ts';
import { synchroniseClock } from './synchronise-clock.ts';
import { topUpDevice } from './top-up-device.ts';
import { updateDeviceConfigurationVoltage } from './update-device-configuration-voltage.ts';
import { updateFirmware } from './update-firmware.ts';
import { updateImportTariffPrimaryElement } from './update-import-tariff-primary-element.ts';
import { updatePaymentMode } from './update-payment-mode.ts';
import { updatePrepayConfiguration } from './update-prepay-configuration.ts';

export { serviceNumber } from '../definition/service.ts';

export const services: readonly Service[] = [
  updateImportTariffPrimaryElement,
  updatePaymentMode,
  updatePrepayConfiguration,
  topUpDevice,
  readInstantaneousImportRegisters,
  readInstantaneousPrepayValues,
  readActiveImportProfileData,
  createSchedule,
  updateDeviceConfigurationVoltage,
  synchroniseClock,
  readEventOrSecurityLog,
  enableSupply,
  disableSupply,
  armSupply,
  readSupplyStatus,
  readInventory,
  updateFirmware,
  readFirmwareVersion,
];

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
  /** The one service that refuses so; undefined: any may. */
  readonly service: Service | undefined;
};
function* refusalEntries(): Generator<RefusalEntry> {
  for (const [name, refusal] of Object.entries(sharedRefusals))
    yield { name, ...refusal, service: undefined };
  for (const service of services)
    for (const [name, refusal] of Object.entries(service.refusals ?? {}))
      yield { name, ...refusal, service };
}
/** Every refusal a meter may answer with, shared and own. */
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
