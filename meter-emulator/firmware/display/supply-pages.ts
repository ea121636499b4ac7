/** Whether there is a supply, what to do where there is none, and how much may be drawn. */
import { isNonDisablement } from '../prepayment/non-disablement.ts';
import type { MeterState } from '../state.ts';
import { minutes } from './amounts.ts';
import { forAnyone, type Page, type View } from './page.ts';
import { between } from './screen.ts';

export function supplyPages({ state }: View): readonly Page[] {
  return [forAnyone('supply', 'SUPPLY', ...supplyLines(state)), ...loadLimitPages(state)];
}

/** In one line, for the first page. F as in friendly hours: supply stays on, credit or not. */
export function supplyLine(state: MeterState): string {
  switch (state.supply.position) {
    case 'enabled':
      return isFriendly(state) ? 'SUPPLY ON  F' : 'SUPPLY ON';
    case 'armed':
      return 'B: SWITCH SUPPLY ON';
    case 'disabled':
      return 'SUPPLY OFF';
  }
}

function isFriendly(state: MeterState): boolean {
  return state.prepayment.mode === 'prepayment' && isNonDisablement(state);
}

function supplyLines(state: MeterState): readonly string[] {
  const { supply, metrology } = state;
  switch (supply.position) {
    case 'enabled':
      return isFriendly(state) ? ['On', 'F: stays on now,', 'credit or not'] : ['On'];
    case 'armed': {
      const { restoreAtSeconds } = supply;
      return restoreAtSeconds === undefined
        ? ['Off, may be on again', 'Is it safe? Then', 'press B']
        : [
            'Off: too much drawn',
            'Press B, or wait',
            minutes(restoreAtSeconds - metrology.boardSeconds),
          ];
    }
    case 'disabled':
      return OFF_BECAUSE[supply.disabledBy ?? 'supplier'];
  }
}

const OFF_BECAUSE: Readonly<
  Record<NonNullable<MeterState['supply']['disabledBy']>, readonly string[]>
> = {
  supplier: ['Off by your supplier', 'Call them'],
  credit: ['Off: no credit', 'Top up, then press B'],
  tamper: ['Off: meter opened', 'Call your supplier'],
};

function loadLimitPages({ loadLimitSettings, loadLimit, loadWatch }: MeterState): readonly Page[] {
  if (!loadLimitSettings) return [];
  const { loadLimitPowerThreshold } = loadLimitSettings;
  return [
    forAnyone(
      'load limit',
      'LOAD LIMIT',
      between('At most', `${loadLimitPowerThreshold} W`),
      loadWatch ? 'ABOVE IT NOW' : 'Not above it',
      between('Passed so far', `${loadLimit?.passed ?? 0}`),
    ),
  ];
}
