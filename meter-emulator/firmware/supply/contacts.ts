/**
 * Who opens the meter: covers, and magnets held against it. What the board reports is told once; if the supplier
 * wants it, the supply is locked then, until the supplier frees it.
 */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import { type MeterEvent, type Step, unchanged } from '../events/event.ts';
import type { MeterState, Stored } from '../state.ts';
import type { Contact } from './stored.ts';
import { supplyAfter } from './supply.ts';

type Access = Stored['access'];
const CLOSED: Access = { tamperState: 'Unchanged', open: [] };

/** What has no code for its end ends in silence. */
export const CONTACT_ALERTS = {
  batteryCover: ['batteryCoverOpened', 'batteryCoverClosed'],
  meterCover: ['meterCoverOpened', 'meterCoverClosed'],
  magneticField: ['strongMagneticField', 'magneticFieldRemoved'],
  terminalCover: ['terminalCoverOpened', 'terminalCoverClosed'],
  secondTerminalCover: ['secondTerminalCoverOpened', undefined],
  enclosure: ['tamperDetected', undefined],
  other: ['otherPhysicalAccess', undefined],
} as const satisfies Readonly<
  Record<Contact, readonly [opened: AlertName, closed: AlertName | undefined]>
>;

export function accessOf({ access }: MeterState): Access {
  return access ?? CLOSED;
}

/** A contact has moved; the board has done with its bouncing. The same again does nothing. */
export function contactMoved(state: MeterState, contact: Contact, isOpen: boolean): Step {
  const access = accessOf(state);
  if (access.open.includes(contact) === isOpen) return unchanged(state);
  const others = access.open.filter((one) => one !== contact);
  const open = isOpen ? [...others, contact] : others;
  const next = { ...state, access: { ...access, open } };
  const [opened, closed] = CONTACT_ALERTS[contact];
  if (isOpen) return tampered(next, opened);
  return { state: next, events: closed ? [{ name: closed }] : [], entries: [] };
}

function tampered(state: MeterState, name: AlertName): Step {
  const events: MeterEvent[] = [{ name }];
  const supply = isLocking(state) ? supplyAfter(state.supply, 'tamper') : state.supply;
  if (supply !== state.supply) events.push({ name: 'supplyLockedForTamper' });
  return { state: { ...state, supply }, events, entries: [] };
}

/** Set by 6.25; for a gas meter by 6.7. */
function isLocking(state: MeterState): boolean {
  const { variant, gasFlow } = state;
  const tamperState =
    variant.kind === 'gas' ? gasFlow?.supplyTamperState : accessOf(state).tamperState;
  return tamperState === 'Locked';
}
