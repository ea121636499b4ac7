/** The services that the head-end answers itself: one handler each, found by the number of the service. */
import type { DccAlert } from '../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RegistrationEvent } from '../../protocol/registration/events.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import type { Stations } from '../dispatch/stations.ts';
import { registrationHandlers } from '../registration/handlers.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Change } from './change.ts';
import { decommissionDevice } from './decommission-device.ts';
import { devicePrenotification } from './device-prenotification.ts';
import { hubInstalled, hubReturned } from './hub-status.ts';
import { readInventory } from './read-inventory.ts';
import { requestWanMatrix } from './request-wan-matrix.ts';
import { createSchedule, deleteSchedule, readSchedule } from './schedules.ts';
import { updateFirmware } from './update-firmware.ts';
import { updateInventory } from './update-inventory.ts';

/** A DCC alert and who is to have it. */
export type AddressedAlert = { readonly recipient: Eui64; readonly alert: DccAlert };
/** An event of the register and who is to have it. */
export type AddressedEvent = { readonly recipient: Eui64; readonly event: RegistrationEvent };

/** What follows from something: written in one transaction with what it follows from. */
export type Consequences = {
  readonly changes?: readonly Change[];
  /** To users, by the outbox. */
  readonly alerts?: readonly AddressedAlert[];
  readonly events?: readonly AddressedEvent[];
};

export type Outcome = Consequences & {
  /** The value of `service.dccResponse`; absent: done, with no data to give (I99). */
  readonly result?: unknown;
  /** Nothing was done but to read: the result is not kept, and a repetition reads anew. */
  readonly isRead?: true;
  /** What being done does not mean, in words. */
  readonly notice?: string;
};

/** Changes nothing itself; throws Fault. No other decision is made before what it decided is written. */
export type Handler = (
  stations: Stations,
  request: ServiceRequest,
  nowMillis: number,
) => Outcome | Promise<Outcome>;

const byReference: Readonly<Record<string, Handler>> = {
  '5.1': createSchedule,
  '5.2': readSchedule,
  '5.3': deleteSchedule,
  '8.2': readInventory,
  '8.3': decommissionDevice,
  '8.4': updateInventory,
  '8.14.1': hubInstalled('Commissioned'),
  '8.14.2': hubInstalled('InstalledNotCommissioned'),
  '8.14.3': hubReturned,
  '8.14.4': hubReturned,
  '11.1': updateFirmware(['ESME', 'GSME']),
  '11.4': updateFirmware(['PPMID']),
  '12.1': requestWanMatrix,
  '12.2': devicePrenotification,
  ...registrationHandlers,
};

/**
 * By the number of the service. 8.13 is answered where local commands are (dispatch/); 8.6 has no role that
 * may ask for it, so nobody gets here with it.
 */
export const handlers: ReadonlyMap<number, Handler> = new Map(
  Object.entries(byReference).map(([reference, handler]) => [serviceNumber(reference), handler]),
);
