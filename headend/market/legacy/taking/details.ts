/** What suppliers and their agents say of a traditional site in files: agents, settlement, the meter (2B). */
import { validate } from '../../../../protocol/definition/validate.ts';
import { pointDetails } from '../../../../protocol/registration/details.ts';
import { checkDetails } from '../../../registration/details/check-details.ts';
import { detailsAt, type PointDetails } from '../../../registration/details/details.ts';
import type { RegisterChange } from '../../../registration/register-change.ts';
import { supplierAt } from '../../../registration/registration.ts';
import type { GroupValue } from '../definition.ts';
import { onjob } from '../flows/gas.ts';
import { d0148 } from '../flows/registration.ts';
import { d0150, d0205, d0268 } from '../flows/settlement.ts';
import { LegacyRefusal } from '../refusal.ts';
import { type About, knownPoint, requirePossible, taker, userOf } from './about.ts';

type Details = Partial<PointDetails>;
type Settled = GroupValue<(typeof d0205)['groups']['entries']>;

export const detailTakers = [
  taker(
    d0148,
    ({ supplier, effectiveFrom, meterOperator, dataCollector, dataAggregator }, about) => {
      requireSupplier(about, effectiveFrom, supplier);
      const agents = { meterOperator, dataCollector, dataAggregator };
      return given(about, effectiveFrom, (now) => ({
        agents: { ...now.agents, ...present(agents) },
      }));
    },
  ),
  taker(d0205, (entry, about) => {
    requireSupplier(about, entry.effectiveFrom, about.sender);
    return given(about, entry.effectiveFrom, (now) => settlementOf(entry, now));
  }),
  taker(d0150, ({ effectiveFrom, meters }, about) =>
    fitted(about, effectiveFrom, meters[0]?.serial),
  ),
  taker(d0268, ({ effectiveFrom, meters }, about) =>
    fitted(about, effectiveFrom, meters[0]?.serial),
  ),
  taker(onjob, ({ doneOn, serial, job }, about) =>
    fitted(about, doneOn, job === 'removed' ? undefined : serial),
  ),
];

function settlementOf(entry: Settled, now: Details): Details {
  const { profileClass, measurementClass, meterTimeswitchCode } = entry;
  const { standardSettlementConfiguration, lineLossFactorClass, gspGroup, energisation } = entry;
  const settlement = present({
    ...{ profileClass, measurementClass },
    ...{ meterTimeswitchCode, standardSettlementConfiguration },
  });
  const network = present({ lineLossFactorClass, gspGroup });
  const isAny = (part: object) => Object.keys(part).length > 0;
  return {
    ...(isAny(settlement)
      ? { settlementElectricity: { ...now.settlementElectricity, ...settlement } }
      : {}),
    ...(isAny(network) ? { network: { ...now.network, ...network } } : {}),
    ...(energisation === undefined ? {} : { energisation: { state: energisation } }),
  };
}

function fitted(about: About, from: number, serialNumber: string | undefined): RegisterChange[] {
  const operator = detailsAt(knownPoint(about).details, from).agents?.meterOperator;
  if (operator !== about.sender) throw new LegacyRefusal('WRONG_SENDER');
  return given(about, from, () => ({ meter: present({ serialNumber }) }));
}

/** The supplier of that day, and nobody for it. */
function requireSupplier(about: About, day: number, id: string): void {
  if (id !== about.sender) throw new LegacyRefusal('WRONG_SENDER');
  const supplier = supplierAt(knownPoint(about), day)?.supplier;
  if (supplier !== userOf(about, id)) throw new LegacyRefusal('NOT_THE_SUPPLIER');
}

/** What is said, in full parts, if it says anything and can be. */
function given(
  about: About,
  effectiveFromUtcSeconds: number,
  parts: (now: Details) => Details,
): RegisterChange[] {
  requirePossible(effectiveFromUtcSeconds, about);
  const { mpxn, nowMillis: knownFromMillis, sender } = about;
  const point = knownPoint(about);
  const now = detailsAt(point.details, effectiveFromUtcSeconds);
  const value = parts(now);
  if (Object.keys(value).length === 0) return [];
  validate(pointDetails, value);
  const [problem] = checkDetails(point, { ...now, ...value });
  if (problem) throw new LegacyRefusal('DETAILS_REFUSED', `${problem.field}: ${problem.reason}`);
  const givenBy = about.participants.users.get(sender);
  const by = givenBy === undefined ? {} : { givenBy };
  const details = { effectiveFromUtcSeconds, value, ...by, knownFromMillis };
  return [{ kind: 'detailsGiven', mpxn, details }];
}

/** Without what is not said. */
const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
