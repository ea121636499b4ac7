/** A commissioned electricity meter with keys of zeros, for tests that verify nothing of it. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Device } from './inventory.ts';

export function testDevice(
  eui64: Eui64,
  mpxn: string,
  {
    status = 'Commissioned',
    deviceType = 'ESME',
  }: {
    status?: Device['status'];
    deviceType?: Device['record']['deviceType'];
  } = {},
): Device {
  return {
    record: {
      eui64,
      deviceType,
      manufacturer: 'Maker',
      model: 'Model',
      firmwareVersion: '00010000',
      signingPublic: new Uint8Array(32),
      agreementPublic: new Uint8Array(32),
      prepaymentPublic: new Uint8Array(65),
    },
    status,
    mpxn,
  };
}
