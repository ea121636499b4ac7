/** What changes in the register: each is written in the transaction of what it follows from. */
import type { DatedDetails, Grant, MeteringPoint, PointStatus } from './registration.ts';

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
  | { readonly kind: 'detailsGiven'; readonly mpxn: string; readonly details: DatedDetails }
  /** A change that was dated for later is not to be. */
  | { readonly kind: 'detailsVoided'; readonly mpxn: string; readonly detailsId: number };
