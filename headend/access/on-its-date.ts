/** What was allowed when it was asked may not be on the date it was for: then an alert says so beside the answer. */
import { commandFailureAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { FAULTS, type FaultCode } from '../faults.ts';
import type { AddressedAlert } from '../non-device/handler.ts';
import { isHeldHere, type ServiceRequest } from '../service-request.ts';

/** The answers of the door to who may not, or not with this device; the rest is of the network. */
const OF_ACCESS: readonly string[] = ['E1', 'E2', 'E3', 'E4', 'E5', 'E11', 'E19'];

/** N15 to the user, where it is a request held here for its date that access has ended. */
export function refusedOnItsDate(
  { requestId, originator: recipient, target, service, body }: ServiceRequest,
  fault: FaultCode,
): AddressedAlert[] {
  const { executionDateTime } = (body ?? {}) as { readonly executionDateTime?: number };
  if (executionDateTime === undefined || !isHeldHere(service)) return [];
  if (!OF_ACCESS.includes(FAULTS[fault].response)) return [];
  return [{ recipient, alert: commandFailureAlert('N15', requestId, target) }];
}
