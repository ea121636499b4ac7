/** SRV 11.2. What the device runs. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { outcome, readNowOrLater } from './shared.ts';

export const readFirmwareVersion = service({
  reference: '11.2',
  name: 'ReadFirmwareVersion',
  summary: 'Reads the version of the firmware that runs.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'CHF', 'HCALCS', 'PPMID'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: false,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    firmwareVersion: optional(
      2,
      text(0, 60),
      'As in the central products list: 8 hexadecimal digits.',
    ),
  }),
});
