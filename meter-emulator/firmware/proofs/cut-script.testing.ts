/** A scenario as it is written down: acts in order, each command sealed once. */
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import { toCborValue } from '../../../protocol/definition/cbor.ts';
import { type Service, serviceNumber } from '../../../protocol/definition/service.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Body } from '../../../protocol/envelope/body.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { START, TestHeadEnd, utrn } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import type { FactorySettings } from '../provision.ts';
import type { SignerSlot } from '../security/stored.ts';
import type { Contact } from '../supply/stored.ts';
import type { Act } from './cut-acts.testing.ts';

export type Scenario = {
  readonly name: string;
  readonly settings: FactorySettings;
  readonly sensor: Sensor;
  readonly acts: readonly Act[];
};

export class Script {
  readonly acts: Act[] = [];
  readonly #headEnd = new TestHeadEnd();
  #tokens = 0;

  command<S extends Service>(
    service: S,
    request: ValueOf<S['request']>,
    envelope: Partial<Body> = {},
  ): this {
    return this.#send(service, this.#headEnd.command(service, request, envelope));
  }

  /** Signed by one of those who may, not by the first of them. */
  signedBy<S extends Service>(by: SignerSlot, service: S, request: ValueOf<S['request']>): this {
    const number = serviceNumber(service.reference);
    const content = toCborValue(service.request, request as never) as CborMap;
    const signed = this.#headEnd.signed(number, content, {}, by);
    return this.#send(service, this.#headEnd.inside(signed, { service: number }));
  }

  /** The time of the network is this. */
  clock(utcSeconds: number): this {
    const window = { currentDateTime: utcSeconds, tolerancePeriod: 10 };
    return this.command(synchroniseClock, window, { deviceUtcSeconds: utcSeconds });
  }

  /** A UTRN that nobody has used. */
  token(pounds: number): string {
    return utrn(++this.#tokens, pounds);
  }

  keyIn(digits: string): this {
    return this.#add({ kind: 'keypad', utrn: digits });
  }

  press(button: Extract<Act, { readonly kind: 'press' }>['button']): this {
    return this.#add({ kind: 'press', button });
  }

  contact(contact: Contact, isOpen: boolean): this {
    return this.#add({ kind: 'contact', contact, isOpen });
  }

  /** Board seconds since the start. */
  run(untilSeconds: number): this {
    return this.#add({ kind: 'run', untilSeconds: START + untilSeconds });
  }

  outage(seconds: number): this {
    return this.#add({ kind: 'outage', seconds });
  }

  delivered(): this {
    return this.#add({ kind: 'delivered' });
  }

  #send({ name }: Service, message: Uint8Array): this {
    return this.#add({ kind: 'command', what: name, message });
  }

  #add(act: Act): this {
    this.acts.push(act);
    return this;
  }
}
