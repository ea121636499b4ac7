/** SRV 6.20.1, 6.20.2 and 6.2.7 at the meter: the supply points it was told it is at, for its display. */
import { readDeviceConfigurationMpxn } from '../../../protocol/services/read-device-configuration-mpxn.ts';
import { setDeviceConfigurationExportMpan } from '../../../protocol/services/set-device-configuration-export-mpan.ts';
import { setDeviceConfigurationImportMpxn } from '../../../protocol/services/set-device-configuration-import-mpxn.ts';
import { unchanged } from '../events/event.ts';
import type { MeterState, Stored } from '../state.ts';
import { change, ELECTRICITY, read } from './executor.ts';

type SupplyPoints = Stored['supplyPoints'];

const withPoints = (state: MeterState, supplyPoints: SupplyPoints) =>
  ({
    kind: 'done',
    step: unchanged({ ...state, supplyPoints }),
    response: { messageSuccess: true },
  }) as const;

export const executeSetImportMpxn = change(
  setDeviceConfigurationImportMpxn,
  ({ state }, { supplyPoint: { electricity, gas } }) => {
    const { kind } = state.variant;
    const isOther = electricity ? kind === 'gas' : kind !== 'gas';
    const hasNoElement = electricity?.secondaryImportMpan !== undefined && kind !== 'twinElement';
    if (isOther || hasNoElement)
      return { kind: 'refused', why: 'notThere', step: unchanged(state) };
    if (gas !== undefined) return withPoints(state, { mprn: gas });
    const { exportMpan } = state.supplyPoints ?? {};
    return withPoints(state, {
      ...electricity,
      ...(exportMpan === undefined ? {} : { exportMpan }),
    });
  },
);

export const executeSetExportMpan = change(
  setDeviceConfigurationExportMpan,
  ({ state }, { exportMpan }) => withPoints(state, { ...state.supplyPoints, exportMpan }),
  ELECTRICITY,
);

/** What it was not told is an empty text. */
export const executeReadMpxn = read(readDeviceConfigurationMpxn, ({ state }) => {
  const { importMpan = '', secondaryImportMpan = '', exportMpan = '' } = state.supplyPoints ?? {};
  const { kind } = state.variant;
  const supplyPoints =
    kind === 'gas'
      ? { gas: { mprn: state.supplyPoints?.mprn ?? '' } }
      : {
          electricity: {
            importMpan,
            ...(kind === 'twinElement' ? { secondaryImportMpan } : {}),
            exportMpan,
          },
        };
  return { messageSuccess: true, supplyPoints };
});
