/** Every migration in the order it is applied; one that has been released is never changed. */
import type { Migration } from 'kysely';
import { first } from './0001-first.ts';
import { alertWindows } from './0002-alert-windows.ts';
import { nonDevice } from './0003-non-device.ts';
import { requestOrder } from './0004-request-order.ts';
import { parkedMessages } from './0005-parked-messages.ts';
import { fingerprints } from './0006-fingerprints.ts';
import { registration } from './0007-registration.ts';
import { bulkLoad } from './0008-bulk-load.ts';
import { ownRequests } from './0009-own-requests.ts';
import { legacyFiles } from './0010-legacy-files.ts';
import { deviceKeys } from './0011-device-keys.ts';
import { heldKeyChanges } from './0012-held-key-changes.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-alert-windows': alertWindows,
  '0003-non-device': nonDevice,
  '0004-request-order': requestOrder,
  '0005-parked-messages': parkedMessages,
  '0006-fingerprints': fingerprints,
  '0007-registration': registration,
  '0008-bulk-load': bulkLoad,
  '0009-own-requests': ownRequests,
  '0010-legacy-files': legacyFiles,
  '0011-device-keys': deviceKeys,
  '0012-held-key-changes': heldKeyChanges,
};
