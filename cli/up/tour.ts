/** The tour: what a supplier asks for in a day, each step with what must come of it. */
import type { Result } from '../../headend/market/client/result.ts';
import type { SupplierClient } from '../../headend/market/client/supplier-client.ts';
import { armSupply } from '../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../protocol/services/enable-supply.ts';
import { readActiveImportProfileData } from '../../protocol/services/read-active-import-profile-data.ts';
import { readFirmwareVersion } from '../../protocol/services/read-firmware-version.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousPrepayValues } from '../../protocol/services/read-instantaneous-prepay-values.ts';
import { readInventory } from '../../protocol/services/read-inventory.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { synchroniseClock } from '../../protocol/services/synchronise-clock.ts';
import { topUpDevice } from '../../protocol/services/top-up-device.ts';
import { updatePaymentMode } from '../../protocol/services/update-payment-mode.ts';
import type { Demo, DemoMeter } from './demo.ts';

/** What a step came to: `isRight` when it is what must come. */
export type Outcome = {
  readonly isRight: boolean;
  readonly text: string;
  readonly requestId: string;
};
export type Step = {
  readonly title: string;
  readonly service: string;
  readonly way: string;
  run(): Promise<Outcome>;
};

const POUND_MILLIPENCE = 100_000;
const TOP_UP_POUNDS = 20;
const DAY_SECONDS = 86_400;
const LITRES_IN_CUBIC_METRE = 1_000;

const pounds = (millipence: number) => `£${(millipence / POUND_MILLIPENCE).toFixed(2)}`;

/** A result that must be done, and what of its value is worth showing; undefined: it is wrong. */
function done<T>(result: Result<T>, show: (value: T) => string | undefined): Outcome {
  const text = result.kind === 'done' ? show(result.value) : undefined;
  return {
    isRight: text !== undefined,
    text: text ?? `unexpected: ${JSON.stringify(result, bigintAsText)}`,
    requestId: result.requestId,
  };
}

/** A result that must be a refusal with this code of the head-end or name of the device. */
function refused(result: Result<unknown>, expected: string): Outcome {
  const { requestId } = result;
  const found =
    result.kind === 'refused'
      ? result.code
      : result.kind === 'refusedByDevice'
        ? result.refusal
        : result.kind;
  return { isRight: found === expected, text: `refused: ${found}`, requestId };
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

export function tourOf(demo: Demo): Step[] {
  const { supplier, bridgeSupplier, networkOperator, headEnd } = demo;
  const [first, second, third, fourth, gas] = demo.meters as [
    DemoMeter,
    DemoMeter,
    DemoMeter,
    DemoMeter,
    DemoMeter,
  ];
  const duis = `DUIS, ${first.over}`;
  const bridge = `bridge, ${third.over}`;
  const byPort = `DUIS, ${fourth.over}`;
  return [
    {
      title: 'what is at this metering point?',
      service: '8.2',
      way: 'DUIS, no device',
      async run() {
        const target = headEnd.identity.eui64;
        const result = await supplier.ask(readInventory, target, { mpxn: first.mpxn });
        return done(result as Result<{ devices?: readonly { deviceId: string }[] }>, (value) =>
          value?.devices?.[0]?.deviceId === first.eui64 ? first.eui64 : undefined,
        );
      },
    },
    ...reading(supplier, first, duis),
    clock(supplier, first, duis),
    ...prepayment(supplier, first, duis),
    {
      title: 'a network operator may not sell credit',
      service: '2.2',
      way: duis,
      async run() {
        const utrn = await supplier.makeUtrn({ ...creditFor(first), device: first.eui64 });
        return refused(await networkOperator.ask(topUpDevice, first.eui64, { utrn }), 'E2');
      },
    },
    {
      title: 'another supplier’s meter',
      service: '4.1.1',
      way: duis,
      run: async () =>
        refused(await supplier.ask(readInstantaneousImportRegisters, third.eui64, {}), 'E19'),
    },
    ...supply(supplier, second, duis),
    profile(supplier, second, duis, demo.isNew),
    ...reading(bridgeSupplier, third, bridge),
    ...prepayment(bridgeSupplier, third, bridge),
    ...supply(bridgeSupplier, third, bridge),
    ...reading(supplier, fourth, byPort),
    ...prepayment(supplier, fourth, byPort),
    ...supply(supplier, fourth, byPort),
    profile(supplier, fourth, byPort, demo.isNew),
    ...reading(supplier, gas, duis),
    ...prepayment(supplier, gas, duis),
    ...supplyStates(supplier, gas, duis, [DISABLE, ARM]),
    {
      title: 'nobody opens a gas valve from afar',
      service: enableSupply.reference,
      way: duis,
      run: async () => refused(await supplier.ask(enableSupply, gas.eui64, {}), 'E11'),
    },
  ];
}

const creditFor = ({ prepaymentPublic }: DemoMeter) => ({
  prepaymentPublic,
  valueClass: 'pounds' as const,
  value: TOP_UP_POUNDS,
});

function reading(client: SupplierClient, meter: DemoMeter, way: string): Step[] {
  return [
    {
      title: 'read the import register',
      service: '4.1.1',
      way,
      async run() {
        const result = await client.ask(readInstantaneousImportRegisters, meter.eui64, {});
        return done(result, ({ registers }) => {
          const wattHours = registers.electricity?.activeImportRegister?.value;
          const volume = registers.gas?.consumptionRegister?.value;
          if (volume !== undefined) return `${volume / LITRES_IN_CUBIC_METRE} m³`;
          return wattHours === undefined ? undefined : `${wattHours} Wh`;
        });
      },
    },
    {
      title: 'read the firmware version',
      service: '11.2',
      way,
      run: async () =>
        done(
          await client.ask(readFirmwareVersion, meter.eui64, {}),
          ({ firmwareVersion }) => firmwareVersion,
        ),
    },
  ];
}

function clock(client: SupplierClient, meter: DemoMeter, way: string): Step {
  return {
    title: 'synchronise the clock',
    service: '6.11',
    way,
    async run() {
      const currentDateTime = Math.floor(Date.now() / 1000) - 10;
      const value = { currentDateTime, tolerancePeriod: 60 };
      return done(await client.ask(synchroniseClock, meter.eui64, value), () => 'done');
    },
  };
}

function prepayment(client: SupplierClient, meter: DemoMeter, way: string): Step[] {
  let utrn = '';
  const mode = { suspendDebtDisabled: true, suspendDebtEmergency: true, disablementThreshold: 0 };
  return [
    {
      title: 'prepayment mode',
      service: '1.6',
      way,
      run: async () =>
        done(
          await client.ask(updatePaymentMode, meter.eui64, { mode: { prepayment: mode } }),
          () => 'done',
        ),
    },
    {
      title: `top up by ${pounds(TOP_UP_POUNDS * POUND_MILLIPENCE)}`,
      service: '2.2',
      way,
      async run() {
        utrn = await client.makeUtrn({ ...creditFor(meter), device: meter.eui64 });
        return done(await client.ask(topUpDevice, meter.eui64, { utrn }), () => `UTRN ${utrn}`);
      },
    },
    {
      title: 'the same UTRN once more',
      service: '2.2',
      way,
      run: async () => refused(await client.ask(topUpDevice, meter.eui64, { utrn }), 'alreadyUsed'),
    },
    {
      title: 'read the balance',
      service: '4.3',
      way,
      run: async () =>
        done(await client.ask(readInstantaneousPrepayValues, meter.eui64, {}), (value) =>
          value.meterBalance === undefined ? undefined : pounds(value.meterBalance),
        ),
    },
  ];
}

const DISABLE = [disableSupply, 'disable the supply', 'Disabled'] as const;
const ARM = [armSupply, 'arm it', 'Armed'] as const;
const ENABLE = [enableSupply, 'enable it', 'Enabled'] as const;

const supply = (client: SupplierClient, meter: DemoMeter, way: string): Step[] =>
  supplyStates(client, meter, way, [DISABLE, ARM, ENABLE]);

function supplyStates(
  client: SupplierClient,
  meter: DemoMeter,
  way: string,
  changes: readonly (typeof DISABLE | typeof ARM | typeof ENABLE)[],
): Step[] {
  return changes.flatMap(([service, title, state]): Step[] => [
    {
      title,
      service: service.reference,
      way,
      run: async () => done(await client.ask(service, meter.eui64, {}), () => 'done'),
    },
    {
      title: 'read the state of the supply',
      service: '7.4',
      way,
      run: async () =>
        done(await client.ask(readSupplyStatus, meter.eui64, {}), ({ supplyState }) =>
          supplyState === state ? supplyState : undefined,
        ),
    },
  ]);
}

function profile(client: SupplierClient, meter: DemoMeter, way: string, isNew: boolean): Step {
  return {
    title: 'read a day of half-hours',
    service: '4.8.1',
    way,
    async run() {
      const endDateTime = Math.floor(Date.now() / 1000);
      const readLogPeriod = { startDateTime: endDateTime - DAY_SECONDS, endDateTime };
      const result = await client.ask(readActiveImportProfileData, meter.eui64, { readLogPeriod });
      return done(result, ({ logEntries }) => {
        const sum = logEntries.reduce(
          (total, { reading }) => total + (reading?.electricity?.primaryValue ?? 0),
          0,
        );
        // A meter that was off has no entries of that time.
        return isNew && logEntries.length < 47
          ? undefined
          : `${logEntries.length} entries, ${sum} Wh`;
      });
    },
  };
}
