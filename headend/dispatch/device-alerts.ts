/** Alerts of devices, for those whom they concern; of what was held for its date, for whoever asked for it. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceByNumber } from '../../protocol/services/index.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Device } from '../inventory/inventory.ts';
import type { Consequences } from '../non-device/handler.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import { supplierAt } from '../registration/registration.ts';
import type { MarketMessage } from '../service-request.ts';
import type { Write } from '../store/write.ts';
import { heldKeyChange, keyChangeSaidDone } from '../tasks/held-keys.ts';
import { joined, tasksEndedBy } from '../tasks/task-end.ts';
import type { TranslatedAlert } from '../translation/translator.ts';
import { recipientsOf } from './alert-recipients.ts';
import { homePointsOf } from './home-points.ts';
import { consequenceRows, outboxRow } from './outbox-rows.ts';
import { outageRows } from './power-outage.ts';
import type { Stations } from './stations.ts';

type Deliver = Extract<Write, { kind: 'deliver' }>;
type FutureDated = Extract<MarketMessage, { kind: 'futureDatedAlert' }>;

/** What is written of an alert; `message`: its bytes as they came. */
export async function alertWrite(
  stations: Stations,
  device: Device,
  alert: TranslatedAlert,
  message: Uint8Array,
): Promise<Deliver> {
  const { eui64 } = device.record;
  const { alertCode, counter } = alert;
  const entry: AuditEntry = {
    atMillis: stations.clock.nowMillis(),
    step: 'alertReceived',
    device: eui64,
    detail: { alertCode, counter: String(counter) },
  };
  const told =
    outageRows(stations, device, alert) ?? (await alertRows(stations, device, alert, message));
  const follows = await keysChanged(stations, eui64, alert);
  const outbox = [...told, ...consequenceRows(stations, `${eui64}/alert/${counter}`, follows)];
  const { changes = [] } = follows;
  return { kind: 'deliver', alert: { device: eui64, counter }, outbox, changes, audit: [entry] };
}

/** A supplier's own 6.23 that the device held for its date is done: the tasks that it is the end of end. */
async function keysChanged(
  stations: Stations,
  device: Eui64,
  alert: TranslatedAlert,
): Promise<Consequences> {
  const commandCounter = keyChangeSaidDone(alert);
  if (commandCounter === undefined) return {};
  const asked = await heldKeyChange(stations.store, device, commandCounter);
  if (!asked) return {};
  const nowUtcSeconds = Math.floor(stations.clock.nowMillis() / 1000);
  return joined([
    { changes: [{ kind: 'keyChangeDone', device, commandCounter }] },
    tasksEndedBy(stations, asked, nowUtcSeconds),
  ]);
}

async function alertRows(
  stations: Stations,
  device: Device,
  alert: TranslatedAlert,
  message: Uint8Array,
): Promise<NewOutboxMessage[]> {
  const { eui64 } = device.record;
  const { alertCode, counter } = alert;
  const rows = recipientsAt(stations, device, alertCode).map(async (recipient) => {
    const dated = await futureDated(stations, { alert, device: eui64, recipient, message });
    const told: MarketMessage = dated ?? { ...alert, kind: 'deviceAlert', device: eui64 };
    return rowFor(stations, recipient, told, counter);
  });
  return (await Promise.all(rows)).flat();
}

/** Each once: a hub has the suppliers of all the fuels of its home. */
function recipientsAt(stations: Stations, device: Device, alertCode: number): Eui64[] {
  const now = stations.clock.nowMillis() / 1000;
  const recipients = homePointsOf(stations, device).flatMap((point) =>
    recipientsOf(alertCode, supplierAt(point, now)?.supplier, point.networkOperator),
  );
  return [...new Set(recipients)];
}

function rowFor(
  stations: Stations,
  eui64: Eui64,
  message: Extract<MarketMessage, { kind: 'deviceAlert' | 'futureDatedAlert' }>,
  counter: bigint,
): NewOutboxMessage[] {
  const recipient = stations.parties.get(eui64);
  if (!recipient) return [];
  const id = `${message.device}/alert/${counter}/${eui64}`;
  return [outboxRow(stations, message, { recipient, channel: recipient.channel }, id)];
}

/**
 * The alert as an answer to a dated request of this user: the device names the service, and the user's own
 * counter. Undefined for any other alert, and where no such request is known.
 */
async function futureDated(
  { store }: Stations,
  parts: {
    readonly alert: TranslatedAlert;
    readonly device: Eui64;
    readonly recipient: Eui64;
    readonly message: Uint8Array;
  },
): Promise<FutureDated | undefined> {
  const { alert, device, recipient, message } = parts;
  const { alertCode, payload } = alert;
  if (alertCode !== 0x8f66 && alertCode !== 0x8f67) return undefined;
  const { service: code, counter } = payload?.futureDated?.command ?? {};
  if (!code || counter === undefined) return undefined;
  // What an authority has signed has the head-end's counter.
  const held =
    keyChangeSaidDone(alert) === undefined
      ? undefined
      : await heldKeyChange(store, device, counter);
  if (held && held.originator !== recipient) return undefined;
  const requestId =
    held?.requestId ?? formatRequestId({ originator: recipient, target: device, counter });
  const record = await store.request(requestId);
  const service = serviceByNumber.get(numberIn(code));
  if (!record || !service || record.service !== numberIn(code)) return undefined;
  return {
    kind: 'futureDatedAlert',
    ...{ requestId, service, device, alertCode, message },
    // One command of a native meter is one instruction.
    ...{ instructionNumber: 1, totalCommandInstructions: 1 },
  };
}

const numberIn = (code: Uint8Array): number =>
  code.reduce((number, byte) => number * 256 + byte, 0);
