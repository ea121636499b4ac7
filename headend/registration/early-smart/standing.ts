/** Whether a meter counts as smart: one that was there before the DCC counts as not until it is heard of (P22). */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { PointDetails } from '../details/details.ts';

type Smart = PointDetails['smart'];

/**
 * Why nothing may be asked of this device although it is known; undefined: it may. What is recorded is about
 * one meter, and says nothing of another that takes its place.
 */
export function notSmartReason(smart: Smart, device: Eui64 | undefined): string | undefined {
  if (smart === undefined || smart.standing === 'smart' || smart.device !== device)
    return undefined;
  if (smart.standing === 'treatedAsNotSmart')
    return 'the meter counts as not smart until it is first heard of';
  return `the meter counts as not smart: ${smart.reason ?? 'its version is not taken on'}`;
}
