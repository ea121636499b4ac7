/** What goes to the terminal: colours only where somebody looks, progress only where it can be drawn over. */

const isColoured = () => process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;

const coloured = (code: number) => (text: string) =>
  isColoured() ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = coloured(1);
export const dim = coloured(2);
export const red = coloured(31);
export const green = coloured(32);
export const yellow = coloured(33);

/** Of `meterwright … | head` the reader goes when it has enough: the work goes on to its end, and says no more. */
function ignoreGoneReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreGoneReader);

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** For people while something takes long: never mixed with the output on stdout. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
