/** One night at a twin-element meter in prepayment mode in which every part of the firmware has something to do. */
import { activateAuxiliaryLoad } from '../../../protocol/services/activate-auxiliary-load.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { clearEventLog } from '../../../protocol/services/clear-event-log.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { displayMessage } from '../../../protocol/services/display-message.ts';
import { issueSecurityCredentials } from '../../../protocol/services/issue-security-credentials.ts';
import { limitApcLevel } from '../../../protocol/services/limit-apc-level.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import { updateSecurityCredentialsDevice } from '../../../protocol/services/update-security-credentials-device.ts';
import { updateSecurityCredentialsKrp } from '../../../protocol/services/update-security-credentials-krp.ts';
import { seededRandom } from '../../board/seeded-random.ts';
import { crypto, METER, START, signers } from '../bench.testing.ts';
import type { Measured, Sensor } from '../board.ts';
import { course, TWIN_METER } from '../metrology/meters.testing.ts';
import type { FactorySettings } from '../provision.ts';
import { path, root, signingCertificate } from '../security/replacement.testing.ts';
import { economy7 } from '../tariff/tariffs.testing.ts';
import { configureMetering, configurePremises, MIXED } from './cut-configuration.testing.ts';
import { type Scenario, Script } from './cut-script.testing.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

const SETTINGS: FactorySettings = {
  ...TWIN_METER,
  variant: {
    kind: 'twinElement',
    auxiliarySwitches: 2,
    hasBoostButton: true,
    proportionalControllers: 1,
  },
  mode: 'prepayment',
  balanceMillipence: 1_000_000,
};

const voltage = (decivolts: number): Measured => ({
  activeWatts: 0,
  voltageDecivolts: [decivolts],
});
/**
 * What is used is used in the two hours from one o'clock, so that no threshold of credit is passed by it: else a
 * cut that gives half an hour away would rightly change what comes after.
 */
const SENSOR: Sensor = course(
  [START, voltage(2400)],
  [START + HOUR, { ...voltage(2350), activeWatts: 2000, secondaryWatts: 1000, reactiveVars: 200 }],
  [START + 1.75 * HOUR, { ...voltage(2350), activeWatts: -1500, reactiveVars: -100 }],
  [START + 2 * HOUR, voltage(2700)],
  [START + 2 * HOUR + 200, voltage(2400)],
  [START + 3.25 * HOUR, { ...voltage(2300), activeWatts: 8000 }],
  // For twice the time that a limit allows, so that it is passed even by a meter that begins to watch anew.
  [START + 3.25 * HOUR + 601, voltage(2400)],
);

/** The key that the premises draw, and a certificate for it. */
const deviceCertificate = root.certify({
  key: {
    kind: 'Ed25519',
    bytes: crypto.ed25519.publicKey(seededRandom(crypto, 'premises')(32)),
  },
  usage: 'digitalSignature',
  eui64: METER,
});
const operatorsKeys = {
  remotePartyRole: 'NetworkOperator',
  replacementCertificates: {
    ofParty: {
      digitalSigningCertificate: signingCertificate({
        eui64: signers.networkOperator.eui64,
        byte: 31,
      }),
    },
  },
  certificationPathCertificates: path,
  applyTimeBasedCpvChecks: false,
} as const;
const MODE = {
  prepayment: { suspendDebtDisabled: false, suspendDebtEmergency: true, disablementThreshold: 5 },
};

function beforeOne(script: Script): Script {
  const [byNetwork, keyed] = [script.token(5), script.token(10)];
  return configurePremises(configureMetering(script.clock(START + 2)))
    .command(displayMessage, { supplierMessage: 'Welcome' })
    .command(updateImportTariffPrimaryElement, {
      ...economy7,
      executionDateTime: START + 3 * HOUR + 10 * MINUTE,
    })
    .command(updatePaymentMode, {
      mode: { credit: {} },
      executionDateTime: START + DAY + 25 * MINUTE,
    })
    .run(20 * MINUTE)
    .delivered()
    .command(topUpDevice, { utrn: byNetwork })
    .keyIn(byNetwork)
    .keyIn(keyed)
    .command(disableSupply, {})
    .command(armSupply, {})
    .press('enableSupply')
    .press('boost')
    .contact('meterCover', true)
    .contact('meterCover', false)
    .delivered()
    .run(HOUR - 100);
}

function beforeThree(script: Script): Script {
  const { electricity } = MIXED.priceElements;
  const standingCharge = 12_000;
  return script
    .command(updatePricePrimaryElement, {
      priceElements: { electricity: { ...electricity, standingCharge } } as never,
    })
    .run(1.4 * HOUR)
    .command(activateAuxiliaryLoad, { switching: { index: 2, durationMinutes: 20 } })
    .command(limitApcLevel, {
      auxiliaryControllerN: 3,
      startDateTime: START + HOUR,
      endDateTime: START + 2 * HOUR,
      commandedStateLevel: 30,
    })
    .command(resetTariffBlockCounterMatrix, {})
    .command(readInstantaneousImportRegisters, {})
    .delivered()
    .run(1.9 * HOUR)
    .delivered()
    .run(2.2 * HOUR)
    .delivered();
}

function beforeMidnight(script: Script): Script {
  return script
    .command(updateMeterBalance, { prepaymentMode: { adjustMillipence: -2_400_000 } })
    .press('emergencyCredit')
    .command(updateMeterBalance, { prepaymentMode: { adjustMillipence: -500_000 } })
    .run(3 * HOUR)
    .command(topUpDevice, { utrn: script.token(10) })
    .keyIn(script.token(10))
    .press('enableSupply')
    .delivered()
    .run(3.75 * HOUR)
    .delivered()
    .outage(200)
    .run(4 * HOUR + 5)
    .command(issueSecurityCredentials, { credentialType: 'DigitalSignature' })
    .command(updateSecurityCredentialsDevice, { deviceCertificate })
    .signedBy('networkOperator', updateSecurityCredentialsKrp, operatorsKeys)
    .command(clearEventLog, { eventLog: 'ESME' });
}

/** The clock goes on to shortly before midnight, and once more back and on. */
function afterMidnight(script: Script): Script {
  return script
    .clock(START + DAY - 10 * MINUTE)
    .run(4 * HOUR + 20 * MINUTE)
    .clock(START + DAY - 20 * MINUTE)
    .run(5 * HOUR)
    .delivered()
    .clock(START + DAY + 40 * MINUTE)
    .run(5 * HOUR + 5)
    .command(updatePaymentMode, { mode: MODE })
    .delivered()
    .run(6 * HOUR)
    .delivered()
    .run(7 * HOUR + 20 * MINUTE)
    .run(7 * HOUR + 21 * MINUTE);
}

const script = new Script();
beforeOne(script);
beforeThree(script);
beforeMidnight(script);
afterMidnight(script);

export const electricity: Scenario = {
  name: 'twin element, prepayment',
  settings: SETTINGS,
  sensor: SENSOR,
  acts: script.acts,
};
