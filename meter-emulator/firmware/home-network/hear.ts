/** What a device does when another of its home speaks to it, by what it is. Pure. */
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { auxiliaryOf } from '../auxiliary/controllers.ts';
import { settle } from '../auxiliary/outputs.ts';
import { BOARD_SECONDS_MAX } from '../auxiliary/windows.ts';
import { type Step, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import type { Kind } from '../variant.ts';
import { hubOf, withHeard, withJoined } from './device-log.ts';
import { missing } from './give.ts';
import type { HomeMessage, Said } from './messages.ts';
import { haveOf, isOf, takeDocument, takeEntries, takeNow } from './take.ts';

export type Ears = {
  readonly crypto: Crypto;
  readonly store: Store;
  readonly state: MeterState;
  readonly from: Eui64;
};
export type Heard = { readonly step: Step; readonly says: readonly Said[] };

type Hear = (ears: Ears, message: HomeMessage) => Heard | undefined;
const only = (step: Step): Heard => ({ step, says: [] });

/** Throws Refused for what is no message of theirs; the very same state for what is not for it. */
export function hear(ears: Ears, message: HomeMessage): Heard {
  const { kind } = ears.state.variant;
  return BY_KIND[kind]?.(ears, message) ?? only(unchanged(ears.state));
}

const BY_KIND: { readonly [K in Kind]?: Hear } = {
  communicationsHub: ({ state, from }, { join }) => {
    const hub = join && withJoined(hubOf(state), from, join.digest, utcSecondsOf(state));
    if (!hub) return undefined;
    const step = unchanged({ ...state, hub });
    return only({ ...step, events: [{ name: 'joinedHomeNetwork' }, { name: 'deviceLogChanged' }] });
  },
  gas: ({ crypto, store, state, from }, { have }) => {
    if (!have || !knows(state, from, 'GPF')) return undefined;
    const messages = missing(crypto, state, store, have);
    return { step: unchanged(state), says: messages.map((message) => ({ to: from, message })) };
  },
  gasProxy: (ears, message) =>
    knows(ears.state, ears.from, 'GSME') && isOf(ears.state, ears.from)
      ? hearAsProxy(ears, message)
      : undefined,
  loadControl: ({ state, from }, { level }) =>
    level && knows(state, from, 'ESME') ? only(withLevel(state, level)) : undefined,
};

function hearAsProxy({ crypto, store, state, from }: Ears, message: HomeMessage) {
  const { awake, entries, document, now } = message;
  if (awake)
    return {
      step: unchanged(state),
      says: [{ to: from, message: haveOf(crypto, state, store) }],
    };
  if (entries) return only(takeEntries(state, store, from, entries));
  if (document) return only(takeDocument(state, from, document));
  return now && only(takeNow(crypto, state, from, now));
}

type Joined = NonNullable<MeterState['joinedDevices']>[number];

const knows = ({ joinedDevices = [] }: MeterState, eui64: Eui64, type: Joined['deviceType']) =>
  joinedDevices.some((one) => one.eui64 === eui64 && one.deviceType === type);

/** The level of an electricity meter, until the next: it comes before the calendar of the load itself. */
function withLevel(state: MeterState, output: NonNullable<HomeMessage['level']>): Step {
  const now = state.metrology.boardSeconds;
  const window = {
    output,
    clock: 'board',
    fromSeconds: now,
    untilSeconds: now + BOARD_SECONDS_MAX,
  } as const;
  const auxiliary = { ...auxiliaryOf(state), commands: { 1: window } };
  return settle({ ...state, auxiliary });
}

/** The gas meter wakes: its proxies may ask for what they are missing. */
export function wakeCalls({ joinedDevices = [] }: MeterState): readonly Said[] {
  return joinedDevices
    .filter(({ deviceType }) => deviceType === 'GPF')
    .map(({ eui64 }) => ({ to: eui64, message: { awake: {} } }));
}

/** A hub hears everything that is said in its home. Kept on flash with the next group. */
export function overheard(state: MeterState, from: Eui64, linkQualityDbm?: number): MeterState {
  if (state.variant.kind !== 'communicationsHub') return state;
  const before = hubOf(state);
  const hub = withHeard(before, from, utcSecondsOf(state), linkQualityDbm);
  return hub === before ? state : { ...state, hub };
}
