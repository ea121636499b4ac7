/** SRV 6.28. How a dual-band communications hub uses its sub-GHz radio. */
import { decimal, integer } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { done } from './shared.ts';
import { subGHzSettings } from './sub-ghz-shapes.ts';

/** sr:SubGHzConfiguration. */
export const subGHzConfiguration = subGHzSettings(
  {
    normalLimited: decimal(1, 5, 20, '%'),
    limitedCritical: decimal(1, 16, 24, '%'),
    changes: integer(1, 7),
    curfew: integer(2, 65_535),
    quieter: integer(1, 255),
    noisier: integer(0, 20),
    percentage: decimal(2, 100, 10_000, '%'),
    periods: integer(50, 150),
    noisePeriod: integer(61, 65_535),
  },
  'SubGHzConfiguration',
);

export const setChfSubGhzConfiguration = service({
  reference: '6.28',
  name: 'SetCHFSubGHzConfiguration',
  summary: 'Sets channels and thresholds of the sub-GHz radio.',
  roles: ['IS', 'GS'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: subGHzConfiguration,
  rules: ({ lower0To26, lower27To34, lower35To61, upper0To26, ...value }) => [
    ...([lower0To26, lower27To34, lower35To61, upper0To26].some(
      (channels) => Object.keys(channels).length > 0,
    )
      ? []
      : [{ path: 'lower0To26', reason: 'no channel of any band may be used' }]),
    ...(value.limitedCritical < value.normalLimited
      ? [{ path: 'limitedCritical', reason: 'below that of limited' }]
      : []),
  ],
  response: done,
});
