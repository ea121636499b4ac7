/** SRV 6.2.8. How a gas meter makes energy of volume, and watches the flow. */
import { decimal } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome, register32 } from './shared.ts';

// xs:decimal of MMC has no bounds and no places; these hold all that 6.6 and 6.7 can set.
const mmcDecimal = decimal(5, 0, 2 ** 48 - 1);

export const readDeviceConfigurationGas = service({
  reference: '6.2.8',
  name: 'ReadDeviceConfigurationGas',
  summary: 'Reads the gas conversion and flow settings.',
  roles: ['GS', 'RSA', 'GT'],
  deviceTypes: ['GSME', 'GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    calorificValue: optional(2, mmcDecimal, 'In MJ/m3.'),
    conversionFactor: optional(3, mmcDecimal, 'For temperature and pressure.'),
    uncontrolledGasFlowRate: optional(4, mmcDecimal, 'In m3/h; more is a leak.'),
    flowStabilisationPeriod: optional(5, register32, 'Seconds until the flow is looked at.'),
    flowMeasurementPeriod: optional(6, register32, 'Seconds it is looked at.'),
  }),
});
