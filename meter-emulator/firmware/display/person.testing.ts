/** Somebody who stands before a meter on the bench, reads its display and presses its keys. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Bench } from '../bench.testing.ts';
import { isDigit, type Key } from './keys.ts';
import type { Screen } from './screen.ts';

const PAGES_MAX = 60;

export class AtTheMeter {
  readonly bench: Bench;

  constructor(bench: Bench) {
    this.bench = bench;
  }

  get screen(): Screen {
    const { screen } = this.bench;
    if (!screen) throw new Error('the display is dark');
    return screen;
  }

  /** Without the blanks at their ends. */
  get lines(): readonly string[] {
    return this.screen.lines.map((line) => line.trimEnd());
  }

  get balancePounds(): number {
    return this.bench.meter.state.prepayment.balanceMillipence / 100_000;
  }

  press(...keys: readonly Key[]): this {
    for (const key of keys) this.bench.meter.key(key);
    return this;
  }

  type(digits: string): this {
    return this.press(...([...digits] as Key[]).filter(isDigit));
  }

  wait(seconds: number): this {
    const { meter } = this.bench;
    meter.run(meter.state.metrology.boardSeconds + seconds);
    return this;
  }

  ask<S extends Service>(service: S, request: ValueOf<S['request']>) {
    return this.bench.ask(service, request);
  }

  /** Of every page, once round from the first. */
  titles(): readonly string[] {
    return this.#round().map(([title]) => title as string);
  }

  /** Presses A until the title is there. */
  turnTo(title: string): this {
    this.press('back', 'back');
    for (let page = 0; page < PAGES_MAX; page++) {
      if (this.lines[0] === title) return this;
      this.press('A');
    }
    throw new Error(`no page ${title} among ${this.titles().join(', ')}`);
  }

  /** Every word under titles that begin so, in their order. */
  wordsUnder(title: string): readonly string[] {
    return this.#round()
      .filter(([first]) => first?.startsWith(title))
      .flatMap(([, ...lines]) => lines.join(' ').split(' '))
      .filter((word) => word !== '');
  }

  #round(): readonly (readonly string[])[] {
    this.press('back', 'back');
    const pages: (readonly string[])[] = [];
    do {
      pages.push(this.lines);
      this.press('A');
    } while (pages.length < PAGES_MAX && this.lines.join() !== pages[0]?.join());
    return pages;
  }
}
