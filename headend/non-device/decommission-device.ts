/** SRV 8.3: a device is out of use; its schedules end, and nothing more is sent to it (dispatch/in-use-link.ts). */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { decommissionDevice as service } from '../../protocol/services/decommission-device.ts';
import type { Handler } from './handler.ts';
import { deviceOf, requireResponsible } from './relation.ts';
import { endingAlerts, scheduleEndings } from './status-alerts.ts';
import { DECOMMISSIONED_FROM, requireStatus } from './status-rules.ts';

export const decommissionDevice: Handler = (stations, { body, originator }, nowMillis) => {
  const { deviceId: eui64 } = body as ValueOf<typeof service.request>;
  const atUtcSeconds = Math.floor(nowMillis / 1000);
  const device = deviceOf(stations, eui64);
  requireResponsible(stations, device, originator, atUtcSeconds);
  requireStatus(device, DECOMMISSIONED_FROM);
  const ending = { by: originator, atUtcSeconds, how: 'decommissioned' } as const;
  const { changes = [], alerts = [] } = scheduleEndings(stations, eui64, ending);
  return {
    changes: [{ kind: 'deviceChanged', eui64, place: { status: 'Decommissioned' } }, ...changes],
    alerts: [...endingAlerts(stations, device, ending), ...alerts],
    ...(device.record.deviceType === 'CHF' ? { notice: HUB_ALONE } : {}),
  };
};

const HUB_ALONE =
  'The hub alone is decommissioned. What is behind it keeps its status, and is decommissioned by itself.';
