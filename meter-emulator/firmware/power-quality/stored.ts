/** What a meter keeps of its voltage. The settings are the request of 6.5 itself. */
import { enumeration } from '../../../protocol/definition/scalars.ts';
import { list, required, rows, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { number32 } from '../stored-words.ts';

export const voltageSettings = updateDeviceConfigurationVoltage.request;

export const PHASES_MAX = 3;

const extreme = enumeration({ extremeOver: 1, extremeUnder: 2, sag: 3, swell: 4 });
export type Extreme = ValueOf<typeof extreme>;
export const EXTREMES = [
  'extremeOver',
  'extremeUnder',
  'sag',
  'swell',
] as const satisfies readonly Extreme[];

const phaseQuality = struct({
  averagesOver: required(1, number32, 'Averages above the threshold since the last reset.'),
  averagesUnder: required(2, number32, 'Averages below the threshold since the last reset.'),
  average: required(3, enumeration({ normal: 1, over: 2, under: 3 }), 'What the last one was.'),
  told: required(4, list('Extreme', extreme, 0, EXTREMES.length), 'Begun and not ended.'),
});
export type PhaseQuality = ValueOf<typeof phaseQuality>;

/** By phase, from 1. */
export const voltageQuality = rows('Phase', phaseQuality, PHASES_MAX, 0);

/** By phase, entries ever made in its profile. By itself, for it changes every half-hour and is short. */
export const voltageAverages = rows('Phase', number32, PHASES_MAX, 0);
