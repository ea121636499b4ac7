/** One group inside its transaction: a few statements with arrays, those without rows left out. */
import { type AuditBlock, type ChainEnd, sealBlock } from '../audit/chain.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { applyChanges } from '../non-device/apply-changes.ts';
import type { SealedMessage } from '../outbox/message.ts';
import { acceptRequests } from './accept.ts';
import { repeatedAlerts } from './alert-window.ts';
import { noteAttempts } from './attempts.ts';
import type { Job } from './group.ts';
import { type ErasedMessage, entriesOf } from './group-audit.ts';
import type { Query, Row, Statement } from './session.ts';
import * as statements from './statements.ts';
import type { Committed } from './write.ts';

export type Group = {
  readonly jobs: readonly Job[];
  /** Of each job, its messages to the outbox. */
  readonly sealed: readonly (readonly SealedMessage[])[];
  readonly previous: ChainEnd;
  readonly nowMillis: number;
};

export type Applied = {
  /** Of each job; a reservation has its first number. */
  readonly outcomes: readonly (Committed | bigint)[];
  readonly block: AuditBlock;
  /** Epochs of messages that were erased, or were not written after all; one element a message. */
  readonly releasedEpochs: readonly string[];
};

type Of<K extends Job['kind']> = Extract<Job, { kind: K }>;
type Deleted = Row & ErasedMessage & { message_id: string; recipient: string; epoch: string };

/** More rows than one group can have: makes their order out of the group's number. */
const ROWS_PER_GROUP = 1_000_000n;
const DONE: Committed = {};
const IGNORED: Committed = { ignored: true };

export async function applyGroup(query: Query, group: Group): Promise<Applied> {
  return new Application(query, group).run();
}

class Application {
  readonly #query: Query;
  readonly #group: Group;
  readonly #sequence: bigint;
  readonly #outcomes: (Committed | bigint)[];
  readonly #released: string[] = [];
  /** Requests whose rows have this group's block already. */
  readonly #touched = new Set<string>();
  /** Of each `confirm`. */
  readonly #erased = new Map<number, readonly ErasedMessage[]>();

  constructor(query: Query, group: Group) {
    this.#query = query;
    this.#group = group;
    this.#sequence = group.previous.sequence + 1n;
    this.#outcomes = group.jobs.map(() => DONE);
  }

  async run(): Promise<Applied> {
    await this.#reserve();
    await this.#accept();
    await this.#dispatch();
    await this.#answer();
    // Before what follows from them: an alert that came before changes nothing.
    await this.#seeAlerts();
    await this.#change();
    await this.#insertMessages();
    await this.#confirm();
    await this.#noteAttempts();
    const { jobs, previous, nowMillis } = this.#group;
    const entries = entriesOf(jobs, this.#outcomes, this.#erased, nowMillis);
    await this.#appendBlock(entries);
    const block = sealBlock(previous, entries, nowMillis);
    await this.#insertBlock(block);
    return { outcomes: this.#outcomes, block, releasedEpochs: this.#released };
  }

  /** The jobs of one kind, each with its place in the group. */
  #each<K extends Job['kind']>(kind: K): [number, Of<K>][] {
    const found: [number, Of<K>][] = [];
    this.#group.jobs.forEach((job, at) => {
      if (job.kind === kind) found.push([at, job as Of<K>]);
    });
    return found;
  }

  async #reserve(): Promise<void> {
    for (const [at, { name, count }] of this.#each('reserve')) {
      const [row] = await this.#query<Row & { first: bigint }>(statements.RESERVE, [name, count]);
      this.#outcomes[at] = row?.first ?? 0n;
    }
  }

  async #accept(): Promise<void> {
    const jobs = this.#each('accept');
    if (jobs.length === 0) return;
    const { inserted, outcomes } = await acceptRequests(this.#query, jobs, {
      block: this.#sequence,
      firstSequence: this.#sequence * ROWS_PER_GROUP,
    });
    for (const requestId of inserted) this.#touched.add(requestId);
    for (const [at, outcome] of outcomes) this.#outcomes[at] = outcome;
  }

  async #dispatch(): Promise<void> {
    const jobs = this.#each('dispatch');
    if (jobs.length === 0) return;
    const changed = await this.#changed(statements.DISPATCH_REQUESTS, [
      jobs.map(([, { requestId }]) => requestId),
      jobs.map(([, { command }]) => command),
      jobs.map(([, { commandCounter }]) => commandCounter),
      jobs.map(([, { deadlineUtcSeconds }]) => deadlineUtcSeconds),
    ]);
    for (const [at, { requestId }] of jobs)
      if (!changed.has(requestId)) this.#outcomes[at] = IGNORED;
  }

  async #answer(): Promise<void> {
    const jobs = this.#each('answer');
    if (jobs.length === 0) return;
    const first = new Map<string, number>();
    for (const [at, { requestId }] of jobs) if (!first.has(requestId)) first.set(requestId, at);
    const answers = jobs.filter(([at, { requestId }]) => first.get(requestId) === at);
    const changed = await this.#changed(statements.ANSWER_REQUESTS, [
      answers.map(([, { requestId }]) => requestId),
      answers.map(([, { responseCode }]) => responseCode),
      answers.map(([, { isDone }]) => isDone ?? null),
    ]);
    for (const [at, { requestId }] of jobs)
      if (first.get(requestId) !== at || !changed.has(requestId)) this.#outcomes[at] = IGNORED;
  }

  /** In the order in which they were decided, whatever they follow from. */
  async #change(): Promise<void> {
    const changes = this.#group.jobs.flatMap((job, at) =>
      'changes' in job && this.#outcomes[at] === DONE ? (job.changes ?? []) : [],
    );
    if (changes.length > 0) await applyChanges(this.#query, changes, this.#group.nowMillis);
  }

  async #seeAlerts(): Promise<void> {
    const alerts = this.#each('deliver').flatMap(([at, { alert }]) =>
      alert ? [[at, alert] as const] : [],
    );
    for (const at of await repeatedAlerts(this.#query, alerts)) this.#outcomes[at] = IGNORED;
  }

  /** Those of requests that were accepted and answered by this group, and of alerts. */
  async #insertMessages(): Promise<void> {
    const wanted: [number, SealedMessage][] = [];
    this.#group.sealed.forEach((messages, at) => {
      for (const message of messages)
        if (this.#outcomes[at] === DONE) wanted.push([at, message]);
        else this.#released.push(message.epoch);
    });
    if (wanted.length === 0) return;
    const first = this.#sequence * ROWS_PER_GROUP;
    const rows = await this.#query<Row & { message_id: string }>(statements.INSERT_MESSAGES, [
      wanted.map((_, index) => first + BigInt(index)),
      ...messageColumns(wanted.map(([, message]) => message)),
    ]);
    const inserted = new Set(rows.map((row) => row.message_id));
    const ids = new Map<number, string[]>();
    for (const [at, { message, epoch }] of wanted)
      if (inserted.delete(message.messageId))
        ids.set(at, [...(ids.get(at) ?? []), message.messageId]);
      else this.#released.push(epoch);
    for (const [at] of this.#each('deliver'))
      if (this.#outcomes[at] === DONE) this.#outcomes[at] = { messageIds: ids.get(at) ?? [] };
  }

  async #confirm(): Promise<void> {
    const jobs = this.#each('confirm');
    const messageIds = jobs.flatMap(([, job]) => job.messageIds);
    if (messageIds.length === 0) return;
    const recipients = jobs.flatMap(([, job]) => job.messageIds.map(() => job.recipient));
    const rows = await this.#query<Deleted>(statements.DELETE_MESSAGES, [messageIds, recipients]);
    this.#released.push(...rows.map(({ epoch }) => epoch));
    const byId = new Map(rows.map((row) => [row.message_id, row]));
    for (const [at, { messageIds: asked, recipient }] of jobs) {
      const erased = asked.flatMap((id) => take(byId, id, recipient) ?? []);
      this.#erased.set(at, erased);
      this.#outcomes[at] = { messageIds: erased.map((message) => message.message_id) };
    }
    const requestIds = rows.flatMap((row) => row.request_id ?? []);
    if (requestIds.length === 0) return;
    await this.#query(statements.CONFIRM_REQUESTS, [this.#sequence, requestIds]);
    for (const requestId of requestIds) this.#touched.add(requestId);
  }

  async #noteAttempts(): Promise<void> {
    for (const [at, outcome] of await noteAttempts(this.#query, this.#each('attempts')))
      this.#outcomes[at] = outcome;
  }

  /** So that the trace of a request finds what was said of it by writes that changed nothing else. */
  async #appendBlock(entries: readonly AuditEntry[]): Promise<void> {
    const requestIds = new Set(entries.flatMap(({ requestId }) => requestId ?? []));
    const untouched = [...requestIds].filter((requestId) => !this.#touched.has(requestId));
    if (untouched.length > 0)
      await this.#query(statements.APPEND_BLOCK, [this.#sequence, untouched]);
  }

  async #insertBlock(block: AuditBlock): Promise<void> {
    const { sequence, entries, previousHash, hash, fromMillis, toMillis } = block;
    const values = [sequence, entries, previousHash, hash, fromMillis, toMillis];
    await this.#query(statements.INSERT_BLOCK, values);
  }

  /** The requests whose rows a statement changed. */
  async #changed(statement: Statement, columns: readonly unknown[][]): Promise<Set<string>> {
    type Changed = Row & { request_id: string };
    const rows = await this.#query<Changed>(statement, [this.#sequence, ...columns]);
    for (const row of rows) this.#touched.add(row.request_id);
    return new Set(rows.map((row) => row.request_id));
  }
}

/** Each message is erased for one `confirm` only, and only for its recipient. */
function take(rows: Map<string, Deleted>, id: string, recipient: string): Deleted | undefined {
  const row = rows.get(id);
  if (row?.recipient !== recipient) return undefined;
  rows.delete(id);
  return row;
}

/** The parameters of INSERT_MESSAGES but for the first. */
function messageColumns(messages: readonly SealedMessage[]): unknown[][] {
  return [
    messages.map(({ message }) => message.messageId),
    messages.map(({ message }) => message.recipient),
    messages.map(({ message }) => message.channel),
    messages.map(({ message }) => message.kind),
    messages.map(({ message }) => message.requestId),
    messages.map(({ message }) => message.contentType),
    messages.map(({ message }) => message.createdAtMillis),
    messages.map(({ epoch }) => epoch),
    messages.map(({ nonce }) => nonce),
    messages.map(({ sealed }) => sealed),
  ];
}
