/** SRV 11.2 at the meter. */
import { readFirmwareVersion } from '../../../protocol/services/read-firmware-version.ts';
import { read } from './executor.ts';

export const executeReadFirmwareVersion = read(readFirmwareVersion, ({ state }) => ({
  messageSuccess: true,
  firmwareVersion: state.identity.firmwareVersion,
}));
