/** How far a migration is: one line that is drawn over, where somebody looks; else a line a phase. */
import type { Progress } from '../../headend/registration/migration/migrate.ts';
import { note } from '../terminal.ts';

const BAR_WIDTH = 30;
const REDRAW_MILLIS = 200;
const WORDS: Readonly<Record<Progress['phase'], string>> = {
  reading: 'Reading and judging',
  comparing: 'Comparing',
  loading: 'Loading',
};
const ERASE = '\r\u001b[2K';

/** Like `Loading    [######          ]  41 %  12 s`. */
export function progressText({ phase, done, of }: Progress, seconds: number): string {
  const share = of === 0 ? 1 : Math.min(1, done / of);
  const bar = '#'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${WORDS[phase].padEnd(20)} [${bar}] ${percent} %  ${Math.round(seconds)} s`;
}

export class ProgressLine {
  readonly #startMillis: number;
  readonly #isDrawn = process.stderr.isTTY === true;
  #phase: Progress['phase'] | undefined;
  #drawnAtMillis = 0;

  constructor(startMillis: number) {
    this.#startMillis = startMillis;
  }

  show(progress: Progress, nowMillis: number): void {
    const isNew = progress.phase !== this.#phase;
    this.#phase = progress.phase;
    if (!this.#isDrawn) {
      if (isNew) note(`${WORDS[progress.phase]}…`);
      return;
    }
    if (!isNew && nowMillis - this.#drawnAtMillis < REDRAW_MILLIS) return;
    this.#drawnAtMillis = nowMillis;
    const text = progressText(progress, (nowMillis - this.#startMillis) / 1000);
    process.stderr.write(`${ERASE}${text}`);
  }

  end(): void {
    if (this.#isDrawn && this.#phase !== undefined) process.stderr.write(ERASE);
    this.#phase = undefined;
  }
}
