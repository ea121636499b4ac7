/** RFC 9457: how a document is refused that cannot be answered as a market message. */
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import { FAULTS, Fault, type FaultCode } from '../../faults.ts';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** Of what is no market message at all. */
export const HTTP_CODES = ['METHOD', 'ADDRESS', 'MEDIA_TYPE', 'UNAVAILABLE'] as const;
type HttpCode = (typeof HTTP_CODES)[number];

export type Problem = {
  readonly status: number;
  readonly code: RefusalCode | FaultCode | HttpCode;
  readonly title: string;
  readonly detail: string;
  /** Where in the document, as a path of elements and a line, when it has such places. */
  readonly path?: string;
  readonly line?: number;
};

/** Undefined for what is no refusal: a fault of the program, or a connection that broke. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Fault) {
    const { status, text } = FAULTS[error.code];
    return { status, code: error.code, title: text, detail: error.detail };
  }
  if (!(error instanceof Refused)) return undefined;
  const { code, path, line, reason } = error;
  return {
    status: code === 'XML_TOO_LARGE' ? 413 : 400,
    code,
    title: FAULTS.MESSAGE_UNREADABLE.text,
    detail: reason,
    ...(path ? { path } : {}),
    ...(line === undefined ? {} : { line }),
  };
}
