/** One system call for all that is written to a socket in one turn of the event loop. */
import type { Writable } from 'node:stream';

/**
 * MQTT libraries cork a socket around each packet and uncork it on the next tick, so hundreds of packets
 * a turn are as many calls of the kernel, which cost more than the packets. From now on the first cork of
 * a turn is doubled by one that is taken back when the turn ends.
 */
export function writeTogether(socket: Writable): void {
  const cork = socket.cork.bind(socket);
  let isHeld = false;
  socket.cork = () => {
    cork();
    if (isHeld) return;
    isHeld = true;
    cork();
    setImmediate(() => {
      isHeld = false;
      socket.uncork();
    });
  };
}
