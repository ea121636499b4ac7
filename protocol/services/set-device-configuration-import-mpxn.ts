/** SRV 6.20.1. The supply point the device is at, so that a wrong one is seen on its display. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, optional, required, struct } from '../definition/words.ts';
import { done, futureDated, mpan } from './shared.ts';

const importMpans = struct({
  importMpan: required(1, mpan, 'Of the primary element.', { element: 'ImportMPAN' }),
  secondaryImportMpan: optional(2, mpan, 'Of the secondary element.', {
    element: 'SecondaryImportMPAN',
  }),
});

export const setDeviceConfigurationImportMpxn = service({
  reference: '6.20.1',
  name: 'SetDeviceConfigurationImportMPxN',
  summary: 'Tells the device its import MPAN or its MPRN.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    supplyPoint: inline(
      2,
      choice({
        electricity: required(1, importMpans, 'Of an electricity meter.', {
          element: 'ImportMPANs',
        }),
        gas: required(2, text(1, 10), 'Of a gas meter.', { element: 'ImportMPRN' }),
      }),
      'By fuel.',
    ),
  }),
  rules: ({ supplyPoint: { electricity } }) =>
    electricity && electricity.importMpan === electricity.secondaryImportMpan
      ? [
          {
            path: 'supplyPoint.electricity.secondaryImportMpan',
            reason: 'that of the primary element',
          },
        ]
      : [],
  response: done,
});
