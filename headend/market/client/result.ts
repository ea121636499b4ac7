/** What became of something a supplier asked for. */
import type { Service } from '../../../protocol/definition/service.ts';
import type { AnyType, ValueOf } from '../../../protocol/definition/words.ts';
import type { RequestId } from '../../../protocol/identifiers/request-id.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import type { DeviceAnswer } from '../../service-request.ts';

/** The value a service is answered with: the DCC's own where it has one, else the device's. */
export type AnswerOf<S extends Service> = [NonNullable<S['dccResponse']>] extends [never]
  ? S['response'] extends AnyType
    ? ValueOf<S['response']>
    : unknown
  : ValueOf<NonNullable<S['dccResponse']>['type']>;

export type Result<T> = { readonly requestId: RequestId } & (
  | {
      readonly kind: 'done';
      readonly value: T;
      /** Of a request that no device is asked: what "done" does not mean, for a person to read. */
      readonly notice?: string;
      readonly deviceUtcSeconds?: number;
      readonly clockStatus?: NonNullable<DeviceAnswer['clockStatus']>;
    }
  /**
   * The device says no, for the reason of this name in the service's definition, of the field at this path; or
   * `unknown`, and why is in the answer itself.
   */
  | {
      readonly kind: 'refusedByDevice';
      readonly refusal: string;
      readonly field?: string;
      readonly value?: unknown;
    }
  /** The device speaks GBCS: what it said, to the byte as it signed it. */
  | { readonly kind: 'answeredInGbcs'; readonly payload: Uint8Array }
  /** Nothing was sent: this is the command, to be brought to the device. */
  | { readonly kind: 'localCommand'; readonly command: Uint8Array }
  /** The head-end says no. */
  | { readonly kind: 'refused'; readonly code: ResponseCode; readonly detail: string }
  /** The head-end accepted it, and no device answered: E20, E21. */
  | { readonly kind: 'failed'; readonly code: ResponseCode }
  /** The pre-command was another than what was asked for: nothing was signed. */
  | { readonly kind: 'preCommandDiffers'; readonly differences: readonly string[] }
  /** Whether it was done is not known: the head-end did not answer, or the final answer is late. */
  | { readonly kind: 'unanswered' }
);
