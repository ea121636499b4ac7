/** What a bridge needs beside broker and intake, where a test is not about it. */
import type { BridgeOptions } from './bridge.ts';

export const ALONE: Pick<BridgeOptions, 'refused' | 'partyOf' | 'about'> = {
  refused: () => {},
  partyOf: () => undefined,
  about: { version: '0.0.0', services: ['1.1.1'], probe: async () => {} },
};
