/** What a head-end is started with. */
import type { Clock, Timer } from '../platform/time.ts';
import type { Service } from '../protocol/definition/service.ts';
import type { Authorities } from './authorities/authorities.ts';
import type { RetryPolicy } from './dispatch/dispatcher.ts';
import type { RegistrationScope } from './dispatch/stations.ts';
import type { HeadEndIdentity } from './identity.ts';
import type { Security } from './security.ts';
import type { DeviceLink } from './transport/device-link.ts';

export type HeadEndOptions = {
  /** The folder of everything kept; absent: nothing outlives the process. */
  readonly directory?: string;
  /** `postgresql://…`; absent: PGlite in the folder. */
  readonly databaseUrl?: string;
  readonly host: string;
  /** Of the DUIS web services; 0 takes a free one. */
  readonly httpPort: number;
  /** A port for the broker in this process (0: a free one), or the URL of another broker. */
  readonly mqtt: { readonly port: number } | { readonly url: string; readonly password?: string };
  readonly serialPorts?: readonly string[];
  readonly baudRate?: number;
  /** Links beside MQTT and serial ports, asked before them. */
  readonly links?: readonly DeviceLink[];
  readonly retry?: RetryPolicy;
  /** The time a device has to answer; absent: the target response time of the service. */
  readonly responseSeconds?: (service: Service) => number;
  /** Until a message that its user has not confirmed is sent again for the first time. */
  readonly deliverAgainMillis?: number;
  readonly clock?: Clock;
  readonly timer?: Timer;
  /** Who the head-end is; absent: as in the folder, or new. */
  readonly identity?: HeadEndIdentity;
  /** TLS everywhere, and who is who by certificate; absent: for loopback only. */
  readonly security?: Security;
  /** Absent: all sites (2B). */
  readonly registration?: RegistrationScope;
  /** Where files of the legacy side come in and go out, with participants.json; absent: there is none. */
  readonly legacyFolder?: string;
  /** Absent: what only they can have done is not offered. */
  readonly authorities?: Authorities;
  /** For people: one line of what happens beside the audit. */
  readonly log?: (line: string) => void;
};
