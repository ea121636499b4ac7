import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkDetails } from './check-details.ts';
import type { PointDetails } from './details.ts';
import { AREAS } from './tables/gsp-groups.ts';

const MPAN = '2012345678385';
const MPRN = '3938424403';
const problems = (details: Partial<PointDetails>, fuel: 'electricity' | 'gas' = 'electricity') =>
  checkDetails({ mpxn: fuel === 'gas' ? MPRN : MPAN, fuel }, details).map(
    ({ field, reason }) => `${field}: ${reason}`,
  );
const settled = (settlementElectricity: NonNullable<PointDetails['settlementElectricity']>) =>
  problems({ settlementElectricity });

const test = suite('valid combinations of master data');

test('what goes together is taken: one rate, two rates, half-hours, a gas point', () => {
  const one = { profileClass: 1, measurementClass: 'A', standardSettlementConfiguration: '0393' };
  const good: Partial<PointDetails> = {
    customer: { customerType: 'domestic' },
    network: { gspGroup: '_H', lineLossFactorClass: '100' },
    settlementElectricity: { ...one, measurementClass: 'A', meterTimeswitchCode: '801' },
    site: { latitudeMicroDegrees: 51_500_000, longitudeMicroDegrees: -120_000 },
  };
  assert.equal(problems(good), []);
  assert.equal(settled({ profileClass: 0, measurementClass: 'F' }), []);
  const settlementGas = { annualQuantityKwh: 12_000, dailyQuantityKwh: 110, settlementClass: 4 };
  assert.equal(problems({ settlementGas, network: { localDistributionZone: 'SO' } }, 'gas'), []);
});

test('a GSP group is the one of the distributor that the MPAN names', () => {
  const field = 'network.gspGroup';
  assert.equal(problems({ network: { gspGroup: '_A' } }), [`${field}: distributor 20 is in _H`]);
  assert.equal(problems({ network: { gspGroup: '_I' } }), [`${field}: there is no group _I`]);
  const independent = { mpxn: '2400000000000', fuel: 'electricity' } as const;
  for (const { gspGroup } of AREAS)
    assert.equal(checkDetails(independent, { network: { gspGroup } }), []);
});

test('a measurement class has its profile classes, and both have their customers', () => {
  const at = 'settlementElectricity.profileClass';
  assert.equal(settled({ profileClass: 0, measurementClass: 'A' }), [`${at}: not with class A`]);
  assert.equal(settled({ profileClass: 3, measurementClass: 'C' }), [`${at}: not with class C`]);
  const works = { customerType: 'nonDomestic' } as const;
  assert.equal(problems({ settlementElectricity: { profileClass: 1 }, customer: works }), [
    `${at}: not of a nonDomestic customer`,
  ]);
  assert.equal(problems({ settlementElectricity: { measurementClass: 'F' }, customer: works }), [
    'settlementElectricity.measurementClass: not of a nonDomestic customer',
  ]);
});

test('codes that no table has, and codes that do not go together, are named', () => {
  const of = (name: string) => `settlementElectricity.${name}`;
  assert.equal(settled({ meterTimeswitchCode: '999' }), [`${of('meterTimeswitchCode')}: no 999`]);
  const ssc = (standardSettlementConfiguration: string) => ({ standardSettlementConfiguration });
  const name = of('standardSettlementConfiguration');
  assert.equal(settled(ssc('1234')), [`${name}: no 1234`]);
  assert.equal(settled({ ...ssc('0151'), meterTimeswitchCode: '801' }), [
    `${name}: not with MTC 801`,
  ]);
  assert.equal(settled({ ...ssc('0393'), profileClass: 2 }), [
    `${of('profileClass')}: not with SSC 0393`,
  ]);
  assert.equal(
    problems({
      network: { lineLossFactorClass: '600' },
      settlementElectricity: { meterTimeswitchCode: '801' },
    }),
    ['network.lineLossFactorClass: export: not with MTC 801'],
  );
});

test('quantities of gas that cannot be are refused', () => {
  const gas = (settlementGas: NonNullable<PointDetails['settlementGas']>) =>
    problems({ settlementGas }, 'gas');
  const year = 36_500;
  assert.equal(gas({ annualQuantityKwh: year, dailyQuantityKwh: 40_000 }), [
    'settlementGas.dailyQuantityKwh: more than the quantity of the year',
  ]);
  assert.equal(gas({ annualQuantityKwh: year, dailyQuantityKwh: 98 }), [
    'settlementGas.dailyQuantityKwh: less than a day’s share of the year',
  ]);
  assert.equal(gas({ annualQuantityKwh: 58_600_001, settlementClass: 4 }), [
    'settlementGas.settlementClass: 1 above 58600000 kWh',
  ]);
  assert.equal(problems({ network: { localDistributionZone: 'ZZ' } }, 'gas'), [
    'network.localDistributionZone: no ZZ',
  ]);
});

test('one fuel has nothing of the other', () => {
  assert.equal(problems({ settlementGas: { annualQuantityKwh: 1 } }), [
    'settlementGas: the metering point is of electricity',
  ]);
  const foreign = { settlementElectricity: {}, agents: { dataCollector: 'DCXX' } };
  assert.equal(problems(foreign, 'gas'), [
    'settlementElectricity: the metering point is of gas',
    'agents.dataCollector: the metering point is of gas',
  ]);
});

test('half a place, a point that is its own relative, a smart meter without a device', () => {
  assert.equal(problems({ site: { eastingMetres: 530_000 } }), [
    'site.eastingMetres: goes with northingMetres',
  ]);
  assert.equal(problems({ relations: { exportMpan: MPAN } }), ['relations: the point itself']);
  const [other, third] = ['1312345678333', '1312345678111'];
  assert.equal(problems({ relations: { relatedMpans: [other, other] } }), [
    'relations: one metering point twice',
  ]);
  assert.equal(problems({ relations: { exportMpan: other, importMpan: third } }), [
    'relations.importMpan: an export point has no export point',
  ]);
  assert.equal(problems({ smart: { standing: 'smart' } }), [
    'smart.device: a smart meter has a device',
  ]);
});

test.run();
