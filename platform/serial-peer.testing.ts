/** A program that plays a board on a serial port: answers every command with the same bytes. `PATH NONCE` are its arguments. */
import { METER } from '../protocol/link/line.testing.ts';
import { monotonicClock, openSerialLink } from './serial-port.ts';

const [path, nonce] = process.argv.slice(2);

const link = openSerialLink({
  path: path as string,
  baudRate: 115200,
  hello: METER,
  nonce: Number(nonce),
  clock: monotonicClock,
  onHello: () => undefined,
  onState: ({ kind }) => {
    if (kind === 'open') link.send('log', new TextEncoder().encode('board started\n'));
  },
  onMessage: ({ channel, message }) => {
    if (channel === 'command') link.send('response', message);
  },
});
