/** TLS of the whole head-end: a gate for each way in, and an eye on the folder of certificates. */
import type { Clock, Timer } from '../../platform/time.ts';
import type { HeadEndOptions } from '../head-end.ts';
import type { DuisServerOptions } from '../market/duis/server.ts';
import { senderAt, TlsGate, type TlsRefusal } from './tls-gate.ts';

export type HeadEndTls = {
  readonly mqtt: TlsGate;
  readonly serverOptions: Pick<
    DuisServerOptions,
    'tls' | 'guard' | 'senderOf' | 'certificates' | 'requireSignatures'
  >;
  /** What is revoked from now on is heard of, and who may no longer be connected is not. Gives what ends it. */
  watch(report: (about: string, error: unknown) => void): () => void;
};

/** So long a revoked certificate may go on being believed (own). */
const WATCH_MILLIS = 15_000;

/** Undefined without a public key infrastructure. */
export function tlsOf(
  { security }: HeadEndOptions,
  clock: Clock,
  timer: Timer,
  onRefused: (refusal: TlsRefusal) => void,
): HeadEndTls | undefined {
  if (!security) return undefined;
  const { trust, transport: credential } = security;
  const nowMillis = () => clock.nowMillis();
  const gate = (channel: TlsRefusal['channel']) =>
    new TlsGate({ channel, trust, credential, nowMillis, onRefused });
  const [duis, mqtt] = [gate('duis'), gate('mqtt')];
  return {
    mqtt,
    serverOptions: {
      tls: duis.serverOptions,
      guard: (server) => duis.guard(server),
      senderOf: (message) => senderAt(duis, message),
      certificates: trust,
      requireSignatures: true,
    },
    watch: (report) =>
      repeated(timer, () => {
        try {
          trust.reloadIfChanged();
        } catch (error) {
          // What was loaded before stands; somebody has to mend the folder.
          report('certificates', error);
        }
        duis.recheck();
        mqtt.recheck();
      }),
  };
}

function repeated(timer: Timer, work: () => void): () => void {
  let cancel = timer.after(WATCH_MILLIS, again);
  function again(): void {
    work();
    cancel = timer.after(WATCH_MILLIS, again);
  }
  return () => cancel();
}
