/**
 * The alerts a device sends by itself, and what it logs. Codes and names are those of the GBCS code list as open
 * tools publish it. Critical, recipients and configurable come from manufacturers' manuals where
 * those say so, else from the rule that 8Fxx is critical and cannot be turned off, 80xx is power
 * quality for the network operator, and 81xx is for the supplier and mostly configurable (6.22).
 */
export type Recipient = 'supplier' | 'networkOperator';
/** The log of the meter (service 6.13) that an event goes to. */
export type AlertLog = 'events' | 'security' | 'power';
export type DeviceAlert = {
  readonly name: string;
  readonly doc: string;
  /** Signed, and never turned off. */
  readonly critical: boolean;
  readonly recipients: readonly Recipient[];
  /** The recipient may turn it off (service 6.22). */
  readonly configurable: boolean;
  readonly log: AlertLog;
};

const row =
  (critical: boolean, recipients: readonly Recipient[], log: AlertLog) =>
  <const N extends string>(name: N, doc: string) => ({
    name,
    doc,
    critical,
    recipients,
    configurable: !critical,
    log,
  });
const critical = row(true, ['supplier'], 'events');
const criticalSecurity = row(true, ['supplier'], 'security');
const criticalNetwork = row(true, ['networkOperator'], 'power');
const criticalBoth = row(true, ['supplier', 'networkOperator'], 'events');
const supplier = row(false, ['supplier'], 'events');
const supplierSecurity = row(false, ['supplier'], 'security');
const network = row(false, ['networkOperator'], 'power');

/** By code. Those of single phases are beside it: `phaseAlertCode`. */
export const deviceAlerts = {
  32770: network('averageOverVoltageStarted', 'Average voltage has gone above its threshold.'),
  32774: network('averageUnderVoltageStarted', 'Average voltage has gone below its threshold.'),
  32784: network('overCurrent', 'The current is above its threshold.'),
  32785: network('overCurrentPhase1', 'Phase 1. The current is above its threshold.'),
  32787: network('overCurrentPhase3', 'Phase 3. The current is above its threshold.'),
  32788: network('powerFactorLow', 'The power factor has gone below its threshold.'),
  32789: network('powerFactorRestored', 'The power factor is above its threshold again.'),
  32790: network('overCurrentPhase2', 'Phase 2. The current is above its threshold.'),
  32800: network('extremeOverVoltageStarted', 'Voltage has gone above the extreme threshold.'),
  32804: network('voltageSwellStarted', 'A swell has begun.'),
  32808: network('extremeUnderVoltageStarted', 'Voltage has gone below the extreme threshold.'),
  32812: network('voltageSagStarted', 'A sag has begun.'),
  32901: network('averageOverVoltageEnded', 'Average voltage is below the threshold again.'),
  32905: network('averageUnderVoltageEnded', 'Average voltage is above the threshold again.'),
  32909: network('extremeOverVoltageEnded', 'Voltage is below the extreme threshold again.'),
  32913: network('voltageSwellEnded', 'The swell is over.'),
  32917: network('extremeUnderVoltageEnded', 'Voltage is above the extreme threshold again.'),
  32921: network('voltageSagEnded', 'The sag is over.'),
  33037: supplier('lowCredit', 'The balance is below the low credit threshold.'),
  33038: supplier('creditAddedLocally', 'A UTRN was keyed in at the meter.'),
  33049: supplier('emergencyCreditAvailable', 'Emergency credit may be activated.'),
  33093: supplier('clockAdjusted', 'The clock was set, within the tolerance.'),
  33108: supplier('homeCommandDone', 'A command of the home network was carried out.'),
  33109: supplier('homeCommandFailed', 'A command of the home network was not carried out.'),
  33121: supplier('keyedCommandDone', 'A command keyed in at the device was carried out.'),
  33122: supplier('keyedCommandFailed', 'A command keyed in at the device was not carried out.'),
  33128: supplier('armedForEmergencyCredit', 'Supply was armed: emergency credit was activated.'),
  33155: supplier('joinedHomeNetwork', 'A device has joined the home network.'),
  33156: supplier('valveTested', 'The valve was tested.'),
  33184: supplier('integrityWarning', 'The device doubts itself; the data says which part.'),
  33185: supplierSecurity('batteryCoverClosed', 'The battery cover is closed again.'),
  33186: supplier('hubConnected', 'The communications hub was put on the meter.'),
  33187: supplier('hubDisconnected', 'The communications hub was taken off the meter.'),
  33188: supplier('closeTunnelRejected', 'A command to close a tunnel was rejected.'),
  33189: supplierSecurity('localPortUsed', 'Somebody talks to the device through its local port.'),
  33190: supplier('messageAcknowledged', 'The customer has acknowledged a message.'),
  33191: supplier('timeDebt1Collected', 'Time-based debt 1 is paid off.'),
  33192: supplier('timeDebt2Collected', 'Time-based debt 2 is paid off.'),
  33193: supplier('paymentDebtCollected', 'Payment-based debt is paid off.'),
  33194: supplier('emergencyCreditExhausted', 'Emergency credit is used up.'),
  33195: supplier('emergencyCreditActivated', 'The customer has activated emergency credit.'),
  33196: supplier('measurementFault', 'The device measures wrongly.'),
  33197: supplier('metrologyFirmwareFailed', 'The metrology firmware did not verify.'),
  33198: supplier('storageFault', 'A fault of the non-volatile memory.'),
  33199: supplier('programExecutionFault', 'A fault in executing the program.'),
  33200: supplier('programStorageFault', 'A fault in storing the program.'),
  33201: supplier('memoryFault', 'A fault of the working memory.'),
  33202: supplier('unexpectedReset', 'The hardware reset itself unasked.'),
  33203: supplier('watchdogReset', 'The watchdog has acted.'),
  33204: supplier('gasFlowBeyondCapacity', 'More gas flows than the meter can measure.'),
  33205: supplier('airInGasFlow', 'There is air in the gas.'),
  33206: supplier('gasFlowReversed', 'Gas flows backwards.'),
  33207: supplier('phaseSequenceIncorrect', 'The phases are in the wrong order.'),
  33208: supplier('polarityIncorrect', 'Live and neutral are exchanged.'),
  33209: supplierSecurity('meterCoverClosed', 'The meter cover is closed again.'),
  33210: supplier('requestTunnelRejected', 'A command to open a tunnel was rejected.'),
  33211: supplier('reverseCurrent', 'The current runs backwards.'),
  33212: supplierSecurity('magneticFieldRemoved', 'The magnetic field is gone.'),
  33213: supplier('supplyConnectFailed', 'The load switch did not close.'),
  33214: supplierSecurity(
    'supplyLockedForTamper',
    'Supply was disabled and locked because of tampering.',
  ),
  33215: supplier('supplyArmedAfterFlow', 'Supply was armed after an uncontrolled flow of gas.'),
  33216: supplier('supplyDisconnectFailed', 'The load switch did not open.'),
  33217: supplierSecurity('terminalCoverClosed', 'The terminal cover is closed again.'),
  33218: supplier('tiltEnded', 'The meter stands upright again.'),
  33219: supplier('tilted', 'The meter was tilted.'),
  33220: supplierSecurity(
    'utrnEntrySuspended',
    'Keying in UTRNs is suspended after too many bad ones.',
  ),
  33221: supplierSecurity('utrnEntryLockedOut', 'A UTRN was keyed in while that was suspended.'),
  33222: supplier('clockOutsideTolerance', 'The clock was not set: further off than tolerated.'),
  36609: critical('loadLimitExceeded', 'Active import is above the load limit.'),
  36618: critical('billingLogUpdated', 'The billing data log has a new entry.'),
  36620: critical('clockNotAdjusted', 'The clock was not set: more than 10 s off.'),
  36623: critical('creditExhausted', 'Supply was disabled: the balance fell below the threshold.'),
  36626: critical('deviceLogChanged', 'The device log of the communications hub changed.'),
  36635: criticalSecurity('firmwareFailedAtPowerOn', 'The firmware did not verify at power-on.'),
  36636: criticalSecurity(
    'firmwareVerificationFailed',
    'A received firmware image did not verify.',
  ),
  36638: criticalSecurity('commandIntegrityFailed', 'A MAC or signature did not verify.'),
  36656: criticalSecurity(
    'sourceLacksAuthority',
    'A command came from a party without the right to it.',
  ),
  36658: critical('supplyArmed', 'Supply may be connected at the meter.'),
  36659: critical(
    'supplyArmedAfterLoadLimit',
    'Supply was disabled by the load limit, then armed.',
  ),
  36660: criticalBoth('supplyEnabledAfterLoadLimit', 'Supply is back after a load limit.'),
  36661: criticalNetwork('supplyOutageRestored', 'Power is back.'),
  36662: criticalNetwork('longSupplyOutageRestored', 'Power is back after 3 minutes or more.'),
  36663: criticalNetwork('supplyOutageRestoredPhase1', 'Phase 1. Power is back.'),
  36664: criticalNetwork('supplyOutageRestoredPhase2', 'Phase 2. Power is back.'),
  36665: criticalNetwork('supplyOutageRestoredPhase3', 'Phase 3. Power is back.'),
  36666: criticalNetwork(
    'longSupplyOutageRestoredPhase1',
    'Phase 1. Power is back after 3 minutes or more.',
  ),
  36667: criticalNetwork(
    'longSupplyOutageRestoredPhase2',
    'Phase 2. Power is back after 3 minutes or more.',
  ),
  36668: criticalNetwork(
    'longSupplyOutageRestoredPhase3',
    'Phase 3. Power is back after 3 minutes or more.',
  ),
  36669: criticalSecurity(
    'trustedSourceAuthenticationFailed',
    'A known party could not prove itself.',
  ),
  36670: criticalSecurity('unauthorisedCommunication', 'Somebody without authority tried to talk.'),
  36671: criticalSecurity('tamperDetected', 'Unauthorised physical access.'),
  36675: criticalSecurity('firmwareVersionChanged', 'Another firmware runs.'),
  36679: criticalSecurity(
    'topUpAboveMaximumBalance',
    'A UTRN would pass the most the meter may hold.',
  ),
  36689: criticalSecurity('topUpAlreadyUsed', 'A UTRN came a second time.'),
  36690: criticalSecurity('eventLogCleared', 'A log was cleared.'),
  36691: criticalSecurity('otherAuthenticationFailure', 'An authentication failed in another way.'),
  36695: criticalNetwork('supplyInterrupted', 'Power has gone; written to the log only.'),
  36696: criticalNetwork(
    'supplyInterruptedPhase1',
    'Phase 1. Power has gone; written to the log only.',
  ),
  36697: criticalNetwork(
    'supplyInterruptedPhase2',
    'Phase 2. Power has gone; written to the log only.',
  ),
  36698: criticalNetwork(
    'supplyInterruptedPhase3',
    'Phase 3. Power has gone; written to the log only.',
  ),
  36699: criticalSecurity(
    'topUpAboveMaximumCredit',
    'A UTRN carries more than one top-up may add.',
  ),
  36704: criticalSecurity(
    'unusualMalformedCommands',
    'More commands than usual could not be read.',
  ),
  36707: criticalSecurity('topUpNotAuthentic', 'The MAC of a UTRN does not verify.'),
  36708: criticalSecurity('topUpNotForThisMeter', 'A UTRN is of another meter.'),
  36710: critical('futureDatedDone', 'A future-dated command was carried out.'),
  36711: critical('futureDatedFailed', 'A future-dated command could not be carried out.'),
  36713: critical('deviceCommissioned', 'The device was commissioned.'),
  36720: criticalSecurity('credentialsUpdated', 'A key of a remote party was replaced.'),
  36722: criticalSecurity('firmwareVerified', 'A received firmware image verifies.'),
  36723: criticalSecurity('batteryCoverOpened', 'Unauthorised access: battery cover.'),
  36724: criticalSecurity('meterCoverOpened', 'Unauthorised access: meter cover.'),
  36725: criticalSecurity('strongMagneticField', 'Unauthorised access: a strong magnetic field.'),
  36726: criticalSecurity('terminalCoverOpened', 'Unauthorised access: terminal cover.'),
  36727: criticalSecurity(
    'secondTerminalCoverOpened',
    'Unauthorised access: second terminal cover.',
  ),
  36728: criticalSecurity('otherPhysicalAccess', 'Unauthorised access: another.'),
  36739: critical(
    'disablementSuspended',
    'Credit is used up, but this is a non-disablement period.',
  ),
  36740: critical('deliveryToMeterFailed', 'The communications hub could not deliver a command.'),
  36741: critical('commandNotSupported', 'A command came that the device does not have.'),
  36742: critical('levelLimited', 'A command to limit the level of an auxiliary load acts.'),
  36743: critical('levelLimitEnded', 'The level of an auxiliary load is limited no longer.'),
  36744: critical('auxiliaryStateChanged', 'An auxiliary controller says how it is.'),
  36745: critical('firmwareTransferFailed', 'A device of the home network got no firmware.'),
  36746: critical('firmwareTransferred', 'A device of the home network got its firmware.'),
  36747: critical('firmwareVersionRead', 'What firmware a device of the home network runs.'),
} as const satisfies Readonly<Record<number, DeviceAlert>>;

type Table = typeof deviceAlerts;
export type AlertName = Table[keyof Table]['name'];

/** "supplyArmed" → 0x8F32. */
export const alertCodes = Object.fromEntries(
  Object.entries(deviceAlerts).map(([code, alert]) => [alert.name, Number(code)]),
) as Readonly<Record<AlertName, number>>;

export const PHASES = [1, 2, 3] as const;
export type Phase = (typeof PHASES)[number];

/** Voltage alerts have a code for the meter as a whole, and the next three for phases 1 to 3. */
export const PER_PHASE = [
  'averageOverVoltageStarted',
  'averageUnderVoltageStarted',
  'extremeOverVoltageStarted',
  'voltageSwellStarted',
  'extremeUnderVoltageStarted',
  'voltageSagStarted',
  'averageOverVoltageEnded',
  'averageUnderVoltageEnded',
  'extremeOverVoltageEnded',
  'voltageSwellEnded',
  'extremeUnderVoltageEnded',
  'voltageSagEnded',
] as const satisfies readonly AlertName[];
export type PhaseAlertName = `${(typeof PER_PHASE)[number]}Phase${Phase}`;
export type AnyAlertName = AlertName | PhaseAlertName;

/** The code of a voltage alert of one phase of a polyphase meter. */
export const phaseAlertCode = (name: AlertName, phase: Phase): number => alertCodes[name] + phase;

const everyAlert: ReadonlyMap<number, DeviceAlert> = new Map<number, DeviceAlert>([
  ...Object.entries(deviceAlerts).map(([code, alert]) => [Number(code), alert] as const),
  ...PER_PHASE.flatMap((name) =>
    PHASES.map((phase) => {
      const whole: DeviceAlert = deviceAlerts[alertCodes[name] as keyof Table];
      const alert = {
        ...whole,
        name: `${name}Phase${phase}`,
        doc: `Phase ${phase}. ${whole.doc}`,
      };
      return [phaseAlertCode(name, phase), alert] as const;
    }),
  ),
]);
/** 0x8F32 → what it says; undefined for a code nobody gave. */
export const alertByCode = (code: number): DeviceAlert | undefined => everyAlert.get(code);
const codeByName = new Map([...everyAlert].map(([code, alert]) => [alert.name, code]));
/** "voltageSagEndedPhase3" → 0x809C, which `alertCodes` has not. */
export const alertCode = (name: AnyAlertName): number => codeByName.get(name) as number;
/** Every code, the phases' too, ascending. */
export const everyAlertCode: readonly number[] = [...everyAlert.keys()].sort((a, b) => a - b);
