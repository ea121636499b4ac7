/**
 * Looks into the folder for files that have come in. Each is taken once, however often the head-end is
 * killed: that it was taken is written in the transaction of what followed from it, and a file that is
 * found again afterwards only moves on.
 */
import type { Timer } from '../../../platform/time.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { AuditEntry } from '../../audit/entry.ts';
import { auditReason } from '../../audit/reason.ts';
import type { Flow } from '../../dispatch/flow.ts';
import { consequenceRows } from '../../dispatch/outbox-rows.ts';
import type { Stations } from '../../dispatch/stations.ts';
import type { Change } from '../../non-device/change.ts';
import { takeChanges } from '../../non-device/take-changes.ts';
import { type LegacyFile, nameOf, readFile } from './file.ts';
import { FLOWS } from './flows/index.ts';
import { contentOf, digestOf, FILE_BYTES_MAX, type Folder, filesIn, moveOn } from './folder.ts';
import type { LegacyChange } from './legacy-change.ts';
import { fileTaken, isNameUsed } from './legacy-statements.ts';
import { rowsOf } from './out.ts';
import type { Participants } from './participants.ts';
import { type TakenIn, takeIn } from './take-in.ts';

const POLL_MILLIS = 5_000;

export type AdapterOptions = {
  readonly folder: Folder;
  readonly participants: Participants;
  readonly timer: Timer;
  readonly pollMillis?: number;
};

export class LegacyAdapter {
  readonly #stations: Stations;
  readonly #flow: Pick<Flow, 'alone'>;
  readonly #options: AdapterOptions;
  #cancel: () => void = () => {};
  #polling: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** What was said of a file that cannot be taken: once, not every five seconds. */
  #told: ReadonlyMap<string, string> = new Map();

  constructor(stations: Stations, flow: Pick<Flow, 'alone'>, options: AdapterOptions) {
    this.#stations = stations;
    this.#flow = flow;
    this.#options = options;
  }

  /** Looks at once, and then from time to time. */
  async start(): Promise<void> {
    this.#again();
  }

  /** Resolves when the file under way is done. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#polling;
  }

  /** Takes what is there; a file that cannot be taken now stays, and does not keep others. */
  async poll(): Promise<void> {
    const { files, others } = await filesIn(this.#options.folder);
    const wrong = new Map(others);
    for (const name of files) {
      if (this.#isStopped) return;
      try {
        await this.#take(name);
      } catch (error) {
        wrong.set(name, (error as Error).message);
      }
    }
    for (const [name, why] of wrong)
      if (this.#told.get(name) !== why)
        this.#stations.report(`legacy file ${name}`, new Error(why));
    this.#told = wrong;
  }

  #again(): void {
    const { timer, pollMillis = POLL_MILLIS } = this.#options;
    this.#polling = this.poll()
      .catch((error) => this.#stations.report('legacy folder', error))
      .then(() => {
        if (!this.#isStopped) this.#cancel = timer.after(pollMillis, () => this.#again());
      });
  }

  async #take(name: string): Promise<void> {
    const { folder } = this.#options;
    const content = await contentOf(folder, name);
    if (!content) return;
    const digest = digestOf(content);
    const reason = await this.#flow.alone(async () => {
      const known = await fileTaken(this.#stations.store.database, digest);
      if (!known) return this.#decide(name, content, digest);
      return known.reason === null ? undefined : (problemIn(content) ?? known.reason);
    });
    if (reason === undefined) await moveOn(folder, name, { to: 'done', digest });
    else await moveOn(folder, name, { to: 'rejected', digest, reason });
  }

  /** Gives why the file is rejected; durable when it resolves. */
  async #decide(name: string, content: Uint8Array, digest: string): Promise<string | undefined> {
    const { clock, store, inventory, register, registrationScope } = this.#stations;
    const { participants } = this.#options;
    const takenAtMillis = clock.nowMillis();
    const about = { kind: 'legacyFileTaken', digest, name, takenAtMillis } as const;
    let file: LegacyFile | undefined;
    try {
      file = readFile(textOf(content), FLOWS);
      const { fromId: sender, fileId } = file.header;
      if (await isNameUsed(store.database, sender, fileId))
        throw new Refused('fileId', `${sender} has named another file ${fileId}`, 1);
      const world = { inventory, register, registrationScope, participants };
      const taken = await takeIn(world, file, takenAtMillis);
      await this.#write({ ...about, ...headOf(file) }, taken);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // The reason may quote a reading or a name: it goes back with the file, and is kept nowhere.
      const reason = auditReason(error) || 'the whole of it';
      await this.#write({ ...about, ...(file ? headOf(file) : {}), reason });
      return error.message;
    }
  }

  async #write(file: LegacyChange, taken?: TakenIn): Promise<void> {
    const { store, outbox, clock } = this.#stations;
    const cause = `legacy/${file.digest}`;
    const changes: Change[] = [file, ...(taken?.changes ?? [])];
    const rows = [
      ...consequenceRows(this.#stations, cause, { changes }),
      ...rowsOf(
        this.#stations,
        this.#options.participants,
        `${cause}/refused`,
        taken?.drafts ?? [],
      ),
    ];
    const audit = [entryOf(file, taken, clock.nowMillis())];
    await store.commit({ kind: 'deliver', outbox: rows, changes, audit });
    takeChanges(this.#stations, changes);
    for (const row of rows) outbox.offer(row);
  }
}

/** Why it cannot be read; undefined: it can. */
function problemIn(content: Uint8Array): string | undefined {
  try {
    readFile(textOf(content), FLOWS);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function textOf(content: Uint8Array): string {
  if (content.length > FILE_BYTES_MAX) throw new Refused('', `more than ${FILE_BYTES_MAX} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Refused('', 'not UTF-8');
  }
}

const headOf = ({ flow, header }: LegacyFile) => ({
  flow: nameOf(flow),
  sender: header.fromId,
  fileId: header.fileId,
});

/** What is in it is not said, but how much of it was taken. */
function entryOf(file: LegacyChange, taken: TakenIn | undefined, atMillis: number): AuditEntry {
  const { name, flow = '', sender = '', reason } = file;
  const counts = taken ? { taken: taken.taken, refused: taken.refused.length } : {};
  const why = reason === undefined ? {} : { reason: reason.slice(0, 200) };
  const detail = { name: name.slice(0, 100), flow, sender, ...counts, ...why };
  return { atMillis, step: 'legacyFile', detail };
}
