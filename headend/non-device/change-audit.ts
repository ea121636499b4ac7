/** What the audit says of changes: which device or metering point is known otherwise now, and whose request it was. */
import type { AuditEntry } from '../audit/entry.ts';
import { isRegisterChange, mpxnOf } from '../registration/register-change.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Change } from './change.ts';

/** What decides access is not changed unseen; each device, and each kind of change of a point, once. */
export function changeEntries(
  changes: readonly Change[],
  { requestId, originator: party }: Partial<Pick<ServiceRequest, 'requestId' | 'originator'>>,
  atMillis: number,
): AuditEntry[] {
  const by = {
    atMillis,
    ...(requestId === undefined ? {} : { requestId }),
    ...(party === undefined ? {} : { party }),
  };
  const devices = new Set(changes.flatMap((change) => deviceOf(change) ?? []));
  const points = new Map(
    changes.filter(isRegisterChange).map((change) => [`${mpxnOf(change)} ${change.kind}`, change]),
  );
  return [
    ...[...devices].map((device): AuditEntry => ({ ...by, step: 'inventoryChanged', device })),
    ...[...points.values()].map((change): AuditEntry => {
      const detail = { mpxn: mpxnOf(change), change: change.kind };
      return { ...by, step: 'registrationChanged', detail };
    }),
  ];
}

function deviceOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'deviceAdded':
      return change.device.record.eui64;
    case 'deviceChanged':
    case 'deviceKeyed':
    case 'deviceRemoved':
      return change.eui64;
    case 'pointAdded':
    case 'pointChanged':
    case 'registrationBegins':
    case 'registrationEnds':
    case 'registrationVoided':
    case 'grantGiven':
    case 'grantEnds':
    case 'grantsStated':
    case 'detailsGiven':
    case 'detailsVoided':
    case 'switchPut':
    case 'connectionPut':
    case 'taskAdded':
    case 'taskEnded':
    case 'ownRequestMade':
    case 'ownRequestEnded':
    case 'scheduleRan':
    case 'customerNumberShown':
    case 'customerNumberUsed':
    case 'keyChangeHeld':
    case 'keyChangeDone':
    case 'scheduleAdded':
    case 'schedulesRemoved':
    case 'firmwareStored':
    case 'hubReported':
    case 'legacyFileTaken':
      // Said by the request itself.
      return undefined;
  }
}
