/** SRV 6.30. How a dual-band communications hub uses its sub-GHz radio. */
import { decimal, unsigned16 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, inline, partial, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';
import { subGHzSettings } from './sub-ghz-shapes.ts';

// xs:decimal of MMC has no bounds and no places; 6.28 sets two at most.
const share = decimal(3, 0, 2 ** 32 - 1, '%');
const settings = subGHzSettings(
  {
    normalLimited: share,
    limitedCritical: share,
    changes: unsigned16,
    curfew: unsigned16,
    quieter: unsigned16,
    noisier: unsigned16,
    percentage: share,
    periods: unsigned16,
    noisePeriod: unsigned16,
  },
  'SubGHzConfigurationRead',
);

export const readChfSubGhzConfiguration = service({
  reference: '6.30',
  name: 'ReadCHFSubGHzConfiguration',
  summary: 'Reads channels and thresholds of the sub-GHz radio.',
  roles: ['IS', 'GS', 'RSA'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    settings: inline(2, partial(settings, 'SubGHzConfigurationRead'), 'As 6.28 sets them.'),
  }),
});
