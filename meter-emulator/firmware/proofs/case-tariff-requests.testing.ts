/** The requests of 1.1.1, 1.1.2 and 1.2.x that a written tariff stands for. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import type { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { type Numbers, openDateOf, type Written } from './case-tariff.testing.ts';
import { partsOf } from './case-text.testing.ts';

type Primary = ValueOf<typeof updateImportTariffPrimaryElement.request>;
type Secondary = ValueOf<typeof updateImportTariffSecondaryElement.request>;

/** Never reached: what a threshold not in use is written as. */
const NEVER_WH = 4_294_967_295;
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

function schedulesOf(text: string) {
  return partsOf(text).map((part) => {
    const [, hours, minutes, kind, number] = /^(\d\d):(\d\d) (TOU|row) (\d+)$/.exec(part) ?? [];
    if (number === undefined) throw new Error(`no switch: "${part}"`);
    return {
      startTime: Number(hours) * 3600 + Number(minutes) * 60,
      kind: kind as 'TOU' | 'row',
      number: Number(number),
    };
  });
}

const pattern = ({ weeks, seasons, specialDays }: Written) => ({
  weekProfiles: weeks,
  seasons: seasons.map(({ name, date, week }) => ({
    seasonName: name,
    seasonStartDate: openDateOf(date),
    referencedWeekName: week,
  })),
  specialDays: specialDays.map(({ date, day }) => ({
    date: openDateOf(date),
    referencedDayName: day,
  })),
});

export function pricesOf(written: Written): Primary['priceElements'] {
  const { scale, standingCharge, touPrices, blockPrices } = written;
  const hasTou = Object.keys(touPrices).length > 0;
  const matrix =
    Object.keys(blockPrices).length === 0
      ? { tou: { touPrices } }
      : hasTou
        ? { hybrid: { blockPrices, touPrices } }
        : { block: { blockPrices } };
  return {
    electricity: { standingCharge, standingChargeScale: scale, priceScale: scale, matrix },
  } as Primary['priceElements'];
}

export function primaryTariff(written: Written): Primary {
  const { specialDays, ...rest } = pattern(written);
  const dayProfiles = written.days.map(({ name, text }) => ({
    dayName: name,
    schedules: schedulesOf(text).map(({ startTime, kind, number }) => ({
      startTime,
      action: kind === 'TOU' ? { tou: number } : { block: number },
    })),
  }));
  const thresholdMatrix = Object.fromEntries(
    ROWS.map((row) => [row, thresholdsOf(written.thresholds[row])]),
  );
  const electricity = {
    currencyUnits: 'GBP',
    switchingTable: { dayProfiles, ...rest },
    specialDays,
    thresholdMatrix,
  };
  return { tariff: { electricity }, priceElements: pricesOf(written) } as Primary;
}

const thresholdsOf = (written: Numbers = {}): Numbers => ({
  1: NEVER_WH,
  2: NEVER_WH,
  3: NEVER_WH,
  ...written,
});

export function secondaryTariff(written: Written): Secondary {
  const { specialDays, ...rest } = pattern(written);
  const dayProfiles = written.days.map(({ name, text }) => ({
    dayName: name,
    schedules: schedulesOf(text).map(({ startTime, number }) => ({
      startTime,
      touTariffAction: number,
    })),
  }));
  return {
    switchingTable: { dayProfiles, ...rest },
    specialDays,
    priceElements: { priceScale: written.scale, touPrices: written.touPrices },
  } as Secondary;
}

/** Gas: one action for a whole day, prices in thousandths of a penny, thresholds in litres. */
export function gasTariff(written: Written): Primary {
  const { specialDays, weekProfiles, seasons } = pattern(written);
  const dayProfiles = written.days.map(({ name, text }) => {
    const [first] = schedulesOf(text);
    return { dayName: name, action: first?.kind === 'TOU' ? { tou: first.number } : { block: {} } };
  });
  const gas = {
    switchingTable: {
      dayProfiles,
      weekProfiles,
      seasons: seasons.map(({ seasonName, ...season }) => season),
    },
    specialDays,
    thresholdMatrix: thresholdsOf(written.thresholds[1]),
  };
  return { tariff: { gas }, priceElements: gasPricesOf(written) } as Primary;
}

export function gasPricesOf({ standingCharge, touPrices, thresholds, blockPrices }: Written) {
  const matrix = blockPrices[1]
    ? {
        block: {
          blockPrices: blockPrices[1],
          numberOfThresholds: Object.keys(thresholds[1] ?? {}).length,
        },
      }
    : { tou: { touPrices } };
  return { gas: { currencyUnits: 'GBP', standingCharge, matrix } } as Primary['priceElements'];
}
