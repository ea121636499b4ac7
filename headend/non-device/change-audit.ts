/** What the audit says of changes: which device is known otherwise now, and whose request it was. */
import type { AuditEntry } from '../audit/entry.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Change } from './change.ts';

/** What decides access is not changed unseen; each device once. */
export function changeEntries(
  changes: readonly Change[],
  { requestId, originator: party }: Pick<ServiceRequest, 'requestId' | 'originator'>,
  atMillis: number,
): AuditEntry[] {
  const devices = new Set(changes.flatMap((change) => deviceOf(change) ?? []));
  return [...devices].map((device) => ({
    atMillis,
    step: 'inventoryChanged',
    requestId,
    party,
    device,
  }));
}

function deviceOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'deviceAdded':
      return change.device.record.eui64;
    case 'deviceChanged':
    case 'deviceRemoved':
      return change.eui64;
    case 'pointAdded':
    case 'pointChanged':
    case 'registrationBegins':
    case 'registrationEnds':
    case 'registrationVoided':
    case 'grantGiven':
    case 'grantEnds':
    case 'detailsGiven':
    case 'detailsVoided':
    case 'switchPut':
    case 'connectionPut':
    case 'taskAdded':
    case 'taskEnded':
    case 'scheduleAdded':
    case 'schedulesRemoved':
    case 'firmwareStored':
    case 'hubReported':
      // Said by the request itself.
      return undefined;
  }
}
