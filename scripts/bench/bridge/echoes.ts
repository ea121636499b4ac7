/** The far end of the yardstick, in a process of its own as a supplier is. */
import { openEchoes } from '../path/echo.ts';
import { processorMicros, serve } from '../path/remote.ts';

export type EchoTasks = typeof tasks;

const tasks = {
  start: (port: number) => openEchoes(`mqtt://127.0.0.1:${port}`, 1),
  processorMicros,
};

serve(tasks);
