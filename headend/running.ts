/** The order in which the parts of a head-end begin and end, so that nothing is acknowledged to nobody. */
import type { Timer } from '../platform/time.ts';
import type { Flow } from './dispatch/flow.ts';
import type { RefusalNotes } from './dispatch/refusal-notes.ts';
import type { Stations } from './dispatch/stations.ts';
import type { Engine } from './engines.ts';
import type { Gates } from './gateways.ts';
import type { DuisServer } from './market/duis/server.ts';
import type { HeadEndOptions } from './options.ts';
import type { GatedBroker } from './transport/broker-port.ts';

/** What is under way when it is stopped has so long to end in good order. */
const STOP_MILLIS = 2_000;

export type Running = {
  readonly stations: Stations;
  readonly flow: Flow;
  readonly engines: readonly Engine[];
  readonly server: DuisServer;
  readonly broker: GatedBroker;
  readonly gates: Gates;
  readonly timer: Timer;
  readonly refusals: RefusalNotes;
  readonly stopWatching: (() => void) | undefined;
};

/** Gives the port of the web services. What fails leaves nothing running. */
export async function start(running: Running, { httpPort, host }: HeadEndOptions): Promise<number> {
  const { stations, flow, server, broker, gates } = running;
  try {
    await noteStep(stations, 'started');
    // What was unfinished goes first; then the answers that wait; then new requests.
    await flow.start();
    await stations.outbox.start();
    for (const engine of running.engines) await engine.start();
    await gates.bridge.start();
    // Late, so that what a meter or party sends at once is not acknowledged before somebody listens.
    await broker.open();
    return await server.listen(httpPort, host);
  } catch (error) {
    await stop(running);
    throw error;
  }
}

/** Ends although the broker or the database may be away. */
export async function stop(running: Running): Promise<void> {
  const { stations, flow, server, broker, gates, timer } = running;
  running.stopWatching?.();
  const { outbox, link, store } = stations;
  for (const engine of [...running.engines].reverse()) await engine.stop();
  flow.stop();
  // First, while the broker still takes it.
  await gates.bridge.stop();
  const quiet = Promise.all([server.close(), outbox.stop()]);
  await link.close();
  // A publish that waits for its broker ends here, a write that waits for its database below.
  await broker.close();
  await settled(quiet, timer);
  gates.sender.stop();
  running.refusals.stop();
  // Written with what else waits; should the database be away it is lost, and the next start is still there.
  noteStep(stations, 'stopped').catch(() => undefined);
  await store.close();
  await quiet;
}

function noteStep({ store, clock }: Stations, step: 'started' | 'stopped'): Promise<unknown> {
  return store.commit({ kind: 'audit', audit: [{ atMillis: clock.nowMillis(), step }] });
}

/** Resolves when it has, or at the latest after STOP_MILLIS. */
function settled(quiet: Promise<unknown>, timer: Timer): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timer.after(STOP_MILLIS, resolve);
    const end = () => {
      cancel();
      resolve();
    };
    quiet.then(end, end);
  });
}
