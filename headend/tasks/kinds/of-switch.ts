/** What the tasks of a change of supplier have in common: whose it was, and whose it is. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { AddressedEvent } from '../../non-device/handler.ts';
import type { Task } from '../task.ts';

export type AboutSwitch = {
  readonly switchId?: number;
  /** Supplies from then on; absent: nobody, as where a meter is taken down. */
  readonly supplier?: Eui64;
  /** Supplied until then; absent: nobody. */
  readonly oldSupplier?: Eui64;
  /** The midnight of the change, UTC. */
  readonly atUtcSeconds?: number;
};

export const aboutSwitch = ({ about }: Task): AboutSwitch => about as AboutSwitch;

/** The change; of a task that does not say when, it is when the task begins. */
export const changeAt = (task: Task): number =>
  aboutSwitch(task).atUtcSeconds ?? task.notBeforeUtcSeconds;

export function ofDevice(task: Task) {
  const { switchId } = aboutSwitch(task);
  const { mpxn, device } = task;
  return { mpxn, device, ...(switchId === undefined ? {} : { switchId }) };
}

export const bothSuppliers = (task: Task): readonly Eui64[] => {
  const { supplier, oldSupplier } = aboutSwitch(task);
  return [oldSupplier, supplier].filter((party) => party !== undefined);
};

type Side = 'closing' | 'opening';

/** To the old supplier as what closes, to the new one as what opens. */
export function toBoth(
  task: Task,
  eventOf: (side: Side) => AddressedEvent['event'],
): readonly AddressedEvent[] {
  const { supplier, oldSupplier } = aboutSwitch(task);
  const one = (recipient: Eui64 | undefined, side: Side): AddressedEvent[] =>
    recipient === undefined ? [] : [{ recipient, event: eventOf(side) }];
  return [...one(oldSupplier, 'closing'), ...one(supplier, 'opening')];
}
