/** Runs one meter with its front on the terminal, until somebody quits. */
import type { ReadStream, WriteStream } from 'node:tty';
import type { Meter } from '../../meter-emulator/firmware/meter.ts';
import { type StartMeterOptions, startMeter } from '../start-meter.ts';
import { untilStopped } from '../until-stopped.ts';
import { openTerminalPanel } from './terminal-panel.ts';

/** How often the firmware draws, so that the time and the power on the glass are those of now. */
const REFRESH_MILLIS = 250;

export type Terminal = { readonly input: ReadStream; readonly output: WriteStream };

export async function runWithPanel(
  options: StartMeterOptions,
  { input, output }: Terminal,
): Promise<void> {
  const { identity, speed = 1 } = options;
  let wake: (action: (meter: Meter) => void) => void = () => {};
  const panel = openTerminalPanel({
    input,
    output,
    title: `${identity.model} ${identity.eui64}`,
    speed,
    onKey: (key) => wake((meter) => meter.key(key)),
  });
  const withPanel = { ...options, log: panel.log, onScreen: panel.show };
  const started = await startMeter(withPanel).catch((error) => {
    panel.close();
    throw error;
  });
  wake = (action) => started.running.wake(action);
  const refresh = setInterval(() => wake(() => {}), REFRESH_MILLIS);
  await Promise.race([panel.quit, untilStopped()]);
  clearInterval(refresh);
  panel.close();
  await started.stop();
}
