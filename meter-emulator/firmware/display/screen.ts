/** What a person sees of a meter: four lines of glass, and lamps. Plain data, drawn by the board. */

export const LINES = 4;
export const LINE_CHARACTERS = 20;

/** Four lines of twenty characters: printable ASCII and the pound sign. */
export type Lines = readonly [string, string, string, string];

export type Screen = {
  readonly lines: Lines;
  readonly lamps: {
    readonly supply: 'on' | 'off' | 'armed';
    /** Something is for the customer to do: credit is low, the supply is not on, or an alert sounds here. */
    readonly alarm: boolean;
    /** A message has not been read. */
    readonly message: boolean;
  };
  /**
   * Of the lamp that blinks a thousand times for each kWh imported: what the register shows and how fast
   * it runs, so that the board blinks at the right moment. A gas meter has none.
   */
  readonly pulses?: { readonly importWattSeconds: number; readonly watts: number };
};

/** One pulse. */
export const PULSE_WATT_SECONDS = 3600;

/** Up to four lines, each cut or filled up to the width of the glass. */
export function linesOf(...lines: readonly string[]): Lines {
  const line = (at: number) => (lines[at] ?? '').slice(0, LINE_CHARACTERS).padEnd(LINE_CHARACTERS);
  return [line(0), line(1), line(2), line(3)];
}

/** `left` at the left end of a line and `right` at the right one, which is never cut. */
export function between(left: string, right: string): string {
  const room = LINE_CHARACTERS - right.length;
  return left.slice(0, Math.max(0, room - 1)).padEnd(room) + right;
}

/** Lines of whole words; a word too long for one is cut. */
export function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(pieces)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= LINE_CHARACTERS) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function pieces(word: string): readonly string[] {
  const found: string[] = [];
  for (let rest = word; rest.length > 0; rest = rest.slice(LINE_CHARACTERS))
    found.push(rest.slice(0, LINE_CHARACTERS));
  return found;
}
