/** What the market hands requests to; the flow of a request begins behind it. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RefusalCode } from '../../protocol/refused.ts';
import type { FaultCode } from '../faults.ts';
import type { Channel, ServiceRequest, Submission } from '../service-request.ts';

export type UnreadableReport = {
  readonly channel: Channel;
  /** Known from the connection or topic, not from what was sent. */
  readonly sender?: Eui64;
  readonly code: RefusalCode | FaultCode;
  /** Where and why; never content. */
  readonly detail: string;
};

export interface Intake {
  /** Resolves once the request is durable, or refused for good; rejects when neither could be done. */
  submit(request: ServiceRequest): Promise<Submission>;
  /** Audits and counts what could not be read as a request. */
  unreadable(report: UnreadableReport): void;
}
