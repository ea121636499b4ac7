/** Opens a panel and then fails, as a mistake in the program would. */
import { openTerminalPanel } from './terminal-panel.ts';

const { stdin: input, stdout: output } = process;
openTerminalPanel({ input, output, title: 'about to fail', speed: 1, onKey: () => {} });
setTimeout(() => {
  throw new Error('a mistake');
}, 200);
