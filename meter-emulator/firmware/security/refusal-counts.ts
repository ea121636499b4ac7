/**
 * What was refused since the last half-hour, counted in memory: a flood of bad messages costs one
 * log entry and one alert per kind and half-hour, and no flash. A power cut may lose such a count.
 */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import type { RefusalCode } from '../../../protocol/refused.ts';
import type { MeterEvent } from '../events/event.ts';

const DETAIL_MAX = 0xffff_ffff;

/** How the security log of GBCS calls what the envelope refuses. Our own reading of the names. */
const NAMES: Readonly<Partial<Record<RefusalCode, AlertName>>> = {
  ENVELOPE_FORM: 'unusualMalformedCommands',
  ENVELOPE_REPLAY: 'unusualMalformedCommands',
  ENVELOPE_PROTECTION: 'sourceLacksAuthority',
  ENVELOPE_ORIGINATOR: 'unauthorisedCommunication',
  ENVELOPE_RECIPIENT: 'unauthorisedCommunication',
  ENVELOPE_AUTHENTICATION: 'trustedSourceAuthenticationFailed',
};

export class RefusalCounts {
  /** By code, since the boot. */
  readonly byCode = new Map<RefusalCode, number>();
  readonly #sinceTaken = new Map<AlertName, number>();

  /** A message that was refused. */
  message(code: RefusalCode): void {
    this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
    this.event(NAMES[code] ?? 'unusualMalformedCommands');
  }

  event(name: AlertName): void {
    this.#sinceTaken.set(name, (this.#sinceTaken.get(name) ?? 0) + 1);
  }

  /** One event per name, its count as detail, for at most `max` names; those begin to count anew. */
  take(max: number): readonly MeterEvent[] {
    const taken = [...this.#sinceTaken].slice(0, max);
    for (const [name] of taken) this.#sinceTaken.delete(name);
    return taken.map(([name, count]) => ({ name, detail: Math.min(count, DETAIL_MAX) }));
  }
}
