/** SRV 6.28 to 6.32 at a communications hub: its sub-GHz radio. What the radio hears is simulated. */
import { putU32, u32 } from '../../../protocol/bytes.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { readChfSubGhzChannel } from '../../../protocol/services/read-chf-sub-ghz-channel.ts';
import { readChfSubGhzChannelLog } from '../../../protocol/services/read-chf-sub-ghz-channel-log.ts';
import { readChfSubGhzConfiguration } from '../../../protocol/services/read-chf-sub-ghz-configuration.ts';
import { requestChfSubGhzChannelScan } from '../../../protocol/services/request-chf-sub-ghz-channel-scan.ts';
import { setChfSubGhzConfiguration } from '../../../protocol/services/set-chf-sub-ghz-configuration.ts';
import { documentOf, withDocument } from '../documents/documents.ts';
import { type Step, unchanged } from '../events/event.ts';
import {
  allowedChannels,
  channelAfterScan,
  operatingChannelOf,
  type SubGhzSettings,
} from '../home-network/channels.ts';
import { hubOf } from '../home-network/device-log.ts';
import { LOG_ENTRIES_MAX, type SeriesName, series } from '../layout.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { change, read } from './executor.ts';

/** A hub measures no voltage: the place of that history, six bytes an entry, is that of its channels. */
const CHANNELS: SeriesName = 'voltage1';

type Response = ValueOf<NonNullable<(typeof readChfSubGhzChannelLog)['response']>>;
type Trigger = NonNullable<NonNullable<Response['entries']>[number]['scanTrigger']>;
/** By their number on flash. */
const TRIGGERS: readonly Trigger[] = ['RemotePartyCommand'];

/** Goes to this channel, and notes when and why, if it is another. */
function onChannel(state: MeterState, channel: number, trigger: Trigger): Step {
  const hub = hubOf(state);
  if (channel === hub.channel) return unchanged(state);
  const bytes = new Uint8Array(6);
  putU32(bytes, 0, Math.max(0, utcSecondsOf(state)));
  bytes[4] = channel;
  bytes[5] = TRIGGERS.indexOf(trigger);
  const next = { ...hub, channel, channelChanges: hub.channelChanges + 1 };
  const entry = { series: CHANNELS, period: hub.channelChanges, bytes };
  return { state: { ...state, hub: next }, events: [], entries: [entry] };
}

const done = (step: Step) => ({ kind: 'done', step, response: { messageSuccess: true } }) as const;

/** A channel that may be used no longer is left at once. */
export const executeSetSubGhzConfiguration = change(
  setChfSubGhzConfiguration,
  ({ state }, settings) => {
    const configured = withDocument(state, 'subGhz', settings);
    const { channel } = hubOf(state);
    const isAllowed = allowedChannels(settings).includes(channel);
    const utcSeconds = utcSecondsOf(state);
    const next = isAllowed ? channel : channelAfterScan(channel, settings, utcSeconds);
    return done(onChannel(configured, next, 'RemotePartyCommand'));
  },
);

export const executeScanSubGhzChannels = change(requestChfSubGhzChannelScan, ({ state }) => {
  const settings = documentOf(state, 'subGhz');
  const next = channelAfterScan(hubOf(state).channel, settings, utcSecondsOf(state));
  return done(onChannel(state, next, 'RemotePartyCommand'));
});

/** Before the first 6.28 there is nothing to give. */
export const executeReadSubGhzConfiguration = read(readChfSubGhzConfiguration, ({ state }) => {
  const settings = documentOf(state, 'subGhz');
  return settings ? { messageSuccess: true, settings: asRead(settings) } : { denied: 'notThere' };
});

/** 6.28 has shares of the time in tenths of a per cent and the others in hundredths, 6.30 all in thousandths. */
function asRead(settings: SubGhzSettings) {
  const { normalLimited, limitedCritical, poorComms, failures, retries } = settings;
  return {
    ...settings,
    normalLimited: normalLimited * 100,
    limitedCritical: limitedCritical * 100,
    poorComms: poorComms * 10,
    failures: failures * 10,
    retries: retries * 10,
  };
}

export const executeReadSubGhzChannel = read(readChfSubGhzChannel, ({ state }) => ({
  messageSuccess: true,
  operatingChannel: operatingChannelOf(hubOf(state).channel),
}));

export const executeReadSubGhzChannelLog = read(
  readChfSubGhzChannelLog,
  ({ state, store }, { readLogPeriod: { startDateTime, endDateTime } }) => {
    const entries = [...changesOf(store, hubOf(state).channelChanges)]
      .filter(({ timestamp }) => startDateTime <= timestamp && timestamp <= endDateTime)
      .reverse();
    return { messageSuccess: true, entries };
  },
);

function* changesOf(store: Store, made: number) {
  if (made === 0) return;
  const from = Math.max(0, made - LOG_ENTRIES_MAX);
  for (const { bytes } of store.read(series[CHANNELS], from, made - 1)) {
    if (!bytes) continue;
    const scanTrigger = TRIGGERS[bytes[5] as number];
    yield {
      timestamp: u32(bytes, 0),
      operatingChannel: operatingChannelOf(bytes[4] as number),
      ...(scanTrigger ? { scanTrigger } : {}),
    };
  }
}
