/** What follows from the end of a request of the head-end's own, and whom it is told to. */
import { commandFailureAlert } from '../../protocol/alerts/dcc-alerts.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { NotDoneReason } from '../../protocol/registration/device-events.ts';
import type { FaultCode } from '../faults.ts';
import type { Consequences } from '../non-device/handler.ts';
import type { NewOutboxMessage } from '../outbox/message.ts';
import type { MarketMessage, ServiceRequest } from '../service-request.ts';
import type { Purpose } from '../tasks/own-request-change.ts';
import { joined, taskAnswered, taskFailed } from '../tasks/task-end.ts';
import type { TranslatedAnswer } from '../translation/translator.ts';
import { outboxRow } from './outbox-rows.ts';
import type { Stations } from './stations.ts';

/** A device's answer, or why there is none. */
export type End =
  | { readonly kind: 'answer'; readonly answer: TranslatedAnswer['answer'] }
  | { readonly kind: 'fault'; readonly fault: FaultCode };

/** Changes nothing itself. */
export function ownFollows(stations: Stations, request: ServiceRequest, end: End): Consequences {
  const { requestId } = request;
  const purpose = stations.tasks.purposeOf(requestId);
  const over: Consequences = { changes: [{ kind: 'ownRequestEnded', requestId }] };
  if (!purpose) return over;
  const follows =
    purpose.kind === 'task'
      ? ofTask(stations, request, purpose.taskId, end)
      : ofSchedule(request, purpose, end);
  return joined([over, follows]);
}

function ofTask(
  stations: Stations,
  { service }: ServiceRequest,
  taskId: number,
  end: End,
): Consequences {
  const task = stations.tasks.get(taskId);
  // Ended meanwhile, by whoever did it another way.
  if (!task) return {};
  const now = Math.floor(stations.clock.nowMillis() / 1000);
  if (end.kind === 'answer' && end.answer.refusal === undefined)
    return taskAnswered(stations, task, { service, answer: end.answer }, now);
  return taskFailed(stations, task, whyNot(end), now);
}

const whyNot = (end: End): NotDoneReason =>
  end.kind === 'answer' ? 'refusedByDevice' : 'unreachable';

/** A run that came to nothing is told by an alert: there is no request that could be answered. */
function ofSchedule(
  { requestId, target }: ServiceRequest,
  { scheduleId, owner }: Extract<Purpose, { kind: 'schedule' }>,
  end: End,
): Consequences {
  if (end.kind === 'answer') return {};
  const alert = commandFailureAlert(codeOf(end.fault), requestId, target, scheduleId);
  return { alerts: [{ recipient: owner, alert }] };
}

/** N12: never delivered; N13: not answered; N14: not allowed any more when its turn had come. */
function codeOf(fault: FaultCode): 'N12' | 'N13' | 'N14' {
  if (fault === 'DEVICE_UNREACHABLE') return 'N12';
  return fault === 'DEVICE_SILENT' ? 'N13' : 'N14';
}

/** What a schedule has read goes to its owner; what a task has asked for to nobody as it is. */
export function ownRows(
  stations: Stations,
  requestId: RequestId,
  message: MarketMessage,
): NewOutboxMessage[] {
  const purpose = stations.tasks.purposeOf(requestId);
  if (purpose?.kind !== 'schedule' || message.kind !== 'response' || !message.answer) return [];
  const recipient = stations.parties.get(purpose.owner);
  if (!recipient) return [];
  const { scheduleId } = purpose;
  const to = { recipient, channel: recipient.channel };
  const row = outboxRow(stations, { ...message, scheduleId }, to, `${requestId}/answer`, requestId);
  return [row];
}
