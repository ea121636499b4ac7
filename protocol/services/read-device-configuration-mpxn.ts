/** SRV 6.2.7. The supply points the device believes to be at. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, optional, optionalInline, required, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';

// A meter that was told none says so with an empty text.
const mpanRead = text(0, 13);
const supplyPoints = choice({
  electricity: required(
    1,
    struct({
      importMpan: optional(1, mpanRead, 'Of the primary element.', { element: 'ImportMPAN' }),
      secondaryImportMpan: optional(2, mpanRead, 'Of the secondary element.', {
        element: 'SecondaryImportMPAN',
      }),
      exportMpan: optional(3, mpanRead, 'Of export.', { element: 'ExportMPAN' }),
    }),
    'Of an electricity meter.',
  ),
  gas: required(
    2,
    struct({
      mprn: optional(1, text(0, 10), 'Of the gas meter.', { element: 'MPRN' }),
    }),
    'Of a gas meter.',
  ),
});

export const readDeviceConfigurationMpxn = service({
  reference: '6.2.7',
  name: 'ReadDeviceConfigurationMPxN',
  summary: 'Reads the MPANs or the MPRN.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    supplyPoints: optionalInline(2, supplyPoints, 'By fuel.'),
  }),
});
