/** TLS of the whole head-end: a gate for each way in, and an eye on the folder of certificates. */
import type { TransportCredential } from '../../pki/credentials.ts';
import type { Clock, Timer } from '../../platform/time.ts';
import type { DuisServerOptions } from '../market/duis/server.ts';
import { endingSoon, type Security, transportNow } from '../security.ts';
import { senderAt, TlsGate, type TlsRefusal } from './tls-gate.ts';

export type HeadEndTls = {
  readonly mqtt: TlsGate;
  readonly serverOptions: Pick<
    DuisServerOptions,
    'tls' | 'guard' | 'senderOf' | 'certificates' | 'requireSignatures'
  >;
  /** Hears of the head-end's own certificate when it is another, and of whom it believes. */
  onRenewed(action: (credential: TransportCredential) => void): void;
  /** What is revoked from now on is heard of, and who may no longer be connected is not. Gives what ends it. */
  watch(report: (about: string, error: unknown) => void): () => void;
};

/** So long a revoked certificate may go on being believed (own). */
export const WATCH_MILLIS = 15_000;
const DAY_MILLIS = 86_400_000;

/** Undefined without a public key infrastructure. */
export function tlsOf(
  security: Security | undefined,
  clock: Clock,
  timer: Timer,
  onRefused: (refusal: TlsRefusal) => void,
): HeadEndTls | undefined {
  if (!security) return undefined;
  const { trust, transport: credential } = security;
  const nowMillis = () => clock.nowMillis();
  const nowSeconds = () => Math.floor(clock.nowMillis() / 1000);
  const gate = (channel: TlsRefusal['channel']) =>
    new TlsGate({ channel, trust, credential, nowMillis, onRefused });
  const [duis, mqtt] = [gate('duis'), gate('mqtt')];
  const renewing = [duis, mqtt].map((one) => (fresh: TransportCredential) => one.renew(fresh));
  function look(): void {
    if (!trust.reloadIfChanged()) return;
    const fresh = transportNow(security as Security, nowSeconds());
    for (const renew of renewing) renew(fresh);
  }
  return {
    mqtt,
    onRenewed: (action) => void renewing.push(action),
    serverOptions: {
      tls: duis.serverOptions,
      guard: (server) => duis.guard(server),
      senderOf: (message) => senderAt(duis, message),
      certificates: trust,
      requireSignatures: true,
    },
    watch(report) {
      let said = '';
      const remind = () => {
        for (const one of endingSoon(security, nowSeconds()))
          report('certificates', new Error(one));
      };
      remind();
      const stopReminding = repeated(timer, DAY_MILLIS, remind);
      const stopLooking = repeated(timer, WATCH_MILLIS, () => {
        try {
          look();
          said = '';
        } catch (error) {
          // What was loaded before stands; somebody has to mend the folder, and is told of it once.
          if (said !== String(error)) report('certificates', error);
          said = String(error);
        }
        duis.recheck();
        mqtt.recheck();
      });
      return () => {
        stopReminding();
        stopLooking();
      };
    },
  };
}

function repeated(timer: Timer, millis: number, work: () => void): () => void {
  let cancel = timer.after(millis, again);
  function again(): void {
    work();
    cancel = timer.after(millis, again);
  }
  return () => cancel();
}
