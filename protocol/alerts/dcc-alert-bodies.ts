/** The bodies of a DCC alert, one of which it has (sr:DCCAlert). */
import { choice, required } from '../definition/words.ts';
import {
  changeOfSupplier,
  cosCertificateAlert,
  ecosAlert,
  quarantinedRequest,
  securityCredentialsUpdated,
} from './dcc-alert-credentials.ts';
import {
  commandFailure,
  deviceLogRestored,
  deviceStatusChange,
  loadControlChange,
  powerOutage,
  ppmidRemoval,
  scheduleRemoval,
  updateHanDeviceLogResult,
} from './dcc-alert-devices.ts';
import {
  duisVersionMismatch,
  firmwareDeliveryStatus,
  firmwareDistributionFailure,
  firmwareUpgradeRequested,
  firmwareVersionMismatch,
  hubAlert,
  hubFirmwareActivation,
  ppmidAlert,
  smets1HubFirmware,
} from './dcc-alert-firmware.ts';
import { dualBandHubAlert, smets1ProviderAlert } from './dcc-alert-hubs.ts';

const element = (name: string) => ({ element: name });

const bodies = {
  commandFailure: required(1, commandFailure, 'A command was not delivered, or not answered.'),
  powerOutage: required(2, powerOutage, 'A home has no supply.', element('PowerOutageEvent')),
  deviceStatusChange: required(
    3,
    deviceStatusChange,
    'A device has another status.',
    element('DeviceStatusChangeEvent'),
  ),
  scheduleRemoval: required(
    4,
    scheduleRemoval,
    'A schedule is no more.',
    element('DSPScheduleRemoval'),
  ),
  firmwareDistributionFailure: required(
    5,
    firmwareDistributionFailure,
    'Devices did not get an image.',
  ),
  updateHanDeviceLogResult: required(
    6,
    updateHanDeviceLogResult,
    'The log of a hub was written, or not.',
    element('UpdateHANDeviceLogResult'),
  ),
  changeOfSupplier: required(7, changeOfSupplier, 'A device has another supplier, or not.'),
  deviceLogRestored: required(8, deviceLogRestored, 'A hub was exchanged.'),
  ppmidAlert: required(9, ppmidAlert, 'Of a prepayment display.', element('PPMIDAlert')),
  securityCredentialsUpdated: required(
    10,
    securityCredentialsUpdated,
    'A device trusts other keys.',
  ),
  ppmidRemoval: required(11, ppmidRemoval, 'A display is gone.', element('PPMIDRemoval')),
  quarantinedRequest: required(12, quarantinedRequest, 'A request is held back.'),
  firmwareVersionMismatch: required(13, firmwareVersionMismatch, 'Firmware is another than known.'),
  dualBandHubAlert: required(
    14,
    dualBandHubAlert,
    'Of a dual-band hub.',
    element('DualBandCHAlert'),
  ),
  smets1ProviderAlert: required(
    15,
    smets1ProviderAlert,
    'Of a provider of SMETS1.',
    element('S1SPAlertDSP'),
  ),
  smets1HubFirmware: required(
    16,
    smets1HubFirmware,
    'Of the hub of SMETS1 meters.',
    element('SMETS1CHFirmwareNotification'),
  ),
  loadControlChange: required(
    17,
    loadControlChange,
    'A meter controls other loads.',
    element('ALCSHCALCSConfigurationChange'),
  ),
  firmwareUpgradeRequested: required(18, firmwareUpgradeRequested, 'Firmware is to be upgraded.'),
  firmwareDeliveryStatus: required(
    19,
    firmwareDeliveryStatus,
    'An image has reached a hub, or not.',
    element('CSPFirmwareDeliveryStatus'),
  ),
  hubAlert: required(20, hubAlert, 'Of a communications hub.', element('CommsHubAlert')),
  ecosAlert: required(21, ecosAlert, 'Of the change-of-supplier party.', element('ECoSAlert')),
  hubFirmwareActivation: required(
    22,
    hubFirmwareActivation,
    'A hub runs other firmware.',
    element('CommsHubFirmwareActivation'),
  ),
  cosCertificateAlert: required(
    23,
    cosCertificateAlert,
    'The key of the change-of-supplier party.',
    element('CoSCertificateAlert'),
  ),
  duisVersionMismatch: required(
    24,
    duisVersionMismatch,
    'A message the user cannot read.',
    element('DUISVersionMismatch'),
  ),
} as const;
export type DccAlertKind = keyof typeof bodies;

/** sr:DCCAlert. */
export const dccAlertBody = choice(bodies, 'DccAlertBody');
