/** SRV 11.4. As 11.1, for the displays that take payments. */
import { service } from '../definition/service.ts';
import { firmwareDistribution, firmwareWarning } from './firmware-shapes.ts';

export const updatePpmidFirmware = service({
  reference: '11.4',
  name: 'UpdatePPMIDFirmware',
  summary: 'Distributes a firmware image to prepayment displays.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: firmwareDistribution,
  response: undefined,
  dccResponse: { element: 'DSPUpdatePPMIDFirmwareWarning', type: firmwareWarning, code: 'W110401' },
});
