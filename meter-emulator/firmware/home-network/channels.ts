/**
 * Channels of the sub-GHz radio: 0 to 61 of the lower band, and 64 to 90 for 0 to 26 of the upper. Their noise is
 * simulated: no radio is behind it, only a fixed scatter by channel and hour.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { setChfSubGhzConfiguration } from '../../../protocol/services/set-chf-sub-ghz-configuration.ts';
import type { operatingChannel } from '../../../protocol/services/sub-ghz-shapes.ts';

export type SubGhzSettings = ValueOf<(typeof setChfSubGhzConfiguration)['request']>;

const UPPER_FROM = 64;
const LOWER_LAST = 61;

/** As MMC names it. */
export function operatingChannelOf(channel: number): ValueOf<typeof operatingChannel> {
  // Of its 89 branches one is there; which, the type of the definition does not say.
  return (
    channel < UPPER_FROM
      ? { lower: { [`channel${channel}`]: {} } }
      : { upper: { [`channel${channel - UPPER_FROM}`]: {} } }
  ) as ValueOf<typeof operatingChannel>;
}

const BANDS = [
  ['lower0To26', 0],
  ['lower27To34', 0],
  ['lower35To61', 0],
  ['upper0To26', UPPER_FROM],
] as const;

/** Those that may be used, in order; all of the lower band until 6.28 says which. */
export function allowedChannels(settings: SubGhzSettings | undefined): readonly number[] {
  if (!settings) return Array.from({ length: LOWER_LAST + 1 }, (_, channel) => channel);
  return BANDS.flatMap(([band, from]) =>
    Object.keys(settings[band]).map((name) => from + Number(name.slice('channel'.length))),
  ).sort((a, b) => a - b);
}

const QUIETEST_DBM = -110;
const SCATTER_DB = 30;
/** Simulated: another number for each channel in each hour. */
export function simulatedNoiseDbm(channel: number, utcSeconds: number): number {
  const hour = Math.floor(utcSeconds / 3600);
  const mixed = Math.imul((channel + 1) * 40_503 + hour, 2_654_435_761) >>> 16;
  return QUIETEST_DBM + (mixed % SCATTER_DB);
}

/** The quietest that may be used, if it is so much quieter than the one in use; else that one stays. */
export function channelAfterScan(
  channel: number,
  settings: SubGhzSettings | undefined,
  utcSeconds: number,
): number {
  const allowed = allowedChannels(settings);
  const noise = (one: number) => simulatedNoiseDbm(one, utcSeconds);
  const [first = channel] = allowed;
  const quietest = allowed.reduce((best, one) => (noise(one) < noise(best) ? one : best), first);
  if (!allowed.includes(channel)) return quietest;
  return noise(channel) - noise(quietest) >= (settings?.quieter ?? 1) ? quietest : channel;
}
