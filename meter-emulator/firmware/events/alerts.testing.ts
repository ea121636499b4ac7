/** What an alert that waits would say to the head-end. */
import { decodeAlertContent } from '../../../protocol/alerts/alert-payloads.ts';
import type { AlertPayload } from '../../../protocol/alerts/payload-shapes.ts';
import { decodeCanonical, isCborMap } from '../../../protocol/cbor/canonical.ts';
import type { PendingAlert } from '../state.ts';

export function saidBy(alert: PendingAlert | undefined): AlertPayload | undefined {
  const content = alert?.content && decodeCanonical(alert.content, { bytes: 64, depth: 8 });
  return isCborMap(content) ? decodeAlertContent(alert?.code ?? 0, content).payload : undefined;
}
