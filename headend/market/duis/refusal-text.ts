/** A device's refusal as MMC's one text of an error: its name, and after a colon the field it refuses. */
import type { DeviceAnswer } from '../../service-request.ts';

export type DeviceRefusal = Pick<DeviceAnswer, 'refusal' | 'refusedField'>;

const BETWEEN = ': ';

export function refusalText(refusal: string, refusedField: string | undefined): string {
  return refusedField === undefined ? refusal : `${refusal}${BETWEEN}${refusedField}`;
}

/** No error, no refusal. */
export function readRefusalText(error: string | undefined): DeviceRefusal {
  if (error === undefined) return {};
  const at = error.indexOf(BETWEEN);
  if (at < 0) return { refusal: error };
  return { refusal: error.slice(0, at), refusedField: error.slice(at + BETWEEN.length) };
}
