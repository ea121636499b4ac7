/** The services of the register: one handler each, by reference. */
import type { Handler } from '../non-device/handler.ts';

export const registrationHandlers: Readonly<Record<string, Handler>> = {};
