/** What may not compile: each line under a @ts-expect-error is an error of its own if it does. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { readActiveImportProfileData } from '../services/read-active-import-profile-data.ts';
import type { topUpDevice } from '../services/top-up-device.ts';
import type { updateImportTariffPrimaryElement } from '../services/update-import-tariff-primary-element.ts';
import type { updatePaymentMode } from '../services/update-payment-mode.ts';
import type { ValueOf } from './words.ts';

type TopUp = ValueOf<typeof topUpDevice.request>;
type Mode = ValueOf<typeof updatePaymentMode.request>;
type Tariff = ValueOf<typeof updateImportTariffPrimaryElement.request>;
type Profile = ValueOf<typeof readActiveImportProfileData.response>;

const types = suite('types of values');
const prepayment = {
  suspendDebtDisabled: true,
  suspendDebtEmergency: false,
  disablementThreshold: 0,
};

types('values of the right shape compile', () => {
  const good: [TopUp, Mode, Mode, Profile] = [
    { utrn: '73946144332040217315' },
    { mode: { credit: {} } },
    { executionDateTime: 0, mode: { prepayment } },
    { logEntries: [{ timestamp: 0, reading: { electricity: { primaryValue: 1 } } }, {}] },
  ];
  assert.is(good.length, 4);
});

types('values of another shape do not', () => {
  // @ts-expect-error a UTRN is text
  const a: TopUp = { utrn: 73946144332040217315n };
  // @ts-expect-error missing
  const b: TopUp = {};
  // @ts-expect-error no such field
  const c: TopUp = { utrn: '', amount: 1 };
  // @ts-expect-error exactly one branch
  const d: Mode = { mode: { credit: {}, prepayment } };
  // @ts-expect-error optional is absent, not undefined
  const e: Mode = { executionDateTime: undefined, mode: { credit: {} } };
  // @ts-expect-error no branch
  const f: Mode = { mode: {} };
  assert.is([a, b, c, d, e, f].length, 6);
});

types('a branch that is ruled out narrows to the other', () => {
  const first = (t: Tariff): number | undefined => {
    const { electricity, gas } = t.priceElements;
    if (gas) return gas.matrix.tou?.touPrices[1];
    // @ts-expect-error only GBP or ECB
    const currency: 'USD' | undefined = t.tariff.electricity?.currencyUnits;
    return currency === undefined ? electricity.matrix.tou?.touPrices[1] : undefined;
  };
  const priceElements = {
    gas: { currencyUnits: 'GBP', standingCharge: 0, matrix: { tou: { touPrices: { 1: 7 } } } },
  } as const;
  assert.is(first({ priceElements } as unknown as Tariff), 7);
});

types.run();
