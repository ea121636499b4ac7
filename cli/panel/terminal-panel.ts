/** The meter's front on a terminal: draws what the firmware shows, and hands it the keys. */
import type { ReadStream, WriteStream } from 'node:tty';
import type { Key } from '../../meter-emulator/firmware/display/keys.ts';
import type { Screen } from '../../meter-emulator/firmware/display/screen.ts';
import { realClock } from '../../platform/time.ts';
import { draw, isPulseLit } from './drawing.ts';
import { keysOf } from './keyboard.ts';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const FRAME_MILLIS = 50;
const LOG_LINES_MAX = 200;
/** Where a terminal does not say. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

export type TerminalPanel = {
  show(screen: Screen): void;
  log(line: string): void;
  /** Resolves when q or Ctrl-C is pressed. */
  readonly quit: Promise<void>;
  /** Gives the terminal back as it was. */
  close(): void;
};

export type PanelSettings = {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly title: string;
  readonly speed: number;
  readonly onKey: (key: Key) => void;
};

export function openTerminalPanel(settings: PanelSettings): TerminalPanel {
  const { input, output, title, speed, onKey } = settings;
  let screen: Screen | undefined;
  let sinceMillis = realClock.nowMillis();
  let drawn = '';
  const log: string[] = [];
  const frame = () => {
    const isPulse = isPulseLit(screen?.pulses, realClock.nowMillis() - sinceMillis, speed);
    const { columns = USUAL_COLUMNS, rows = USUAL_ROWS } = output;
    const lines = draw({ title, screen, isPulse, log }, columns, rows);
    const next = HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW;
    if (next !== drawn) output.write(next);
    drawn = next;
  };
  const { quit, close } = takeTerminal(input, output, onKey, () => {
    drawn = '';
    frame();
  });
  const timer = setInterval(frame, FRAME_MILLIS);
  return {
    show(next) {
      const before = screen?.pulses?.importWattSeconds;
      if (before === undefined || before !== next.pulses?.importWattSeconds)
        sinceMillis = realClock.nowMillis();
      screen = next;
    },
    log(line) {
      log.push(line);
      if (log.length > LOG_LINES_MAX) log.shift();
    },
    quit,
    close() {
      clearInterval(timer);
      close();
    },
  };
}

/** Raw input and a screen of its own, until it is closed or the process ends, in whatever way it can notice. */
function takeTerminal(
  input: ReadStream,
  output: WriteStream,
  onKey: (key: Key) => void,
  onResize: () => void,
): { readonly quit: Promise<void>; close(): void } {
  let onQuit = () => {};
  const quit = new Promise<void>((resolve) => {
    onQuit = resolve;
  });
  const onData = (typed: Buffer) => {
    for (const key of keysOf(typed.toString('latin1'))) {
      if (key === 'quit') onQuit();
      else onKey(key);
    }
  };
  const restore = () => {
    if (input.isRaw) input.setRawMode(false);
    output.write(LEAVE);
  };
  output.write(ENTER);
  input.setRawMode(true).on('data', onData).resume();
  // The window was closed.
  input.once('end', onQuit);
  output.on('resize', onResize);
  process.once('exit', restore);
  // Before Node prints what went wrong, or it would be printed on the screen that goes away.
  process.once('uncaughtExceptionMonitor', restore);
  return {
    quit,
    close() {
      process.off('exit', restore);
      process.off('uncaughtExceptionMonitor', restore);
      output.off('resize', onResize);
      input.off('end', onQuit);
      input.off('data', onData).pause();
      restore();
    },
  };
}
