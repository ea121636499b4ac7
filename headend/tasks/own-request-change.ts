/** Requests of the head-end itself, and for what they are: found again after a restart by their RequestID. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';

export type Purpose =
  | { readonly kind: 'task'; readonly taskId: number }
  /** A run of a schedule; whose it is stays known when the schedule is gone. */
  | { readonly kind: 'schedule'; readonly scheduleId: number; readonly owner: Eui64 };

export type OwnRequestChange =
  | { readonly kind: 'ownRequestMade'; readonly requestId: RequestId; readonly purpose: Purpose }
  | { readonly kind: 'ownRequestEnded'; readonly requestId: RequestId }
  /** The run of that time was made, or was not allowed: it is not made again. */
  | {
      readonly kind: 'scheduleRan';
      readonly scheduleId: number;
      readonly runUtcSeconds: number;
    };
