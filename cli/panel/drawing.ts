/** The meter's front drawn in characters: glass, lamps, keys, and the log below. Pure. */
import {
  LINE_CHARACTERS,
  PULSE_WATT_SECONDS,
  type Screen,
} from '../../meter-emulator/firmware/display/screen.ts';
import { KEYS_HELP } from './keyboard.ts';

export type Picture = {
  readonly title: string;
  readonly screen: Screen | undefined;
  readonly isPulse: boolean;
  readonly log: readonly string[];
};

/** How long the pulse lamp stays lit. */
const PULSE_MILLIS = 150;
const LAMP_INDENT = '   ';

type Paint = (text: string) => string;
const paint =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;
const GREEN = paint(32);
const RED = paint(31);
const YELLOW = paint(33);
const DIM = paint(2);
const BOLD = paint(1);

/** Rows of at most `columns` visible characters, `rows` of them at most; the newest of the log are kept. */
export function draw(picture: Picture, columns: number, rows: number): readonly string[] {
  const cut = (text: string) => text.slice(0, columns);
  const above = [
    BOLD(cut(picture.title)),
    ...front(picture, columns),
    ...KEYS_HELP.map((line) => DIM(cut(line))),
    DIM('─'.repeat(columns)),
  ].slice(0, rows);
  const room = rows - above.length;
  const log = room > 0 ? picture.log.slice(-room).map(cut) : [];
  return [...above, ...log];
}

function front({ screen, isPulse }: Picture, columns: number): readonly string[] {
  const glass = screen?.lines ?? ['', '', '', ''];
  const lamps = lampsOf(screen, isPulse);
  const edge = '─'.repeat(LINE_CHARACTERS + 2);
  const body = glass.map((line) => `│ ${line.padEnd(LINE_CHARACTERS)} │`);
  return [`┌${edge}┐`, ...body, `└${edge}┘`].map((line, row) => {
    const [lit, name, colour] = lamps[row - 1] ?? [false, '', DIM];
    const room = columns - line.length - LAMP_INDENT.length - 2;
    if (room <= 0 || name === '') return line.slice(0, columns);
    return `${line}${LAMP_INDENT}${lit ? colour('●') : DIM('○')} ${name.slice(0, room)}`;
  });
}

type Lamp = readonly [lit: boolean, name: string, colour: Paint];

function lampsOf(screen: Screen | undefined, isPulse: boolean): readonly Lamp[] {
  if (!screen) return [];
  const { supply, alarm, message } = screen.lamps;
  const colour = { on: GREEN, armed: YELLOW, off: RED }[supply];
  const pulse: readonly Lamp[] = screen.pulses ? [[isPulse, 'energy, 1000 a kWh', RED]] : [];
  return [
    ...pulse,
    [supply !== 'off', `supply ${supply}`, colour],
    [alarm, 'alarm', RED],
    [message, 'message', YELLOW],
  ];
}

/** Is the lamp lit `sinceMillis` after the register showed this, with time running `speed` times as fast? */
export function isPulseLit(pulses: Screen['pulses'], sinceMillis: number, speed: number): boolean {
  if (!pulses || pulses.watts === 0) return false;
  const rate = pulses.watts * speed;
  const wattSeconds = pulses.importWattSeconds + (rate * sinceMillis) / 1000;
  return ((wattSeconds % PULSE_WATT_SECONDS) * 1000) / rate < PULSE_MILLIS;
}
