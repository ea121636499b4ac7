/** What only the other kinds of meter have, a few hours of it: gas by volume, and three phases. */
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { recordNetworkDataGas } from '../../../protocol/services/record-network-data-gas.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDeviceConfigurationGasConversion } from '../../../protocol/services/update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { START } from '../bench.testing.ts';
import { course, GAS_METER, POLYPHASE_METER } from '../metrology/meters.testing.ts';
import { risingGas } from '../tariff/tariffs.testing.ts';
import { AVERAGE, VOLTAGE } from './cut-configuration.testing.ts';
import { type Scenario, Script } from './cut-script.testing.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const gasScript = new Script();
gasScript
  .command(updateImportTariffPrimaryElement, risingGas)
  .run(100)
  .command(recordNetworkDataGas, {})
  .run(0.75 * HOUR)
  .command(updateDeviceConfigurationGasConversion, {
    calorificValue: 400,
    conversionFactor: 100_000,
  })
  .run(1.5 * HOUR)
  .delivered()
  .command(topUpDevice, { utrn: gasScript.token(5) })
  .command(updateMeterBalance, { prepaymentMode: { adjustMillipence: -1_450_000 } })
  .command(activateEmergencyCredit, {})
  .keyIn(gasScript.token(10))
  .contact('batteryCover', true)
  .command(disableSupply, {})
  .command(armSupply, {})
  .press('enableSupply')
  .run(2 * HOUR)
  .delivered()
  .clock(START + DAY - 1200)
  .run(2.75 * HOUR)
  .delivered()
  .run(5 * HOUR)
  .run(5 * HOUR + 60);

export const gas: Scenario = {
  name: 'gas',
  settings: { ...GAS_METER, mode: 'prepayment', balanceMillipence: 1_000_000 },
  sensor: course(
    [START, { activeWatts: 0 }],
    [START + 600, { activeWatts: 0, litresPerHour: 1200 }],
    [START + 1.25 * HOUR, { activeWatts: 0 }],
  ),
  acts: gasScript.acts,
};

const poly = [1, 2, 3].map((phase) => ({ phase, settings: AVERAGE }));
const three = (...voltageDecivolts: readonly number[]) => ({
  activeWatts: 900,
  reactiveVars: 100,
  voltageDecivolts,
});
const phases = new Script()
  .command(updateDeviceConfigurationVoltage, {
    ...VOLTAGE,
    phases: { poly },
  })
  .run(1.25 * HOUR)
  .delivered()
  .outage(60)
  .run(2 * HOUR)
  .delivered()
  .run(3 * HOUR)
  .run(3 * HOUR + 60);

export const polyphase: Scenario = {
  name: 'three phases',
  settings: POLYPHASE_METER,
  sensor: course(
    [START, three(2400, 2390, 2380)],
    [START + 2000, three(2400, 0, 2380)],
    [START + 2900, three(2400, 2390, 2380)],
    [START + 1.5 * HOUR, three(2400, 1900, 2380)],
    [START + 1.5 * HOUR + 100, three(2400, 2390, 2380)],
    [START + 2.25 * HOUR, { ...three(2400, 2390, 2380), activeWatts: 0, reactiveVars: 0 }],
  ),
  acts: phases.acts,
};
