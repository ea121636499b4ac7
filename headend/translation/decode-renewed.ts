/** What a meter says that may use a new key already: then that is its key from now on. */
import type { Kind } from '../../protocol/envelope/body.ts';
import { Refused } from '../../protocol/refused.ts';
import type { Device } from '../inventory/inventory.ts';
import { withEachRenewed } from '../inventory/renewal.ts';
import type { DeviceMessage, Translator } from './translator.ts';

/** With the device under whose keys it verifies. Throws Refused as for the keys on record when there is none. */
export function decodeRenewed(
  translator: Translator,
  device: Device,
  kind: Exclude<Kind, 'command'>,
  message: Uint8Array,
): { readonly decoded: DeviceMessage; readonly by: Device } {
  let refused: unknown;
  for (const by of [device, ...withEachRenewed(device)]) {
    try {
      return { decoded: translator.decode(by, kind, message), by };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused ??= error;
    }
  }
  throw refused;
}
