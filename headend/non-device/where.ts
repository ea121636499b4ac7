/** Where a device is, which one that goes back has no more. */
import type { Place } from '../inventory/device.ts';

export const WHERE = [
  'mpxn',
  'secondaryImportMpan',
  'exportMpan',
  'hub',
  'commissionedDate',
] as const satisfies readonly (keyof Place)[];
