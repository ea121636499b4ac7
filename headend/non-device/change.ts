/**
 * What a service that the head-end answers itself changes: one change is small enough that two which
 * concern the same device do not undo each other (its keys change beside this, see renewal.ts).
 */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { OtherDevice, Place } from '../inventory/device.ts';
import type { LegacyChange } from '../market/legacy/legacy-change.ts';
import type { DeviceKeys } from '../registration/announcement/judge-announcement.ts';
import type { CustomerNumberChange } from '../registration/authorisations/customer-numbers.ts';
import type { ConnectionChange } from '../registration/connections/connection-change.ts';
import type { RegisterChange } from '../registration/register-change.ts';
import type { SwitchChange } from '../registration/switching/switch-change.ts';
import type { Schedule } from '../scheduling/schedules.ts';
import type { HeldKeyChange } from '../tasks/held-keys.ts';
import type { OwnRequestChange } from '../tasks/own-request-change.ts';
import type { TaskChange } from '../tasks/task.ts';

/** What of a device a user may change; the keys and the identifier are not among it. */
export type Label = Omit<OtherDevice['record'], 'eui64' | 'deviceType'>;

export type Change =
  | RegisterChange
  | SwitchChange
  | ConnectionChange
  | TaskChange
  | OwnRequestChange
  | HeldKeyChange
  | CustomerNumberChange
  | LegacyChange
  | { readonly kind: 'deviceAdded'; readonly device: OtherDevice }
  | {
      readonly kind: 'deviceChanged';
      readonly eui64: Eui64;
      readonly place?: Partial<Place>;
      /** Names of the place that are known no more. */
      readonly forgotten?: readonly Exclude<keyof Place, 'status'>[];
      readonly label?: Partial<Label>;
    }
  | {
      /** One that was known by name alone has said who it is, with certificates. */
      readonly kind: 'deviceKeyed';
      readonly eui64: Eui64;
      readonly keys: DeviceKeys;
      readonly firmwareVersion: string;
    }
  | { readonly kind: 'deviceRemoved'; readonly eui64: Eui64 }
  | { readonly kind: 'scheduleAdded'; readonly schedule: Schedule }
  | { readonly kind: 'schedulesRemoved'; readonly scheduleIds: readonly number[] }
  | {
      readonly kind: 'firmwareStored';
      readonly requestId: RequestId;
      readonly originator: Eui64;
      readonly service: number;
      readonly firmwareVersion: string;
      readonly image: Uint8Array;
      /** SHA-256 of the image. */
      readonly imageHash: Uint8Array;
      /** Those that it is for; the others were named in the answer. */
      readonly devices: readonly Eui64[];
      readonly storedAtMillis: number;
    }
  | {
      /** What an installer said of a communications hub (8.14). */
      readonly kind: 'hubReported';
      readonly requestId: RequestId;
      readonly hub: Eui64;
      readonly service: number;
      /** Canonical CBOR of the request. */
      readonly body: Uint8Array;
      readonly reportedAtMillis: number;
    };

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;
export type DeviceChange = Of<'deviceChanged'>;
