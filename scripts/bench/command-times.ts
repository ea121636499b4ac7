/** How long a command takes at a meter with everything configured, once its protection is verified. */

import { MIXED } from '../../meter-emulator/firmware/proofs/cut-configuration.testing.ts';
import { perform } from '../../meter-emulator/firmware/services/perform.ts';
import { changesBetween } from '../../meter-emulator/firmware/stored.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { CborMap } from '../../protocol/cbor/canonical.ts';
import { toCborValue } from '../../protocol/definition/cbor.ts';
import { type Service, serviceNumber } from '../../protocol/definition/service.ts';
import type { AnyType } from '../../protocol/definition/words.ts';
import { readActiveImportProfileData } from '../../protocol/services/read-active-import-profile-data.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from '../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { readTariffPrimaryElement } from '../../protocol/services/read-tariff-primary-element.ts';
import { updateImportTariffPrimaryElement } from '../../protocol/services/update-import-tariff-primary-element.ts';
import { updateMeterBalance } from '../../protocol/services/update-meter-balance.ts';
import { DAY_SECONDS, START, wholeMeter } from './whole-meter.ts';

const TIMES = 2000;
const WARM = 500;
const MICROSECONDS = 1000;

const aDay = {
  readLogPeriod: { startDateTime: START + DAY_SECONDS, endDateTime: START + 2 * DAY_SECONDS },
};
const COMMANDS: readonly (readonly [Service, unknown])[] = [
  [readSupplyStatus, {}],
  [readInstantaneousImportRegisters, {}],
  [readInstantaneousImportTouMatrices, {}],
  [readTariffPrimaryElement, {}],
  [readActiveImportProfileData, aDay],
  [updateMeterBalance, { prepaymentMode: { adjustMillipence: 1 } }],
  [updateImportTariffPrimaryElement, MIXED],
];

/** p50 and p99 of each, the group for flash made and written; without MAC and signature. */
export function commandTimes(): readonly Readonly<Record<string, string | number>>[] {
  return COMMANDS.map(([service, request]) => timesOf(service, request));
}

function timesOf(service: Service, request: unknown) {
  const { meter, sensor } = wholeMeter();
  meter.run(START + 3 * DAY_SECONDS);
  const { state, store } = meter;
  const measured = sensor.measure(state.metrology.boardSeconds);
  const means = { crypto: nodeCrypto, store, random: (n: number) => new Uint8Array(n), measured };
  const content = toCborValue(service.request as AnyType, request as never) as CborMap;
  const command = {
    serviceNumber: serviceNumber(service.reference),
    service,
    content,
    counter: 1n,
    authority: undefined,
    party: undefined,
    networkUtcSeconds: undefined,
    digest: new Uint8Array(16),
  };
  const [wall, own]: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM + TIMES; round++) {
    const began = performance.now();
    const processor = process.cpuUsage();
    const { step } = perform(means, state, command);
    if (step.state !== state) store.commit(changesBetween(state, step.state, []));
    if (round < WARM) continue;
    wall.push((performance.now() - began) * MICROSECONDS);
    const { user, system } = process.cpuUsage(processor);
    own.push(user + system);
  }
  return {
    what: `${service.reference} ${service.name}`,
    'p50 µs': share(wall, 0.5),
    'p99 µs': share(wall, 0.99),
    'p99 µs of processor': share(own, 0.99),
  };
}

function share(times: readonly number[], part: number): number {
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0);
}
