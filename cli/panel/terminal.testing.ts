/** A program on a real pseudo-terminal of a given size, and what stands on its screen. */
import { spawn } from 'node:child_process';

const PYTHON = `
import fcntl, os, pty, select, struct, subprocess, sys, termios
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', int(sys.argv[2]), int(sys.argv[1]), 0, 0))
child = subprocess.Popen(sys.argv[3:], stdin=slave, stdout=slave, stderr=slave)
ended = False
while True:
    ready = select.select([master, 0] if not ended else [master], [], [], 0.1)[0]
    if master in ready:
        os.write(1, os.read(master, 65536))
    elif ended:
        break
    if 0 in ready:
        os.write(master, os.read(0, 4096))
    ended = child.poll() is not None
line = termios.tcgetattr(slave)[3]
sys.stderr.write('cooked' if line & termios.ICANON and line & termios.ECHO else 'raw')
sys.exit(child.returncode)
`;
const HOME = '\u001b[H';
const CLEAR_BELOW = '\u001b[J';
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPE_SEQUENCE = /\u001b\[[?0-9;]*[A-Za-z]/g;
const WAIT_MILLIS = 60_000;

export type Ended = {
  readonly code: number | null;
  /** All that was ever written. */
  readonly output: string;
  /** How the program left the terminal. */
  readonly mode: string;
};

export class OnTerminal {
  readonly ended: Promise<Ended>;
  readonly #child: ReturnType<typeof spawn>;
  #output = '';
  #onOutput = () => {};

  constructor(command: readonly string[], columns: number, rows: number) {
    const child = spawn('python3', ['-c', PYTHON, `${columns}`, `${rows}`, ...command], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      this.#output += chunk;
      this.#onOutput();
    });
    let mode = '';
    child.stderr.on('data', (chunk) => {
      mode += chunk;
    });
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, output: this.#output, mode }));
    });
  }

  /** What was drawn last, whole. */
  get screen(): readonly string[] {
    const frames = this.#output.split(HOME).filter((frame) => frame.includes(CLEAR_BELOW));
    return (frames.at(-1) ?? '').replace(ESCAPE_SEQUENCE, '').split(/\r+\n/);
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Resolves when a row of the screen has the words; rejects when the program has ended, or after a minute. */
  until(words: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${words} ${why}:\n${this.#output}`));
      const late = setTimeout(() => {
        this.#child.kill();
        fail('has not come');
      }, WAIT_MILLIS);
      void this.ended.then(({ code }) => {
        clearTimeout(late);
        fail(`has not come before the end (${code})`);
      });
      this.#onOutput = () => {
        if (!this.screen.some((row) => words.test(row))) return;
        clearTimeout(late);
        this.#onOutput = () => {};
        resolve();
      };
      this.#onOutput();
    });
  }
}
