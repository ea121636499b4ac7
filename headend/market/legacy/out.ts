/**
 * The way out by files. A file waits in the outbox, under its key, as any message does; written whole it is
 * confirmed, and kept here no longer. Killed between the two, it is written again under its name.
 */
import { createHash } from 'node:crypto';
import { Refused } from '../../../protocol/refused.ts';
import type { Stations } from '../../dispatch/stations.ts';
import type { Consequences } from '../../non-device/handler.ts';
import type { Delivery } from '../../outbox/delivery.ts';
import type { NewOutboxMessage, OutboxMessage } from '../../outbox/message.ts';
import { type Draft, fileFrom } from './drafts.ts';
import { legacyDrafts } from './feeds.ts';
import { nameOf, writeFile } from './file.ts';
import { type Folder, putWhole } from './folder.ts';
import type { Participants } from './participants.ts';

/** All files go out in the order in which they came to be. */
export const LEGACY_RECIPIENT = 'legacy';
const CONTENT_TYPE = 'text/plain; charset=utf-8';
const FILE_ID_CHARACTERS = 10;

export type LegacyParts = Pick<
  Stations,
  'clock' | 'register' | 'inventory' | 'registrationScope' | 'report' | 'legacy'
>;

/** The files that follow from something; none without a legacy side. `cause` is as in `consequenceRows`. */
export function legacyRows(
  parts: LegacyParts,
  cause: string,
  follows: Pick<Consequences, 'changes' | 'events'>,
): NewOutboxMessage[] {
  const { legacy, clock } = parts;
  if (!legacy) return [];
  const { participants } = legacy;
  const drafts = legacyDrafts({ ...parts, participants }, follows, clock.nowMillis());
  return rowsOf(parts, participants, cause, drafts);
}

/** One row each; a file that cannot be written is reported, and keeps nothing else from happening. */
export function rowsOf(
  { clock, report }: Pick<Stations, 'clock' | 'report'>,
  participants: Participants,
  cause: string,
  drafts: readonly Draft[],
): NewOutboxMessage[] {
  const createdAtMillis = clock.nowMillis();
  return drafts.flatMap((draft, index) => {
    const messageId = `${cause}/legacy/${index}`;
    const fileId = digestOf(messageId).slice(0, FILE_ID_CHARACTERS).toUpperCase();
    const createdAt = Math.floor(createdAtMillis / 1000);
    try {
      const content = writeFile(fileFrom(draft, participants, { fileId, createdAt }));
      return [
        {
          ...{ messageId, recipient: LEGACY_RECIPIENT, channel: 'legacy' as const },
          ...{ kind: 'legacyFile' as const, contentType: CONTENT_TYPE, createdAtMillis },
          content: new TextEncoder().encode(content),
        },
      ];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      report(`${nameOf(draft.flow)} to ${draft.to.id}`, error);
      return [];
    }
  });
}

/** Writes files into the folder where the legacy gateway takes them from. */
export class LegacyOut implements Delivery {
  readonly windowMax = 64;
  readonly retryAfterMillis = 30_000;
  readonly #folder: Folder;

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  async deliver(_: string, messages: readonly OutboxMessage[]): Promise<readonly string[]> {
    const written: string[] = [];
    for (const { messageId, content } of messages) {
      await putWhole(this.#folder.out, fileNameOf(messageId, content), content);
      written.push(messageId);
    }
    return written;
  }
}

/** The same at every try: the flow, and the message. */
function fileNameOf(messageId: string, content: Uint8Array): string {
  const [line = ''] = new TextDecoder().decode(content.subarray(0, 200)).split('\n');
  const [, , flow = 'FLOW'] = line.split(/[|,]/);
  return `${flow}_${digestOf(messageId).slice(0, 24)}.usr`;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
