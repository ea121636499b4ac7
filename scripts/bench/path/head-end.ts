/** The head-end of the bench with its broker, in a process of its own. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { type HeadEnd, startHeadEnd } from '../../../headend/head-end.ts';
import { headEndAnchor } from '../../../headend/identity.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { processorMicros, serve } from './remote.ts';
import { enrol } from './world.ts';

let headEnd: HeadEnd | undefined;

function started(): HeadEnd {
  if (!headEnd) throw new Error('the head-end has not been started');
  return headEnd;
}

/** What went wrong on the way, a line each: there must be nothing. */
const complaints: string[] = [];

export type HeadEndTasks = typeof tasks;

const tasks = {
  async start({ directory, databaseUrl }: { directory: string; databaseUrl?: string | undefined }) {
    headEnd = await startHeadEnd({
      directory,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      host: '127.0.0.1',
      httpPort: 0,
      mqtt: { port: 0 },
      // On a busy machine the first answers take seconds; a command sent twice would be counted twice.
      retry: { firstMillis: 20_000, maxMillis: 20_000 },
      log: (line) => complaints.push(line),
    });
    const { identity, httpPort, mqttPort = 0 } = headEnd;
    return { anchor: headEndAnchor(nodeCrypto, identity), httpPort, mqttPort };
  },

  enrol: (receiveUrl: string) => enrol(started(), receiveUrl),

  /** Resolves when every message is confirmed. */
  async settled() {
    while ((await started().outbox.waiting()) > 0) await wait(20);
  },

  /** How many requests are in which state, and what failed. */
  async states() {
    const { store, counts } = started();
    const { rows } = await sql<{ state: string; requests: bigint }>`
      select state, count(*) as requests from requests group by state`.execute(store.database);
    const states = Object.fromEntries(rows.map(({ state, requests }) => [state, Number(requests)]));
    const refused = [...counts].map(([code, count]) => `${code}: ${count}`);
    return { states, failures: [...complaints, ...refused] };
  },

  processorMicros,

  async stop() {
    await started().stop();
  },
};

serve(tasks);
