/** Channels of a dual-band communications hub, of which the schemas have one element each. */
import type { Scalar } from '../definition/scalars.ts';
import { choice, empty, type Field, optional, required, struct } from '../definition/words.ts';

type Nothing = Readonly<Record<never, never>>;
type Channel = `channel${number}`;

const numbers = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
// Keys begin at 1, channels at 0.
const keyOf = (channel: number) => channel + 1;

const allowed = (first: number, last: number) =>
  struct(
    Object.fromEntries(
      numbers(first, last).map((n) => [
        `channel${n}`,
        optional(keyOf(n), empty, `Channel ${n} may be used.`),
      ]),
    ) as Record<Channel, Field<Nothing, true>>,
    `Channels${first}To${last}`,
  );
const channels0To26 = allowed(0, 26);
const channels27To34 = allowed(27, 34);
const channels35To61 = allowed(35, 61);

const oneOf = (last: number, name: string) =>
  choice(
    Object.fromEntries(
      numbers(0, last).map((n) => [
        `channel${n}`,
        required(keyOf(n), empty, `Channel ${n} is in use.`),
      ]),
    ) as Record<Channel, Field<Nothing, false>>,
    name,
  );
/** ra:OperatingSubGHzChannel. */
export const operatingChannel = choice(
  {
    lower: required(1, oneOf(61, 'LowerBandChannel'), 'In the lower band.', {
      element: 'OperatingLowerBandSubGHzChannel',
    }),
    upper: required(2, oneOf(26, 'UpperBandChannel'), 'In the upper band.', {
      element: 'OperatingUpperBandSubGHzChannel',
    }),
  },
  'OperatingChannel',
);

type Limit =
  | 'normalLimited'
  | 'limitedCritical'
  | 'changes'
  | 'curfew'
  | 'quieter'
  | 'noisier'
  | 'percentage'
  | 'periods'
  | 'noisePeriod';
/** The settings of the radio; the two schemas differ in the limits of their numbers alone. */
export const subGHzSettings = (of: Readonly<Record<Limit, Scalar<number>>>, name: string) =>
  struct(
    {
      lower0To26: required(1, channels0To26, 'Channels of the lower band.', {
        element: 'LowerBandSubGHzChannels0To26',
      }),
      lower27To34: required(2, channels27To34, 'Channels of the lower band.', {
        element: 'LowerBandSubGHzChannels27To34',
      }),
      lower35To61: required(3, channels35To61, 'Channels of the lower band.', {
        element: 'LowerBandSubGHzChannels35To61',
      }),
      upper0To26: required(4, channels0To26, 'Channels of the upper band.', {
        element: 'UpperBandSubGHzChannels0To26',
      }),
      normalLimited: required(5, of.normalLimited, 'Share of the time; more, and it sends less.', {
        element: 'NormalLimitedDutyCycleThreshold',
      }),
      limitedCritical: required(6, of.limitedCritical, 'More, and it sends what is critical.', {
        element: 'LimitedCriticalDutyCycleThreshold',
      }),
      changes: required(7, of.changes, 'How often it may change channel.', {
        element: 'MaximumSubGHzChannelChangesPerWeek',
      }),
      curfew: required(8, of.curfew, 'How long a gas meter may be silent.', {
        element: 'GSMECurfew',
      }),
      quieter: required(9, of.quieter, 'By how much another channel must be quieter.', {
        element: 'ChannelQuieterThreshold',
      }),
      noisier: required(10, of.noisier, 'By how much this channel must have become noisier.', {
        element: 'ChannelNoisierThreshold',
      }),
      poorComms: required(11, of.percentage, 'Of lost messages of devices other than gas meters.', {
        element: 'NonGSMEPoorCommsPercentageThreshold',
      }),
      poorCommsPeriods: required(12, of.periods, 'Over how many periods.', {
        element: 'NonGSMEPoorCommsMeasurementPeriods',
      }),
      noisePeriod: required(13, of.noisePeriod, 'How long the hub listens.', {
        element: 'LocalCHNoiseMeasurementPeriod',
      }),
      failures: required(14, of.percentage, 'Of messages of the hub that failed.', {
        element: 'LocalCHFailurePercentage',
      }),
      retries: required(15, of.percentage, 'Of messages of the hub that were sent again.', {
        element: 'LocalCHRetryPercentage',
      }),
    },
    name,
  );
