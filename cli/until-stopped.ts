/** Waits until the process is asked to stop: Ctrl-C, or what a service manager sends. */

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
