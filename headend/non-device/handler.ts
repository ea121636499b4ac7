/** The services that the head-end answers itself: one handler each, found by the number of the service. */
import type { DccAlert } from '../../protocol/alerts/dcc-alerts.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Stations } from '../dispatch/stations.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Change } from './change.ts';

/** A DCC alert and who is to have it. */
export type AddressedAlert = { readonly recipient: Eui64; readonly alert: DccAlert };

/** What follows from something: written in one transaction with what it follows from. */
export type Consequences = {
  readonly changes?: readonly Change[];
  /** To users, by the outbox. */
  readonly alerts?: readonly AddressedAlert[];
};

export type Outcome = Consequences & {
  /** The value of `service.dccResponse`; absent: done, with no data to give (I99). */
  readonly result?: unknown;
  /** What being done does not mean, in words. */
  readonly notice?: string;
};

/** Decides by what is in memory, and changes nothing; throws Fault. */
export type Handler = (stations: Stations, request: ServiceRequest, nowMillis: number) => Outcome;
