/**
 * Who was refused before there was a request: at the door, or by the broker's rules. All are counted; the
 * audit has each of them until one holder, or those nobody knows, have had their share of a minute, and
 * then how many more there were: who knocks a thousand times a second may not fill the disk.
 */
import type { Timer } from '../../platform/time.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Stations } from './stations.ts';

export type Refusal = {
  readonly code: 'TLS_REFUSED' | 'TOPIC_REFUSED';
  readonly channel: string;
  readonly reason: string;
  /** Empty for one that nothing certifies. */
  readonly who: Pick<AuditEntry, 'party' | 'device'>;
};

/** Chosen so that a whole minute of one holder is read on a page (own). */
export const NOTES_PER_MINUTE = 20;
const MINUTE_MILLIS = 60_000;
/** Holders that are told apart in one minute; the rest share what one has. */
const HOLDERS_MAX = 500;
const REASON_MAX = 200;

type Share = Omit<Refusal, 'reason'> & { written: number; more: number };

export class RefusalNotes {
  readonly #stations: Pick<Stations, 'store' | 'clock' | 'count' | 'report'>;
  readonly #timer: Timer;
  readonly #shares = new Map<string, Share>();
  #cancel: (() => void) | undefined;

  constructor(stations: Pick<Stations, 'store' | 'clock' | 'count' | 'report'>, timer: Timer) {
    this.#stations = stations;
    this.#timer = timer;
  }

  note(refusal: Refusal): void {
    this.#stations.count(refusal.code);
    const share = this.#shareOf(refusal);
    if (share.written >= NOTES_PER_MINUTE) {
      share.more += 1;
      return;
    }
    share.written += 1;
    this.#write([entryOf(refusal, this.#now())]);
  }

  /** Writes how many more there were. Before the store is closed. */
  stop(): void {
    this.#cancel?.();
    this.#endMinute();
  }

  #shareOf({ code, channel, who }: Refusal): Share {
    this.#cancel ??= this.#timer.after(MINUTE_MILLIS, () => this.#endMinute());
    const own = `${code} ${channel} ${who.party ?? who.device ?? ''}`;
    const isFull = this.#shares.size >= HOLDERS_MAX && !this.#shares.has(own);
    const key = isFull ? `${code} ${channel} others` : own;
    const known = this.#shares.get(key);
    if (known) return known;
    const share = { code, channel, who: isFull ? {} : who, written: 0, more: 0 };
    this.#shares.set(key, share);
    return share;
  }

  #endMinute(): void {
    this.#cancel = undefined;
    const rest = [...this.#shares.values()].filter(({ more }) => more > 0);
    this.#shares.clear();
    if (rest.length === 0) return;
    const reason = (more: number) => `${more} more within a minute`;
    const now = this.#now();
    this.#write(
      rest.map(({ more, ...share }) => entryOf({ ...share, reason: reason(more) }, now, { more })),
    );
  }

  #now(): number {
    return this.#stations.clock.nowMillis();
  }

  #write(audit: readonly AuditEntry[]): void {
    const { store, report } = this.#stations;
    store.commit({ kind: 'audit', audit }).catch((error) => report('audit', error));
  }
}

function entryOf(
  { code, channel, reason, who }: Refusal,
  atMillis: number,
  more: { readonly more?: number } = {},
): AuditEntry {
  const detail = { channel, code, reason: reason.slice(0, REASON_MAX), ...more };
  return { atMillis, step: 'messageRefused', ...who, detail };
}
