/** Devices that say who they are when they are first in touch: matched with what was told of them, and put on record. */
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import {
  type ReadAnnouncement,
  readAnnouncement,
} from '../../../protocol/announcement/announcement.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import { auditReason } from '../../audit/reason.ts';
import { consequenceRows } from '../../dispatch/outbox-rows.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { type Device, hasKeys } from '../../inventory/inventory.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import type { NewOutboxMessage } from '../../outbox/message.ts';
import type { WanAddress } from '../../transport/device-link.ts';
import { hear, isUnheard } from '../early-smart/heard.ts';
import { announced } from './announced.ts';
import { type Grounds, judgeAnnouncement } from './judge-announcement.ts';
import { AnnouncementRefused } from './refusals.ts';

/** Ignored: the device is known, and has said nothing new. */
export type Verdict =
  | { readonly kind: 'taken' | 'ignored' }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

const IGNORED: Verdict = { kind: 'ignored' };

export class Announcements {
  readonly #stations: Stations;
  readonly #alone: <T>(work: () => Promise<T>) => Promise<T>;

  /** `alone`: runs what others decide by, when all such work before it has ended. */
  constructor(stations: Stations, alone: <T>(work: () => Promise<T>) => Promise<T>) {
    this.#stations = stations;
    this.#alone = alone;
  }

  /**
   * Of a device without keys on record, as it came on the channel of alerts; undefined when the message is no
   * announcement. Durable when it resolves; rejects with StoreError when it could not be written.
   */
  async take(from: Eui64, message: Uint8Array, at: WanAddress): Promise<Verdict | undefined> {
    try {
      const read = readOrNone(message);
      return read && (await this.#alone(() => this.#decide(from, read, at)));
    } catch (error) {
      if (error instanceof AnnouncementRefused)
        return { kind: 'refused', code: error.code, reason: error.reason };
      if (error instanceof Refused)
        return { kind: 'refused', code: error.code, reason: auditReason(error) };
      throw error;
    }
  }

  /** Of a device with keys on record, whose message has verified: one that counted as not smart may be now. */
  async heard(device: Device, at: WanAddress): Promise<void> {
    if (isUnheard(this.#stations, device))
      await this.#alone(() => hear(this.#stations, device, at));
  }

  /** While nobody else decides: the device may have come to be known, or another, meanwhile. */
  async #decide(from: Eui64, read: ReadAnnouncement, at: WanAddress): Promise<Verdict> {
    const { store, outbox, clock } = this.#stations;
    const device = this.#stations.inventory.get(from);
    if (hasKeys(device)) return IGNORED;
    const keys = judgeAnnouncement(this.#grounds(), device, from, read);
    if (!device) return IGNORED;
    const nowMillis = clock.nowMillis();
    const follows = await announced(this.#stations, { device, keys, said: read.said, at });
    const cause = `${from}/announcement/${read.counter}`;
    const rows: readonly NewOutboxMessage[] = consequenceRows(this.#stations, cause, follows);
    const { changes = [] } = follows;
    const { ignored } = await store.commit({
      kind: 'deliver',
      alert: { device: from, counter: read.counter },
      outbox: rows,
      changes,
      audit: [
        { atMillis: nowMillis, step: 'deviceAnnounced', device: from, detail: { ...at } },
        { atMillis: nowMillis, step: 'inventoryChanged', device: from },
      ],
    });
    if (ignored)
      throw new AnnouncementRefused('ENVELOPE_REPLAY', `announcement ${read.counter} came before`);
    takeChanges(this.#stations, changes);
    for (const row of rows) outbox.offer(row);
    return { kind: 'taken' };
  }

  #grounds(): Grounds {
    const { trust, headEnd, clock } = this.#stations;
    const atUtcSeconds = Math.floor(clock.nowMillis() / 1000);
    return { crypto: nodeCrypto, trust, headEnd, atUtcSeconds };
  }
}

/** What is not even a message is for others to refuse. */
function readOrNone(message: Uint8Array): ReadAnnouncement | undefined {
  try {
    return readAnnouncement(message);
  } catch (error) {
    if (error instanceof Refused && error.code === 'ENVELOPE_FORM') return undefined;
    throw error;
  }
}
