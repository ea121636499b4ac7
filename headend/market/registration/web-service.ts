/**
 * The register over HTTPS: one CloudEvent in JSON is posted, the same that the bridge takes, and one is the
 * answer. DUIS has no words for it, so none of its XML is used; who posts is who its certificate says.
 */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { isRegistrationService } from '../../../protocol/market-services.ts';
import { Refused } from '../../../protocol/refused.ts';
import { auditReason } from '../../audit/reason.ts';
import { FAULTS, Fault } from '../../faults.ts';
import type { ServiceRequest, Submission } from '../../service-request.ts';
import type { CloudEvent } from '../bridge/cloud-event.ts';
import { decodeJson } from '../bridge/cloud-events-json.ts';
import { acknowledgementData, answerData, type Refusal, refusalData } from '../bridge/replies.ts';
import { serviceRequestFrom } from '../bridge/service-request-from.ts';
import type { Intake } from '../intake.ts';
import { eventBytes } from './json-event.ts';

export const REGISTRATION_PATH = '/api/v1/registration';
/** A thousand metering points in one request have a hundredth of it. */
export const EVENT_BYTES_MAX = 1024 * 1024;

/** Characters of what a refusal is about, within its event's id. */
const ABOUT_MAX = 200;

/** Who posts: by its certificate, or, where there are none, whoever it says it is. */
export type Poster = { readonly sender: Eui64 | undefined; readonly isKnown: boolean };
export type EventAnswer = { readonly status: number; readonly content: Uint8Array };

/** Resolves once the request is durable, or refused for good. Rejects when neither could be done. */
export async function answerEvent(
  intake: Intake,
  bytes: Uint8Array,
  poster: Poster,
): Promise<EventAnswer> {
  let eventId: string | undefined;
  try {
    const event = eventIn(bytes);
    eventId = event.id;
    const request = requestFrom(event, poster);
    return answered(request, await intake.submit(request));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Fault)) throw error;
    const { sender } = poster;
    const audited = error instanceof Refused ? auditReason(error) : error.detail;
    const from = sender === undefined ? {} : { sender };
    intake.unreadable({ channel: 'duis', ...from, code: error.code, detail: audited });
    const detail = error instanceof Refused ? `${error.path} ${error.reason}`.trim() : error.detail;
    return refused({ ...(eventId === undefined ? {} : { eventId }), code: error.code, detail });
  }
}

/** Throws Refused (JSON_REFUSED). */
function eventIn(bytes: Uint8Array): CloudEvent {
  const read = decodeJson(bytes);
  const [only] = read;
  if (!only || read.length > 1)
    throw new Refused('', 'one event is expected', undefined, 'JSON_REFUSED');
  if (only.kind === 'refused') throw only.refused;
  return only.event;
}

/** Throws Refused (JSON_REFUSED, VALUE_REFUSED) and Fault (WRONG_ENDPOINT, PARTY_NOT_SENDER). */
function requestFrom(event: CloudEvent, { sender, isKnown }: Poster): ServiceRequest {
  const request = serviceRequestFrom(event);
  const { originator, service } = request;
  if (!isRegistrationService(service))
    throw new Fault('WRONG_ENDPOINT', `${service.reference} is a service of DUIS`);
  if (isKnown && sender !== originator)
    throw new Fault('PARTY_NOT_SENDER', `the certificate is ${sender ?? 'nobody'}'s`);
  return { ...request, channel: 'duis', endpoint: 'nonDevice' };
}

function answered({ requestId }: ServiceRequest, submission: Submission): EventAnswer {
  switch (submission.kind) {
    case 'acknowledged': {
      const data = acknowledgementData(requestId, submission, 'json');
      return { status: 200, content: eventBytes(data, `${requestId}/acknowledgement`) };
    }
    case 'answered': {
      const data = answerData(submission, 'json');
      return { status: 200, content: eventBytes(data, `${requestId}/${data.kind}`) };
    }
    case 'refused': {
      const { fault: code, detail } = submission;
      return refused({ requestId, code, detail });
    }
  }
}

function refused(refusal: Refusal): EventAnswer {
  const { code, requestId, eventId = 'unread' } = refusal;
  const status = code in FAULTS ? FAULTS[code as keyof typeof FAULTS].status : 400;
  return {
    status,
    content: eventBytes(
      refusalData(refusal, 'json'),
      `${requestId ?? eventId.slice(0, ABOUT_MAX)}/refusal`,
    ),
  };
}
