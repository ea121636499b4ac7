/** SRV 11.1. The image goes to the DCC, which hands it to the devices. */
import { service } from '../definition/service.ts';
import { firmwareDistribution, firmwareWarning } from './firmware-shapes.ts';

export const updateFirmware = service({
  reference: '11.1',
  name: 'UpdateFirmware',
  summary: 'Distributes a firmware image to devices.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '5 d',
  personal: false,
  request: firmwareDistribution,
  response: undefined,
  dccResponse: { element: 'DSPUpdateFirmwareWarning', type: firmwareWarning, code: 'W110101' },
});
