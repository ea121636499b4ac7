/** Who is told of a device's alert: the table of alerts, applied to the parties of the metering point. */
import { alertByCode } from '../../protocol/alerts/device-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';

/** A code the table does not have goes to the supplier, who knows the make of the meter. */
export function recipientsOf(
  alertCode: number,
  supplier: Eui64 | undefined,
  networkOperator: Eui64 | undefined,
): Eui64[] {
  const parties = { supplier, networkOperator };
  const roles = alertByCode(alertCode)?.recipients ?? (['supplier'] as const);
  return roles.flatMap((role) => parties[role] ?? []);
}
