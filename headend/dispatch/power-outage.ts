/**
 * AD1 of the DCC: a home is without power. A communications hub says so while it lives on its reserve; what it says is
 * no alert of a meter, and those whom the electricity supplies of the home concern are told of each.
 */
import { powerOutageAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { alertCodes } from '../../protocol/alerts/device-alerts.ts';
import type { Device } from '../inventory/inventory.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import { supplierAt } from '../registration/registration.ts';
import type { TranslatedAlert } from '../translation/translator.ts';
import { homePointsOf } from './home-points.ts';
import { outboxRow } from './outbox-rows.ts';
import type { Stations } from './stations.ts';

/** Undefined for any other alert. */
export function outageRows(
  stations: Stations,
  device: Device,
  { alertCode, counter, utcSeconds: startDateTime }: TranslatedAlert,
): NewOutboxMessage[] | undefined {
  const { eui64: hub, deviceType } = device.record;
  if (deviceType !== 'CHF' || alertCode !== alertCodes.supplyInterrupted) return undefined;
  const now = stations.clock.nowMillis() / 1000;
  const points = homePointsOf(stations, device).filter(({ fuel }) => fuel === 'electricity');
  return points.flatMap((point) => {
    const { mpxn, networkOperator } = point;
    const told = new Set([supplierAt(point, now)?.supplier, networkOperator]);
    return [...told].flatMap((eui64) => {
      const recipient = eui64 === undefined ? undefined : stations.parties.get(eui64);
      if (!recipient) return [];
      const message = powerOutageAlert({ hub, startDateTime, mpxn });
      const to = { recipient, channel: recipient.channel };
      const id = `${hub}/outage/${counter}/${mpxn}/${recipient.eui64}`;
      return [outboxRow(stations, { kind: 'dccAlert', ...message }, to, id)];
    });
  });
}
