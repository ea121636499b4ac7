/**
 * The shapes of what some alerts say beside their code, of at most 64 bytes of canonical CBOR each. Those that
 * MMC has an element for carry its name; the others are our own. Which alert says what: alert-payloads.ts.
 */
import {
  enumeration,
  eui64,
  hex,
  integer,
  unsigned32,
  unsigned64,
  utcDateTime,
} from '../definition/scalars.ts';
import { choice, inline, optional, required, struct, type ValueOf } from '../definition/words.ts';

export const ALERT_CONTENT_BYTES_MAX = 64;

const register = integer(0, 2 ** 48 - 1);
const controller = integer(1, 5);
const level = integer(0, 100, { unit: '%' });

const firmware = struct({
  imageHash: optional(1, hex(32, 32), 'SHA-256 of the image.', {
    element: 'ManufacturerImageHash',
  }),
});
const billing = struct({
  entry: inline(
    1,
    choice({
      electricity: required(
        1,
        struct({
          timestamp: optional(1, utcDateTime, 'When the registers stood so.'),
          activeImport: optional(2, register, 'Wh.', {
            element: 'ActiveImportRegisterValueConsumption',
          }),
          secondaryActiveImport: optional(3, register, 'Wh of the secondary element.', {
            element: 'SecondaryActiveImportRegisterValueConsumption',
          }),
        }),
        'Of an electricity meter.',
        { element: 'ESMEBillingDataLogEntry' },
      ),
      gas: required(
        2,
        struct({
          timestamp: optional(1, utcDateTime, 'When the register stood so.'),
          volume: optional(2, register, 'Thousandths of a cubic metre.', {
            element: 'ActiveImportRegisterValueConsumption',
          }),
        }),
        'Of a gas meter.',
        { element: 'GSMEBillingDataLogEntry' },
      ),
    }),
    'The newest entry, as far as it fits: the rest is read by 4.4.',
  ),
});
/** A native meter has no message codes: the number of the service, 4011 for 4.1.1, stands for it. */
const serviceCode = hex(2, 2);
const futureDated = struct({
  command: required(
    1,
    struct({
      service: optional(1, serviceCode, 'The number of its service.', {
        element: 'FutureDatedCommandMessageCode',
      }),
      counter: optional(2, unsigned64, 'Of the command that brought it.', {
        element: 'FutureDatedCommandOriginatorCounter',
      }),
    }),
    'Which one.',
    { element: 'COSEMFutureDatedAlert' },
  ),
});
const outage = struct({
  interruption: required(1, utcDateTime, 'When power went.', { element: 'interruptionValue' }),
  restoration: required(2, utcDateTime, 'When it came back.', { element: 'restorationValue' }),
});
/** The sub-codes of 81A0 but that "other" is 0 there. */
const warning = enumeration(
  {
    nonVolatileMemory: 1,
    programExecution: 2,
    programStorage: 3,
    memory: 4,
    unexpectedReset: 5,
    watchdog: 6,
    metrologyFirmware: 7,
    measurement: 8,
    other: 9,
  },
  {
    texts: {
      nonVolatileMemory: 'Error Non Volatile Memory',
      programExecution: 'Error Program Execution',
      programStorage: 'Error Program Storage',
      memory: 'Error RAM',
      unexpectedReset: 'Error Unexpected Hardware Reset',
      watchdog: 'Error Watchdog',
      metrologyFirmware: 'Error Metrology Firmware Verification Failure',
      measurement: 'Error Measurement Fault',
      other: 'Other',
    },
  },
);
const integrity = struct({ warning: required(1, warning, 'What the device doubts.') });
const notSupported = struct({
  service: optional(1, serviceCode, 'The number of the service asked for.', {
    element: 'MessageCodeofCommandReceived',
  }),
  counter: optional(2, unsigned64, 'Of the command.', {
    element: 'OriginatorCounterfromCommandReceived',
  }),
});
const auxiliaryState = struct({
  outputState: optional(1, level, 'What it puts out.'),
  inputState: optional(2, level, 'What the load takes.'),
});
const levelLimited = struct({
  limitStart: required(1, utcDateTime, 'From.', { element: 'APCLimitPeriodStart' }),
  limitEnd: required(2, utcDateTime, 'To.', { element: 'APCLimitPeriodEnd' }),
  controller: required(3, controller, 'Which.', { element: 'AuxiliaryControllerN' }),
  resultingLevel: required(4, level, 'What it is limited to.'),
});
const levelLimitEnded = struct({
  controller: required(1, controller, 'Which.', { element: 'AuxiliaryControllerN' }),
  resultingLevel: required(2, level, 'What it is now.'),
});
const counted = struct({ count: required(1, unsigned32, 'How often since it was told last.') });
const clock = struct({
  deviceUtcSeconds: required(1, utcDateTime, 'What the device had.'),
  networkUtcSeconds: required(2, utcDateTime, 'What the network had.'),
});
const credentials = struct({
  slot: required(
    1,
    enumeration({
      root: 1,
      recovery: 2,
      supplier: 3,
      networkOperator: 4,
      headEnd: 5,
      changeOfSupplier: 6,
      loadController: 7,
    }),
    'Whose keys were replaced.',
  ),
  before: optional(2, eui64, 'Whose they were.'),
  after: optional(3, eui64, 'Whose they are.'),
  counter: optional(4, unsigned64, 'Of the command that replaced them.'),
});
const number = struct({ number: required(1, unsigned32, 'What the code alone does not say.') });

const element = (name: string) => ({ element: name });
const ofMmc = {
  firmware: required(1, firmware, 'Of 8F72, 8F1C.', element('FirmwareVerificationDeviceAlert')),
  billing: required(2, billing, 'Of 8F0A.', element('BillingDataLogDeviceAlert')),
  futureDated: required(
    3,
    futureDated,
    'Of 8F66, 8F67.',
    element('FutureDatedCommandOutcomeDeviceAlert'),
  ),
  outage: required(4, outage, 'Of 8F35 to 8F3C.', element('SupplyOutageRestoreAlert')),
  integrity: required(
    5,
    integrity,
    'Of 81A0.',
    element('SmartMeterIntegrityIssueWarningDeviceAlert'),
  ),
  notSupported: required(6, notSupported, 'Of 8F85.', element('CommandNotSupportedbyDevice')),
  auxiliaryState: required(7, auxiliaryState, 'Of 8F88.', element('OperationalUpdateDeviceAlert')),
  levelLimited: required(
    8,
    levelLimited,
    'Of 8F86.',
    element('LimitAPCLevelCommandProcessedDeviceAlert'),
  ),
  levelLimitEnded: required(
    9,
    levelLimitEnded,
    'Of 8F87.',
    element('LimitAPCLevelEndedDeviceAlert'),
  ),
};
/** By kind; the kind is no part of the meter's message, since its code says which. */
export const payloads = {
  ...ofMmc,
  counted: required(20, counted, 'Of what is counted for half an hour and told once.'),
  clock: required(21, clock, 'Of 8F0C, 8145 and 81C6.'),
  credentials: required(22, credentials, 'Of 8F70.'),
  number: required(23, number, 'Of any other.'),
} as const;
export type PayloadKind = keyof typeof payloads;

/** ra:DeviceAlertMessagePayload. */
export const mmcAlertPayload = choice(ofMmc);
export type MmcAlertPayload = ValueOf<typeof mmcAlertPayload>;
export const alertPayload = choice(payloads, 'AlertPayload');
export type AlertPayload = ValueOf<typeof alertPayload>;

export const isOfMmc = (payload: AlertPayload): payload is MmcAlertPayload =>
  Object.keys(payload).every((kind) => kind in ofMmc);
