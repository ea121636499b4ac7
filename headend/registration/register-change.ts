/** What changes in the register: each is written in the transaction of what it follows from. */
import type { DatedDetails, Grant, MeteringPoint, PointStatus } from './registration.ts';

/** What a change of a metering point may be of, beside its registrations, grants and master data. */
export const CHANGEABLE = [
  'status',
  'networkOperator',
  'uprn',
  'postCode',
  'addressIdentifier',
  'filed',
] as const satisfies readonly (keyof MeteringPoint)[];

export type RegisterChange =
  /** New, with all that is known of it; one that is there already fails the transaction. */
  | { readonly kind: 'pointAdded'; readonly point: MeteringPoint }
  | {
      readonly kind: 'pointChanged';
      readonly mpxn: string;
      readonly status?: PointStatus;
      readonly networkOperator?: string;
      readonly uprn?: number;
      readonly postCode?: string;
      readonly addressIdentifier?: string;
      readonly filed?: string;
      /** What is known of it no more. */
      readonly forgotten?: readonly (typeof CHANGEABLE)[number][];
    }
  | {
      readonly kind: 'registrationBegins';
      readonly mpxn: string;
      readonly supplier: string;
      readonly effectiveFromUtcSeconds: number;
      readonly effectiveToUtcSeconds?: number;
      readonly switchId?: number;
    }
  /** The one that began then ends then, or goes on without end (annulled: `effectiveToUtcSeconds` absent). */
  | {
      readonly kind: 'registrationEnds';
      readonly mpxn: string;
      readonly effectiveFromUtcSeconds: number;
      readonly effectiveToUtcSeconds?: number;
    }
  /** The one that was to begin then does not. */
  | {
      readonly kind: 'registrationVoided';
      readonly mpxn: string;
      readonly effectiveFromUtcSeconds: number;
    }
  | {
      readonly kind: 'grantGiven';
      readonly mpxn: string;
      readonly grant: Grant & { grantId: number };
    }
  | {
      readonly kind: 'grantEnds';
      readonly mpxn: string;
      readonly grantId: number;
      readonly effectiveToUtcSeconds: number;
    }
  /** All grants that are the operator's, in place of those that were: these have no `grantId`. */
  | { readonly kind: 'grantsStated'; readonly mpxn: string; readonly grants: readonly Grant[] }
  | { readonly kind: 'detailsGiven'; readonly mpxn: string; readonly details: DatedDetails }
  /** A change that was dated for later is not to be. */
  | { readonly kind: 'detailsVoided'; readonly mpxn: string; readonly detailsId: number };

export const mpxnOf = (change: RegisterChange): string =>
  change.kind === 'pointAdded' ? change.point.mpxn : change.mpxn;

const KINDS: Readonly<Record<RegisterChange['kind'], true>> = {
  pointAdded: true,
  pointChanged: true,
  registrationBegins: true,
  registrationEnds: true,
  registrationVoided: true,
  grantGiven: true,
  grantEnds: true,
  grantsStated: true,
  detailsGiven: true,
  detailsVoided: true,
};

/** Whether a change of any kind is one of the register. */
export const isRegisterChange = (change: { readonly kind: string }): change is RegisterChange =>
  Object.hasOwn(KINDS, change.kind);
