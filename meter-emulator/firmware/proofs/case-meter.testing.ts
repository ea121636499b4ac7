/** The real meter as a case sees it: asked by services, keyed and pressed, and nothing else. */

import { deviceAlerts } from '../../../protocol/alerts/device-alerts.ts';
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import { makeUtrn } from '../../../protocol/identifiers/utrn.ts';
import { sharedRefusals } from '../../../protocol/services/refusals.ts';
import { Bench, crypto, identity, METER, START, SUPPLIER, utrn } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';

export type Kind = 'singleElement' | 'twinElement' | 'polyphase' | 'gas';
export type Start = {
  readonly kind: Kind;
  readonly utcSeconds: number;
  /** Of UTC seconds. */
  readonly sensor: Sensor;
};
export type TimedAlert = { readonly utcSeconds: number; readonly name: string };

const DONE = 'done';
const names: Readonly<Record<number, { readonly name: string }>> = deviceAlerts;

export class CaseMeter {
  readonly bench: Bench;
  readonly kind: Kind;
  readonly #offsetSeconds: number;
  #tokens = 0;
  #seenAlerts = 0;
  #acknowledged = 0;

  constructor({ kind, utcSeconds, sensor }: Start) {
    this.kind = kind;
    this.#offsetSeconds = utcSeconds - START;
    const offset = this.#offsetSeconds;
    const ofBoard: Sensor = {
      measure: (boardSeconds) => sensor.measure(boardSeconds + offset),
      nextChange: (boardSeconds) => sensor.nextChange(boardSeconds + offset) - offset,
    };
    const settings = {
      ...DEFAULT_SETTINGS,
      variant: { ...DEFAULT_SETTINGS.variant, kind },
      clock: { offsetSeconds: this.#offsetSeconds, status: 'reliable' as const },
    };
    this.bench = new Bench({ settings, sensor: ofBoard });
  }

  get utcSeconds(): number {
    return this.bench.meter.utcSeconds;
  }

  /** From deadline to deadline, and the network takes what is sent at once: only twelve alerts may wait. */
  run(utcSeconds: number): void {
    const { bench } = this;
    const until = utcSeconds - this.#offsetSeconds;
    while (bench.meter.nextDeadline() < until) {
      bench.meter.run(bench.meter.nextDeadline());
      this.#acknowledge();
    }
    bench.meter.run(until);
    this.#acknowledge();
  }

  #acknowledge(): void {
    const { bench } = this;
    for (const { delivery } of bench.sent.slice(this.#acknowledged))
      if (delivery !== undefined) bench.meter.delivered(delivery);
    this.#acknowledged = bench.sent.length;
  }

  /** Power away and back, at this UTC second. */
  powerBack(utcSeconds: number): void {
    this.bench.reboot(utcSeconds - this.#offsetSeconds);
  }

  /** "done", or the name of the refusal. */
  command<S extends Service>(service: S, request: ValueOf<S['request']>): string {
    const answer = this.bench.ask(service, request);
    if (!answer) return 'no answer';
    if (!answer.status) return DONE;
    const refusals = { ...sharedRefusals, ...service.refusals };
    const found = Object.entries(refusals).find(([, { code }]) => code === answer.status);
    return found?.[0] ?? `refusal ${answer.status}`;
  }

  read<Q extends AnyType, R extends AnyType>(
    service: Service<Q, R>,
    request: ValueOf<Q> = {} as ValueOf<Q>,
  ): ValueOf<R> {
    const answer = this.bench.ask<Service<Q, R>>(service, request);
    if (answer?.status !== undefined && answer.status !== 0)
      throw new Error(`${service.reference} refused: ${answer.status}`);
    return fromCborValue(service.response, answer?.content as CborMap);
  }

  /** The next UTRN, or that of a number; pounds unless it is of pence. */
  token(value: number, of: 'pounds' | 'pence', number = this.#tokens + 1): string {
    this.#tokens = Math.max(this.#tokens, number);
    return utrn(number, value, of);
  }

  /** The right check digit, but a MAC that no meter accepts. */
  wrongToken(): string {
    const keys = {
      originatorSecret: new Uint8Array(32).fill(7),
      devicePublic: identity.prepaymentPublic,
    };
    const token = {
      valueClass: 'pounds',
      value: 5,
      counter: BigInt(this.#tokens + 1) << 32n,
    } as const;
    return makeUtrn(crypto, keys, SUPPLIER, METER, token);
  }

  /** A good one with a slip of the finger. */
  mistypedToken(): string {
    const good = this.token(5, 'pounds');
    return good.slice(0, 10) + String((Number(good[10]) + 1) % 10) + good.slice(11);
  }

  /** Those since the last time this was asked, in the order in which they came. */
  newAlerts(): readonly TimedAlert[] {
    const alerts = this.bench.sent.filter(({ kind }) => kind === 'alert');
    const fresh = alerts.slice(this.#seenAlerts);
    this.#seenAlerts = alerts.length;
    return fresh.map((sent) => {
      const { service, deviceUtcSeconds = 0 } = this.bench.headEnd.open(sent);
      return { utcSeconds: deviceUtcSeconds, name: names[service]?.name ?? service.toString(16) };
    });
  }
}
